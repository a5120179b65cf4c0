// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "switchboard.h"

#include "legacy.h"
#include "outcome.h"

#include <algorithm>
#include <utility>

namespace qicmp::proxy {

Switchboard::Switchboard(const Clock &clock, Log &log, Policy policy, IcmpAccess icmp)
    : m_clock(clock)
    , m_policy(std::move(policy))
    , m_limits(m_policy.total())
    , m_echo(clock, std::move(icmp))
    , m_services{m_clock, m_policy, m_limits, m_quota, m_echo, m_counters, log}
    , m_sessions(m_services, m_descriptors)
    , m_listener(m_services, m_sessions)
{
}

bool Switchboard::work()
{
    bool more = m_echo.work();
    m_counters.receiveOverflows = m_echo.receiveOverflows();
    m_counters.outstanding = m_echo.outstanding();
    const Nanoseconds now = m_clock.monotonic();
    m_echo.deliver([this, now](const EngineEvent &event) { deliver(event, now); });
    more |= m_sessions.flush(now);
    m_listener.beginTurn();
    return more;
}

void Switchboard::deliver(const EngineEvent &event, Nanoseconds now)
{
    if (event.owner == Legacy::owner) {
        if (m_others)
            m_others(event);
        return;
    }
    Session *const session = m_sessions.find(event.owner);
    const auto result = session ? resultOf(event) : std::nullopt;
    if (!result)
        return;
    session->conclude(*result, now);
    m_sessions.touch(*session);
}

Nanoseconds Switchboard::nextWakeup() const
{
    return std::min(m_echo.nextWakeup(), m_sessions.nextDeadline());
}

} // namespace qicmp::proxy
