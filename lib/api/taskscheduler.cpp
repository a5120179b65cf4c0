// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "taskscheduler_p.h"

namespace qicmp {

TaskScheduler::Ticket TaskScheduler::add(ScheduledTask *task)
{
    if (m_free.empty()) {
        m_tasks.push_back(task);
        return static_cast<Ticket>(m_tasks.size() - 1);
    }
    const Ticket ticket = m_free.back();
    m_free.pop_back();
    m_tasks[ticket] = task;
    return ticket;
}

void TaskScheduler::remove(Ticket ticket)
{
    m_wheel.cancel(ticket);
    m_tasks[ticket] = nullptr;
    m_free.push_back(ticket);
}

void TaskScheduler::runDue(Nanoseconds now, int limit)
{
    const std::weak_ptr<bool> alive = m_alive;
    for (int count = 0; count < limit && !alive.expired(); ++count) {
        const Ticket ticket = m_wheel.popExpired(now);
        if (ticket == DeadlineWheel::none)
            return;
        m_tasks[ticket]->due(now);
    }
}

} // namespace qicmp
