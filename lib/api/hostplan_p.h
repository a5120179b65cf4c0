// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

namespace qicmp {

/// When a host is to be probed: at planned times that are an interval apart, however late the
/// program got round to the one before.
class HostPlan
{
public:
    /// The first planned time and the one after it, from which on all are \a interval apart.
    void begin(Nanoseconds first, Nanoseconds afterFirst, Nanoseconds interval)
    {
        m_next = first;
        m_afterNext = afterFirst;
        m_interval = interval;
        m_leftOut = false;
    }

    Nanoseconds next() const { return m_next; }

    /// The planned time has come. Returns whether to probe now, and moves on to the next planned
    /// time after \a now: those that were missed are not made up for.
    ///
    /// A program that was blocked for a whole interval finds all of its hosts due at once. So that
    /// they keep their distance, such a probe is left out, too; but never two in a row, or a
    /// program that is always late would measure nothing.
    bool take(Nanoseconds now)
    {
        const bool tooLate = now >= m_afterNext;
        m_leftOut = tooLate && !m_leftOut;
        m_next = m_afterNext;
        if (m_next <= now)
            m_next += ((now - m_next) / m_interval + 1) * m_interval;
        m_afterNext = m_next + m_interval;
        return !m_leftOut;
    }

private:
    Nanoseconds m_next = 0;
    Nanoseconds m_afterNext = 0;
    Nanoseconds m_interval = second;
    bool m_leftOut = false;
};

} // namespace qicmp
