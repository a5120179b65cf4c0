// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/pendingpings.h"

namespace qicmp {

PendingPing &PendingPings::add(Token token, std::uint32_t timeout, Family family)
{
    const std::uint32_t slot = slotOf(token);
    m_pings.growTo(slot + 1);
    PendingPing &ping = m_pings[slot];
    if (ping.state == PendingPing::State::None)
        ++m_size;
    else if (isOutstanding(ping.state))
        ++m_forgotten;
    m_deadlines.cancel(slot);
    ping = {.generation = static_cast<std::uint32_t>(token >> 32),
            .timeout = timeout,
            .family = family,
            .state = PendingPing::State::Waiting};
    return ping;
}

PendingPing *PendingPings::find(Token token)
{
    const std::uint32_t slot = slotOf(token);
    if (slot >= m_pings.size())
        return nullptr;
    PendingPing &ping = m_pings[slot];
    return ping.state != PendingPing::State::None && ping.generation == token >> 32 ? &ping
                                                                                    : nullptr;
}

void PendingPings::end(Token token)
{
    const std::uint32_t slot = slotOf(token);
    setState(token, PendingPing::State::None);
    m_deadlines.cancel(slot);
    --m_size;
}

void PendingPings::abandon(Token token)
{
    const std::uint32_t slot = slotOf(token);
    if (isOutstanding(m_pings[slot].state))
        ++m_forgotten;
    m_pings[slot].state = PendingPing::State::None;
    m_deadlines.cancel(slot);
    --m_size;
}

void PendingPings::setState(Token token, PendingPing::State state)
{
    PendingPing &ping = m_pings[slotOf(token)];
    if (isOutstanding(ping.state))
        --m_outstanding;
    if (isOutstanding(state))
        ++m_outstanding;
    ping.state = state;
}

bool PendingPings::endForgotten()
{
    if (m_forgotten == 0)
        return false;
    --m_forgotten;
    --m_outstanding;
    return true;
}

void PendingPings::expect(Token token, Nanoseconds deadline)
{
    m_deadlines.schedule(slotOf(token), deadline);
}

std::optional<PendingPings::Token> PendingPings::popOverdue(Nanoseconds now)
{
    const std::uint32_t slot = m_deadlines.popExpired(now);
    if (slot == DeadlineWheel::none)
        return std::nullopt;
    return tokenOf(slot);
}

void PendingPings::forgetSession()
{
    m_forgotten = 0;
    m_outstanding = 0;
    forEach([](Token, PendingPing &ping) { ping.state = PendingPing::State::Waiting; });
}

} // namespace qicmp
