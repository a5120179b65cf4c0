// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "engine/clock.h"
#include "engine/echooptions.h"
#include "engine/identifierspace.h"

#include <array>
#include <cstdint>

/// What the engine holds of each request and of each probe. There are millions of them at once, so
/// every byte counts; the sizes are checked below.
namespace qicmp {

enum class RequestState : std::uint8_t { Reserved, Queued, Attempting, Ended };

struct RequestRecord
{
    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr int countBits = 11;
    static_assert(EchoOptions::mostRetries + 1 < 1 << countBits);

    std::uint64_t context = 0;
    std::array<std::uint8_t, 16> address{};
    /// Its newest probe while it is attempting, the next request while it stands in a queue.
    std::uint32_t link = none;
    std::uint32_t scope = 0;
    std::uint32_t generation = 0;
    std::uint32_t options = 0;
    std::uint32_t owner = 0;
    std::uint32_t attempts : countBits = 0;
    std::uint32_t probes : countBits = 0; ///< that still exist
    Family family : 2 = Family::None;
    RequestState state : 2 = RequestState::Reserved;
    bool inQueue : 1 = false; ///< also for a while after it has ended there
    bool observed : 1 = false;
    bool silent : 1 = false;   ///< canceled by an owner that wants to hear nothing more
    bool answered : 1 = false; ///< it has succeeded: what else comes are duplicates

    IpAddress target() const { return {address, scope, family}; }
    void setTarget(const IpAddress &target)
    {
        address = target.bytes;
        scope = target.scope;
        family = target.family;
    }
    bool isAttempting(std::uint32_t probe) const
    {
        return state == RequestState::Attempting && link == probe;
    }

    std::uint32_t &nextFree() { return link; }
};

enum class ProbeState : std::uint8_t {
    Prepared,
    InFlight,
    Replied,
    Lost,
    Unsent,
    Interrupted,
    Canceled,
};

struct ProbeRecord
{
    static constexpr std::uint32_t none = UINT32_MAX;

    Nanoseconds sentAt = 0;             ///< monotonic, just before it was given to the transport
    std::uint32_t transmitDelay = none; ///< ns from sentAt to the kernel's transmit stamp
    std::uint32_t generation = 0;
    std::uint32_t request = none;
    IdentifierSpace::Key key = 0;
    std::uint32_t endedAt = 0; ///< monotonic, in milliseconds that wrap around
    std::uint16_t attempt = 0;
    ProbeState state : 7 = ProbeState::Prepared;
    bool tagged : 1 = false; ///< its payload has room for a ProbeMark

    /// When it left, as well as that is known.
    Nanoseconds leftAt() const
    {
        return sentAt + (transmitDelay == none ? 0 : Nanoseconds{transmitDelay});
    }

    std::uint32_t &nextFree() { return request; }
};

static_assert(sizeof(RequestRecord) == 48 && sizeof(ProbeRecord) == 32);

} // namespace qicmp
