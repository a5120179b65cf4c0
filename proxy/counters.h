// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyprotocol.h"
#include "engine/clock.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace qicmp::proxy {

/// Numbers counted for each value of an enumeration, which ends at \a Last.
template <typename Enumeration, Enumeration Last>
class CountsOf
{
public:
    static constexpr std::size_t size = static_cast<std::size_t>(Last) + 1;

    std::uint64_t &operator[](Enumeration value)
    {
        return m_counts[static_cast<std::size_t>(value)];
    }
    std::uint64_t operator[](Enumeration value) const
    {
        return m_counts[static_cast<std::size_t>(value)];
    }

private:
    std::array<std::uint64_t, size> m_counts{};
};

/// Why a datagram had no effect.
enum class DropCause : std::uint8_t {
    UnknownProtocol,    ///< a first byte that is nobody's
    Malformed,          ///< not as PROTOCOL.md wants it, in version 0, 1 or DTLS
    UnsupportedVersion, ///< answered, where it may be
    ProtocolOff,        ///< version 0 or DTLS, which the administrator has not switched on
    AddressDenied,      ///< from where no client is wanted
    BadCookie,
    UnknownSession,
    Repeated,     ///< arrived before, as PING or CANCEL with that number
    BeyondWindow, ///< numbered too far ahead
    NoRoom,       ///< more refusals wait to be acknowledged than are kept
    Busy,         ///< OPEN, DTLS: many others came first. Version 0: it made room for others
    Refused,      ///< version 0: what version 1 answers with a reason
};

/// How a session ended.
enum class SessionEnd : std::uint8_t {
    ByClient,
    Replaced,
    Idle,
    Evicted,
    ShuttingDown,
    Deserted, ///< nobody listens on the client's port any more
};

/// Round trips by how long they took; the bounds are those of the exported histogram.
class RoundTripHistogram
{
public:
    /// Upper bounds, inclusive. Beyond the last there is one more bucket.
    static constexpr std::array<Nanoseconds, 15> bounds{
            50 * microsecond,  100 * microsecond,   250 * microsecond, 500 * microsecond,
            1 * millisecond,   2'500 * microsecond, 5 * millisecond,   10 * millisecond,
            25 * millisecond,  50 * millisecond,    100 * millisecond, 250 * millisecond,
            500 * millisecond, 1 * second,          10 * second};

    void observe(Nanoseconds time)
    {
        const auto bound = std::ranges::lower_bound(bounds, time);
        ++m_counts[static_cast<std::size_t>(bound - bounds.begin())];
        m_sum += static_cast<std::uint64_t>(std::max<Nanoseconds>(time, 0));
    }

    /// Not cumulative: those of one bucket alone.
    const std::array<std::uint64_t, bounds.size() + 1> &counts() const { return m_counts; }
    std::uint64_t sum() const { return m_sum; } ///< in ns

private:
    std::array<std::uint64_t, bounds.size() + 1> m_counts{};
    std::uint64_t m_sum = 0;
};

/// What the proxy has seen and done since it started. Everything runs on one thread, so plain
/// numbers will do.
struct Counters
{
    std::uint64_t sessionsOpened = 0;
    CountsOf<SessionEnd, SessionEnd::Deserted> sessionsEnded;
    std::uint32_t sessions = 0;    ///< that live now
    std::uint32_t outstanding = 0; ///< pings without an outcome now

    std::uint64_t pings = 0; ///< asked for in version 1, whatever became of them
    CountsOf<v1::Outcome, v1::Outcome::Canceled> outcomes;
    CountsOf<v1::RefusalReason, v1::RefusalReason::FamilyUnavailable> refusals;
    CountsOf<v1::ErrorReason, v1::ErrorReason::ShuttingDown> errors; ///< ERROR messages sent
    RoundTripHistogram roundTrips; ///< of outcome Reply, and of answered requests of version 0

    std::uint64_t legacyRequests = 0; ///< of version 0, accepted
    std::uint64_t legacyReplies = 0;

    std::uint64_t handshakesBegun = 0; ///< of DTLS, by clients with a good cookie
    std::uint64_t handshakesDone = 0;
    std::uint32_t connections = 0; ///< inside DTLS, that live now

    std::uint64_t datagramsReceived = 0;
    std::uint64_t datagramsSent = 0;
    std::uint64_t datagramsUnsent = 0; ///< that the system had no room for; sent again if numbered
    CountsOf<DropCause, DropCause::Refused> dropped;
    std::uint64_t extraResultsDropped = 0; ///< late and duplicate replies that were too many
    std::uint64_t receiveOverflows = 0;    ///< packets the ICMP sockets had no room for
};

} // namespace qicmp::proxy
