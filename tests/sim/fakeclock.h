// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

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

private:
    Nanoseconds m_monotonic = 1'000 * second + 123'456'789;
    Nanoseconds m_wallOffset = 1'700'000'000 * second;
    Nanoseconds m_suspended = 0;
};

/// What a manager reads that time from.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(const FakeTime &time) : m_time(time) {}

    Nanoseconds monotonic() const override { return m_time.monotonic(); }
    Nanoseconds realtime() const override { return m_time.realtime(); }
    Nanoseconds boottime() const override { return m_time.boottime(); }

private:
    const FakeTime &m_time;
};

} // namespace qicmp::sim
