// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/icmpbuilder.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace qicmp::tunhost {

using support::Address;
using support::Network;

/// Which requests to a destination an action is for. They are counted from 1.
struct Selection
{
    double percent = 100;    ///< "20%": by a number drawn from the seed
    std::uint64_t first = 0; ///< "first 2": no more than two; 0 is no limit
    std::uint64_t after = 0; ///< "after 5": from the sixth on
    std::uint64_t every = 1; ///< "every 3": the third, sixth, ...
};

enum class ActionKind {
    Delay,
    Drop,
    Duplicate,
    Reorder,
    Corrupt,
    Truncate,
    WrongSource,
    WrongId,
    WrongSequence,
    WrongTag,
    IpOptions,
    Hops,
    PathMtu,
    Error,
    Notice,
    Forge,
};

/// One thing a rule does to a request. Which fields have a meaning depends on the kind.
struct Action
{
    ActionKind kind = ActionKind::Delay;
    std::string name; ///< the word it was written with; the log uses it
    Selection when;
    std::chrono::nanoseconds time{0}; ///< delay, gap of a duplicate, how long a reply is held back
    std::chrono::nanoseconds jitter{0};
    std::uint32_t number = 0; ///< hops, MTU, bytes left by a truncation, code, pointer
    Address address;          ///< other source, forged source, gateway
    Address router;           ///< sender of an error; null is the family's default router
    support::ErrorMessage error;
    bool checksumWrong = false; ///< of a corruption
    bool randomPayload = false; ///< of a forgery: the forger didn't see the request
    bool latestIdentity =
            false; ///< of a forgery: id and sequence of the last request to its source
};

/// What happens to echo requests for a network. Of all rules that match, the longest prefix wins,
/// and among equals the latest.
struct Rule
{
    Network target;
    std::vector<Action> actions; ///< none: a plain echo host
};

/// Reads "TARGET [ACTION [; ACTION]...]", as written down in the README. The other alternative is
/// a sentence that says what is wrong.
std::variant<Rule, std::string> parseRule(std::string_view line);

} // namespace qicmp::tunhost
