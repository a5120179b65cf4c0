// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"
#include "packet/icmpbuilder.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace qicmp::sim {

/// One packet that comes back for an echo request, and what is wrong with it.
struct Answer
{
    Nanoseconds delay = 0;                      ///< from departure to arrival
    Nanoseconds jitter = 0;                     ///< at most this much more, drawn for each packet
    support::Address from;                      ///< null: the host that was asked
    std::uint8_t ttl = 64;                      ///< it arrives with
    bool stamped = true;                        ///< by our kernel, on arrival
    std::optional<support::ErrorMessage> error; ///< instead of an echo reply

    // Of an error, these three are about what it quotes.
    bool wrongId = false;               ///< as if for another process's request
    bool wrongSequence = false;         ///< one ahead of what was asked
    bool wrongTag = false;              ///< a forger who saw no request of ours
    bool altered = false;               ///< the last payload byte changed, checksum made right
    bool damaged = false;               ///< the same, and the checksum tells
    std::optional<std::size_t> payload; ///< cut to this many bytes before it was summed up
    std::optional<std::size_t> bytes;   ///< the ICMP message chopped to this many afterwards
};

/// What the network does with one echo request.
struct Treatment
{
    std::vector<Answer> answers; ///< empty: lost
    Nanoseconds departure = 0;   ///< from our send call until the packet leaves the machine
    bool stamped = true;         ///< by our kernel, on departure
    int refusal = 0;             ///< an errno: our kernel doesn't take it at all
};

/// Which requests to a target are treated how. Rules apply in the order they were added, each to
/// what those before it have made.
struct Rule
{
    using Span = std::pair<unsigned, unsigned>; ///< first and last packet, counted from 1

    support::Network target;
    std::vector<Span> packets; ///< empty: all
    double probability = 1;    ///< of those, which part
    std::vector<std::function<void(Treatment &)>> changes;
};

} // namespace qicmp::sim
