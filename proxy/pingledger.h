// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyhandshake.h"
#include "codec/proxyping.h"
#include "codec/proxyresult.h"
#include "ratelimits.h"
#include "services.h"
#include "tokentable.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace qicmp::proxy {

/// The pings of one session: which may be sent, which are outstanding, and which have an outcome
/// that the client has not acknowledged yet.
class PingLedger
{
public:
    /// Results of the engine come back with \a owner.
    PingLedger(const Services &services, std::uint32_t owner, const v1::Grant &grant,
               std::shared_ptr<RateLimits::Client> client);
    ~PingLedger(); ///< Ends what is outstanding.
    PingLedger(const PingLedger &) = delete;
    PingLedger &operator=(const PingLedger &) = delete;

    std::shared_ptr<RateLimits::Client> client() const { return m_client; }

    /// Whether the client knows what became of all of its pings.
    bool isEmpty() const { return m_tokens.size() == 0; }
    /// Whether that many more can be answered for, if only by refusing them. A client that does not
    /// acknowledge refusals is not given ever more of them.
    bool hasRoomFor(std::size_t pings) const;

    /// Starts pings, or appends to \a refusals why not. Those that are known already are left
    /// alone.
    void take(const v1::PingMessage &message, Nanoseconds now, std::vector<v1::Result> &refusals);
    void cancel(const v1::CancelMessage &message);

    /// A ping has an outcome.
    void ended(std::uint64_t token);
    /// The client knows an outcome.
    void acknowledged(const v1::Result &outcome);

private:
    // What a token stands for, where it is no handle of the engine.
    static constexpr std::uint64_t endedPing = 1;
    static constexpr std::uint64_t refusedPing = 2;
    static constexpr std::uint64_t firstHandle = std::uint64_t{1} << 32;

    std::optional<v1::RefusalReason> refusalOf(const v1::PingGroup &group,
                                               const v1::Ping &ping) const;
    std::uint32_t optionsOf(const v1::PingOptions &options);

    const Services &m_services;
    std::uint32_t m_owner;
    v1::Grant m_grant;
    std::shared_ptr<RateLimits::Client> m_client;
    TokenTable m_tokens;
    std::uint32_t m_outstanding = 0; ///< without an acknowledged outcome, refused ones apart
    std::optional<v1::PingOptions> m_lastOptions;
    std::uint32_t m_lastIndex = 0; ///< of m_lastOptions
};

} // namespace qicmp::proxy
