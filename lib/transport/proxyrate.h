// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <algorithm>
#include <cstdint>

namespace qicmp {

/// Keeps a client to the rate that its proxy grants, so that none of its pings is refused for it.
///
/// Of the burst that is granted half is used. The other half is for what the path does to the
/// distances between datagrams: what left in good order may arrive close together.
class ProxyRate
{
public:
    /// \a rate in pings a second, 0 = unlimited; \a burst as it is granted.
    void grant(std::uint32_t rate, std::uint32_t burst)
    {
        m_interval = rate == 0 ? 0 : (second + rate - 1) / rate;
        m_tolerance = m_interval * (std::max<Nanoseconds>(burst / 2, 1) - 1);
        m_due = 0;
    }

    /// How many pings may leave at \a now, at most \a wanted.
    std::uint32_t allowance(Nanoseconds now, std::uint32_t wanted) const
    {
        if (m_interval == 0)
            return wanted;
        const Nanoseconds credit = now + m_tolerance - std::max(m_due, now);
        if (credit < 0)
            return 0;
        return static_cast<std::uint32_t>(std::min<Nanoseconds>(wanted, credit / m_interval + 1));
    }

    void spend(Nanoseconds now, std::uint32_t pings)
    {
        if (m_interval != 0)
            m_due = std::max(m_due, now) + m_interval * pings;
    }

    /// When the next ping may leave.
    Nanoseconds nextAllowed() const { return m_due - m_tolerance; }

private:
    Nanoseconds m_interval = 0;
    Nanoseconds m_tolerance = 0;
    Nanoseconds m_due = 0; ///< when the next ping would be due if they were evenly spread
};

} // namespace qicmp
