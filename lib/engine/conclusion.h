// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "engine/clock.h"
#include "engine/failure.h"

#include <cstdint>

namespace qicmp {

/// What became of a probe, told by a transport that found out itself: see Transport::concludes().
struct Conclusion
{
    enum class Kind : std::uint8_t {
        Reply,          ///< in time
        LateReply,      ///< the first reply after another outcome
        DuplicateReply, ///< a further reply
        IcmpError,      ///< `failure` says which
        Timeout,
        Unsent,      ///< it never left, `failure` says why
        Interrupted, ///< lost or not, nobody can know; `failure` says why
    };

    std::uint64_t probe = 0; ///< as it was sent
    Kind kind = Kind::Timeout;
    bool kernelStamps = false;     ///< both ends of `time` are kernel stamps
    bool final = false;            ///< Unsent: further attempts would fare no better
    std::int16_t ttl = -1;         ///< -1 = not known
    std::uint32_t payloadSize = 0; ///< of a reply, in bytes
    Nanoseconds sentAtWall = 0;    ///< by this machine's wall clock; 0 = it never left
    Nanoseconds time = 0;          ///< from then until the answer arrived
    IpAddress responder = {};      ///< null: of a reply the target, of an ICMP error not known
    Failure failure = {};
};

} // namespace qicmp
