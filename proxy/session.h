// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyhandshake.h"
#include "codec/proxyping.h"
#include "codec/proxyresult.h"
#include "codec/proxysession.h"
#include "engine/messagestream.h"
#include "peerchannel.h"
#include "pingledger.h"
#include "services.h"
#include "settings.h"
#include "tokenbucket.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace qicmp::proxy {

/// One client's session: takes its messages, and sees to it that it learns every outcome
/// (proxy/PROTOCOL.md, 4 and 6).
///
/// Nothing leaves but by flush(), so that what belongs together goes together.
class Session
{
public:
    struct Opening
    {
        std::uint32_t owner = 0; ///< its number for the engine
        Endpoint client;
        v1::Opened opened; ///< as the client was told
        std::shared_ptr<RateLimits::Client> limits;
        std::unique_ptr<PeerChannel> channel;
    };

    Session(const Services &services, Opening opening);

    std::uint32_t owner() const { return m_owner; }
    const Endpoint &client() const { return m_client; }
    const v1::Opened &opened() const { return m_opened; }
    PeerChannel &channel() { return *m_channel; }
    std::shared_ptr<RateLimits::Client> limits() const { return m_pings.client(); }

    // What the client sends
    void receive(const v1::PingMessage &message, Nanoseconds now);
    void receive(const v1::CancelMessage &message, Nanoseconds now);
    void receive(const v1::KeepAlive &message, Nanoseconds now);
    /// It has sent something valid that is none of these.
    void heard(Nanoseconds now);
    Nanoseconds usedAt() const { return m_usedAt; } ///< when it was opened, or pinged last
    /// Whether it may make room for another: it keeps quiet for longer than it should, or nothing
    /// has been outstanding since it pinged, and that is longer ago than it may linger.
    bool isUnused(Nanoseconds now) const;

    /// What became of a ping of this session.
    void conclude(const v1::Result &result, Nanoseconds now);

    /// Sends what is due.
    void flush(Nanoseconds now);
    /// When flush() is due next, or the end of the client's silence.
    Nanoseconds nextDue() const;
    bool isIdle(Nanoseconds now) const { return now >= idleAt(); }
    /// Whether the client's program has ended without a word: nobody listens on its port.
    bool isDeserted() const { return m_refusals >= mostRefusals; }

    /// Tells the client that this is the end.
    void close(v1::CloseReason reason);

private:
    static constexpr unsigned mostRefusals = 3;

    enum class Delivery { Deal, Ignore };

    void acknowledged(const v1::SessionHeader &header, Nanoseconds now);
    bool tellsExtra(const v1::Result &result, Nanoseconds now);
    Delivery arrived(const v1::SessionHeader &header, Nanoseconds now);
    void countOutcome(const v1::Result &result);
    std::size_t waiting() const { return m_waiting.size() - m_written; }
    void forgetWritten();
    bool mayWrite(Nanoseconds now) const;
    void writeResults();
    void writeKeepAlives(Nanoseconds now);
    Nanoseconds idleAt() const;
    v1::SessionHeader header() const { return {m_opened.session, 0, m_stream.acknowledgement()}; }

    const Services &m_services;
    std::uint32_t m_owner;
    Endpoint m_client;
    v1::Opened m_opened;
    std::unique_ptr<PeerChannel> m_channel;
    PingLedger m_pings;
    MessageStream m_stream;

    std::vector<v1::Result> m_waiting;        ///< results that no message holds yet, in order
    std::size_t m_written = 0;                ///< of these: the first that a message does hold
    Nanoseconds m_holdUntil = 0;              ///< how long to wait for more of them
    std::array<TokenBucket, 64> m_duplicates; ///< by token: how many more are told
    std::size_t m_extras = 0;                 ///< late and duplicate replies not acknowledged
    std::vector<std::uint64_t> m_stamps;      ///< of KEEPALIVEs to be answered
    Nanoseconds m_heardAt;
    unsigned m_refusals = 0; ///< of what was sent, since the client was heard
    Nanoseconds m_usedAt;
    Nanoseconds m_progressAt; ///< when a result was acknowledged, or none waited for that
};

} // namespace qicmp::proxy
