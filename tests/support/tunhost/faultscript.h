// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tunhost/replydraft.h"
#include "tunhost/rule.h"

#include <map>
#include <string_view>

namespace qicmp::tunhost {

enum class PacketKind {
    Reply,     ///< the sound answer
    Damaged,   ///< an answer with something wrong in it
    Duplicate, ///< one more copy of either
    Error,     ///< an ICMP error instead of an answer
    Notice,    ///< redirect or source quench, beside the answer
    Forged,    ///< a reply in another host's name
};

std::string_view nameOf(PacketKind kind);

/// A packet to be written \c delay after its request was read.
struct PlannedPacket
{
    PacketKind kind = PacketKind::Reply;
    std::chrono::nanoseconds delay{0};
    std::string detail; ///< the action that made it so, empty for a plain reply
    Address source;
    Bytes bytes;
};

/// What becomes of one request.
struct Plan
{
    std::vector<PlannedPacket> packets;
    std::vector<std::string> actions; ///< the names of all actions that took hold, delay excepted
    bool dropped = false;
    bool held = false;
    bool refused = false; ///< answered by an error
};

/// Decides, from rules and a seed alone, what the hosts behind the interface do: the n-th request
/// to an address meets the same fate in every run, whatever goes on at other addresses.
class FaultScript
{
public:
    explicit FaultScript(std::uint64_t seed) : m_seed(seed) {}

    void addRule(Rule rule) { m_rules.push_back(std::move(rule)); }
    /// The sender of errors in the family of \a router.
    void setRouter(const Address &router);

    /// \a packet is the whole IP packet that \a request was parsed from.
    Plan plan(const IcmpMessage &request, ByteView packet);

private:
    struct Host
    {
        std::uint64_t requests = 0;
        std::uint16_t latestId = 0;
        std::uint16_t latestSequence = 0;
    };
    struct Case; // one request on its way through its rule

    const Rule *ruleFor(const Address &destination) const;
    void apply(const Action &action, const SeededDraw &draw, Case &current);
    bool addError(const Action &action, Case &current) const;
    bool addForgery(const Action &action, const SeededDraw &draw, Case &current);

    std::uint64_t m_seed;
    std::vector<Rule> m_rules;
    Address m_router4;
    Address m_router6;
    std::map<Address, Host> m_hosts;
};

} // namespace qicmp::tunhost
