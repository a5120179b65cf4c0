// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <functional>
#include <utility>

namespace qicmp::sim {

/// The time of a simulated machine: it passes only when told to.
class FakeTime
{
public:
    Nanoseconds monotonic() const { return m_monotonic; }
    Nanoseconds realtime() const { return m_monotonic + m_wallOffset; }
    Nanoseconds boottime() const { return m_monotonic + m_suspended; }

    void advanceTo(Nanoseconds monotonic) { m_monotonic = monotonic; }
    /// Somebody sets the wall clock.
    void stepWallClock(Nanoseconds by) { m_wallOffset += by; }
    /// The machine sleeps: the monotonic clock stands still meanwhile.
    void suspend(Nanoseconds duration)
    {
        m_suspended += duration;
        m_wallOffset += duration;
    }

    /// Has \a event happen right before the reading number \a reading of a clock from now on,
    /// counted from 1: what stops a program or a machine comes between any two readings.
    void beforeReading(int reading, std::function<void()> event)
    {
        m_readingsLeft = reading;
        m_event = std::move(event);
    }
    void aboutToBeRead()
    {
        if (m_readingsLeft > 0 && --m_readingsLeft == 0)
            std::exchange(m_event, {})();
    }

private:
    int m_readingsLeft = 0; ///< until the event; 0 = there is none
    std::function<void()> m_event;
    Nanoseconds m_monotonic = 1'000 * second + 123'456'789;
    Nanoseconds m_wallOffset = 1'700'000'000 * second;
    Nanoseconds m_suspended = 0;
};

/// What a manager reads that time from.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(FakeTime &time) : m_time(time) {}

    Nanoseconds monotonic() const override { return read(&FakeTime::monotonic); }
    Nanoseconds realtime() const override { return read(&FakeTime::realtime); }
    Nanoseconds boottime() const override { return read(&FakeTime::boottime); }

private:
    Nanoseconds read(Nanoseconds (FakeTime::*clock)() const) const
    {
        m_time.aboutToBeRead();
        return (m_time.*clock)();
    }

    FakeTime &m_time;
};

} // namespace qicmp::sim
