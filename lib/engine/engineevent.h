// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "engine/clock.h"
#include "engine/failure.h"

#include <cstdint>

namespace qicmp {

/// Something the engine has to tell about a request. Events are collected while the engine works
/// and handed over afterwards, so nobody is called from inside it.
struct EngineEvent
{
    enum class Kind : std::uint8_t {
        Succeeded, ///< the request; ends it
        Failed,    ///< the request; ends it
        Late,      ///< a reply to a probe whose outcome had been decided already
        Duplicate, ///< a further reply to a probe
        Released,  ///< nothing more will come for this request; only if it has an owner

        // Of single probes, told only for requests that are observed:
        ProbeSent,
        ProbeReplied,     ///< in time
        ProbeLost,        ///< timed out, or ended by an ICMP error
        ProbeInterrupted, ///< lost or not, nobody can know
        ProbeWithdrawn,   ///< canceled while in flight
        ProbeLate,        ///< replied after it had been counted otherwise
        ProbeDuplicate,
    };

    Kind kind{};
    bool kernelStamps = false; ///< both ends of the round-trip time are kernel stamps
    bool wasLost = false;      ///< ProbeLate: the probe had been counted as lost
    std::int16_t ttl = -1;
    std::uint16_t attempt = 0; ///< 1 for the first; of Failed: how many were made
    std::uint32_t owner = 0;
    std::uint32_t payloadSize = 0;
    std::uint64_t request = 0;
    std::uint64_t context = 0;
    Nanoseconds sentAtWall = 0;     ///< 0 = never sent
    Nanoseconds roundTripTime = -1; ///< until a reply or an ICMP error; -1 = nothing came
    Nanoseconds sentAt = 0;         ///< monotonic, when the probe was given to the kernel
    Nanoseconds at = 0;             ///< monotonic, when the event happened
    IpAddress target{};
    IpAddress responder{}; ///< who replied, or sent the ICMP error
    Failure failure{};
};

} // namespace qicmp
