// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyhandshake.h"
#include "engine/clock.h"
#include "transport/variation.h"

#include <random>

namespace qicmp {

class DatagramChannel;

/// The states Greeting and Opening of a client of icmp-proxy (proxy/PROTOCOL.md, 7): what it sends,
/// and how often, until a session is open.
class ProxyGreeting
{
public:
    /// Begins anew, with a new nonce; the first HELLO is due \a pause later.
    void begin(Nanoseconds now, Nanoseconds pause = 0);
    /// The proxy, or a session that it opened, has come to nothing. Begins anew after \a pause, and
    /// after more than that if it happens again and again: up to a second.
    void beginAgain(Nanoseconds now, Nanoseconds pause = 0);
    /// What the proxy opened is of use.
    void succeeded() { m_failures = 0; }
    /// Whether CHALLENGE has come.
    bool isOpening() const { return m_opening; }

    /// Sends what is due. Begins anew when an OPEN has gone unanswered for long.
    void act(Nanoseconds now, DatagramChannel &channel);
    Nanoseconds nextDue() const { return m_dueAt; }

    /// Whether the proxy has not answered at all for handshakePatience.
    bool isPatienceOver(Nanoseconds now) const;

    void challenged(const v1::Challenge &challenge, Nanoseconds now);
    bool isAnswer(const v1::Opened &opened) const;
    bool isAnswer(const v1::Error &error) const;
    /// The proxy has answered, and wants to be left alone for \a pause.
    void putOff(Nanoseconds now, Nanoseconds pause);
    /// The pace of one that is not answered, or not wanted: a second at most.
    Nanoseconds idlePace();

    /// \a time, more or less.
    Nanoseconds varied(Nanoseconds time) { return m_variation(time); }

private:
    v1::Nonce m_nonce;
    v1::Cookie m_cookie;
    bool m_opening = false;
    int m_failures = 0; ///< in a row
    Nanoseconds m_pace = 0;
    Nanoseconds m_dueAt = 0;
    Nanoseconds m_quietSince = 0; ///< began, or the proxy answered
    Nanoseconds m_openingSince = 0;
    std::random_device m_system;
    Variation m_variation;
};

} // namespace qicmp
