// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "caller.h"
#include "clientlimits.h"
#include "codec/cookie.h"
#include "codec/proxyframe.h"
#include "counters.h"
#include "services.h"
#include "sessiontable.h"

#include <cstdint>
#include <memory>

namespace qicmp::proxy {

/// Takes the messages of version 1, from whomever: makes and checks cookies, opens sessions, and
/// passes on to sessions what is theirs (proxy/PROTOCOL.md, 3, 5 and 8).
///
/// It remembers nothing of a caller that has no session.
class Listener
{
public:
    Listener(const Services &services, SessionTable &sessions);

    std::uint64_t bootId() const { return m_bootId; }

    /// Others have had their turn.
    void beginTurn() { m_openedInTurn = 0; }
    /// Deals with one message. What \a caller gets back, if anything, is no larger.
    void take(Caller &caller, ByteView message, Nanoseconds now);

private:
    // What a message may be
    void take(Caller &caller, ByteView message, v1::FrameRejection rejection);
    void take(Caller &caller, const v1::Hello &hello);
    void take(Caller &caller, ByteView message, const v1::Open &open);
    template <typename Message>
    void passOn(Caller &caller, ByteView bytes, const Message &message);
    void take(const Caller &caller, const v1::Close &close);

    void openSession(Caller &caller, ByteView message, const v1::Open &open,
                     std::shared_ptr<RateLimits::Client> limits);
    void refuse(Caller &caller, ByteView message, v1::ErrorReason reason,
                std::uint16_t retryAfter = 0);
    void answer(Caller &caller, ByteView message);
    bool isWanted(Caller &caller, ByteView message);
    Session *sessionOf(const Caller &caller);
    std::uint64_t epoch() const;

    const Services &m_services;
    SessionTable &m_sessions;
    ClientLimits m_clients;
    SipKey m_cookieKey;
    std::uint64_t m_bootId;
    Nanoseconds m_startedAt;
    unsigned m_openedInTurn = 0;
    Nanoseconds m_now = 0; ///< of the message that is being dealt with
};

} // namespace qicmp::proxy
