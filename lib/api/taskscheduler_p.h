// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/deadlinewheel.h"

#include <memory>
#include <vector>

namespace qicmp {

/// Something that is due at a certain time.
class ScheduledTask
{
public:
    /// The time has come. May schedule, unschedule and delete this task and any other.
    virtual void due(Nanoseconds now) = 0;

protected:
    ~ScheduledTask() = default;
};

/// Any number of tasks on one timer, the manager's.
class TaskScheduler
{
public:
    using Ticket = std::uint32_t;

    explicit TaskScheduler(Nanoseconds epoch) : m_wheel(epoch) {}

    Ticket add(ScheduledTask *task);
    void remove(Ticket ticket);

    void schedule(Ticket ticket, Nanoseconds at) { m_wheel.schedule(ticket, at); }
    void unschedule(Ticket ticket) { m_wheel.cancel(ticket); }

    /// Runs the tasks due at \a now, at most \a limit of them.
    void runDue(Nanoseconds now, int limit);
    Nanoseconds nextDue() const { return m_wheel.nextDeadline(); }

private:
    DeadlineWheel m_wheel;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true); ///< a task may delete all this
    std::vector<ScheduledTask *> m_tasks;
    std::vector<Ticket> m_free;
};

} // namespace qicmp
