// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "engine/chunkedarray.h"
#include "engine/deadlinewheel.h"

#include <cstdint>
#include <optional>

namespace qicmp {

/// What a client of icmp-proxy remembers of a ping that has no outcome yet.
struct PendingPing
{
    enum class State : std::uint8_t {
        None,    ///< there is no such ping, or no more
        Waiting, ///< has not been sent in this session
        Sent,    ///< in a PING that has not been acknowledged
        Taken,   ///< in one that has been: the proxy owes its outcome
    };

    std::uint32_t generation = 0; ///< high half of the token
    std::uint32_t timeout = 0;    ///< in ms
    Family family = Family::None;
    State state = State::None;
    bool withdrawn : 1 = false; ///< nobody wants to hear of it
    bool doubted : 1 = false;   ///< its outcome was overdue once, and the proxy lives
};

/// The pings without an outcome, found by their token, and when something has to have happened.
///
/// A token is the engine's handle of the probe: a small dense number with a generation in front of
/// it. So the records stand in an array, 12 bytes each, with 20 of the wheel.
class PendingPings
{
public:
    using Token = std::uint64_t;

    explicit PendingPings(Nanoseconds now) : m_deadlines(now) {}

    PendingPing &add(Token token, std::uint32_t timeout, Family family);
    /// Null when it has no outcome to wait for.
    PendingPing *find(Token token);
    void end(Token token);
    /// Its outcome may come, but nobody waits for it any more: until then it is outstanding.
    void abandon(Token token);

    /// A ping has left, or is to be sent in another session.
    void setState(Token token, PendingPing::State state);
    /// How many the proxy counts as outstanding, or will.
    std::uint32_t outstanding() const { return m_outstanding; }
    std::uint32_t size() const { return m_size; }
    /// How many of them wait.
    std::uint32_t waiting() const { return m_size - (m_outstanding - m_forgotten); }

    /// An outcome has come that belongs to no ping here. Whether it was for an abandoned one, or
    /// for one whose token was taken for another, as happens to those that were withdrawn long ago.
    bool endForgotten();

    void expect(Token token, Nanoseconds deadline);
    void expectNothing(Token token) { m_deadlines.cancel(slotOf(token)); }
    /// A ping whose deadline has passed; it has none any more.
    std::optional<Token> popOverdue(Nanoseconds now);
    Nanoseconds nextDeadline() const { return m_deadlines.nextDeadline(); }

    /// Calls \a visit(token, ping) for all; it may end the one that it is called for.
    template <typename Visit>
    void forEach(Visit &&visit)
    {
        for (std::uint32_t slot = 0; slot < m_pings.size() && m_size > 0; ++slot)
            if (m_pings[slot].state != PendingPing::State::None)
                visit(tokenOf(slot), m_pings[slot]);
    }
    /// A session has ended: nothing is outstanding any more. Those that remain wait.
    void forgetSession();

private:
    static std::uint32_t slotOf(Token token) { return static_cast<std::uint32_t>(token); }
    Token tokenOf(std::uint32_t slot) const { return Token{m_pings[slot].generation} << 32 | slot; }
    static bool isOutstanding(PendingPing::State state)
    {
        return state == PendingPing::State::Sent || state == PendingPing::State::Taken;
    }

    ChunkedArray<PendingPing> m_pings;
    DeadlineWheel m_deadlines;
    std::uint32_t m_size = 0;
    std::uint32_t m_outstanding = 0;
    std::uint32_t m_forgotten = 0; ///< of these, that no record stands for any more
};

static_assert(sizeof(PendingPing) == 12);

} // namespace qicmp
