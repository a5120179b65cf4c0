// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <algorithm>
#include <cstdint>

namespace qicmp {

/// Spreads packets evenly over time. A late timer catches up by a few milliseconds' worth, and
/// never bursts beyond that. A pause earns whole packets only: no gap is shorter for it.
class Pacer
{
public:
    /// Packets per second; 0 = as fast as the transport takes them.
    void setRate(std::uint32_t packetsPerSecond)
    {
        m_interval = packetsPerSecond == 0 ? 0 : second / packetsPerSecond;
        m_next = 0;
    }
    bool isLimited() const { return m_interval > 0; }

    /// How many packets may leave at \a now, at most \a wanted.
    std::uint32_t allowance(Nanoseconds now, std::uint32_t wanted) const
    {
        if (!isLimited())
            return wanted;
        const Nanoseconds due = now - firstDue(now);
        if (due < 0)
            return 0;
        return static_cast<std::uint32_t>(std::min<Nanoseconds>(wanted, due / m_interval + 1));
    }

    void spend(Nanoseconds now, std::uint32_t packets)
    {
        if (isLimited())
            m_next = firstDue(now) + m_interval * packets;
    }

    /// When the next packet may leave.
    Nanoseconds nextAllowed() const { return m_next; }

private:
    static constexpr Nanoseconds longestCatchUp = 4 * millisecond;

    /// When the oldest packet was due that may leave at \a now or next.
    Nanoseconds firstDue(Nanoseconds now) const
    {
        return m_next >= now - longestCatchUp ? m_next
                                              : now - longestCatchUp / m_interval * m_interval;
    }

    Nanoseconds m_interval = 0;
    Nanoseconds m_next = 0; ///< when the next packet is due
};

} // namespace qicmp
