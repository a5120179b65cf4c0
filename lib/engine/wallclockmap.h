// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <optional>

namespace qicmp {

/// Turns kernel time stamps, which are wall clock, into monotonic time.
///
/// Wall clock and monotonic clock are slewed alike, so their difference changes only when somebody
/// steps the wall clock. The map keeps that difference from the tightest pair of readings it has
/// seen, and after a step also the one before, because a stamp that waited in a socket may have
/// been taken on either side of it.
class WallClockMap
{
public:
    /// Reads both clocks. To be called before stamps are converted: a stamp is understood only if
    /// it was taken between two samples or after the latest step.
    void sample(const Clock &clock);

    /// The monotonic time of a \a wall stamp known to lie between \a notBefore and \a notAfter.
    /// Nothing when it fits neither side of the last step, or both: a guess would be a wrong RTT.
    std::optional<Nanoseconds> toMonotonic(Nanoseconds wall, Nanoseconds notBefore,
                                           Nanoseconds notAfter) const
    {
        if (m_stepped && notBefore <= m_steppedBefore)
            return aroundStep(wall, notBefore, notAfter);
        return fitted(wall - m_offset, notBefore, notAfter);
    }

    Nanoseconds toRealtime(Nanoseconds monotonic) const { return monotonic + m_offset; }

private:
    static constexpr Nanoseconds tolerance = 200; ///< of the kernel's two clocks, by rounding

    /// \a value moved between the two, unless it lies so far outside that no error explains it.
    std::optional<Nanoseconds> fitted(Nanoseconds value, Nanoseconds low, Nanoseconds high) const
    {
        const Nanoseconds slack = m_uncertainty + tolerance;
        if (value < low)
            return value >= low - slack ? std::optional(low) : std::nullopt;
        if (value > high)
            return value <= high + slack ? std::optional(high) : std::nullopt;
        return value;
    }
    std::optional<Nanoseconds> aroundStep(Nanoseconds wall, Nanoseconds notBefore,
                                          Nanoseconds notAfter) const;

    Nanoseconds m_offset = 0; ///< wall minus monotonic
    Nanoseconds m_uncertainty = 0;
    Nanoseconds m_previousOffset = 0;
    Nanoseconds m_steppedBefore = 0; ///< monotonic time by which the last step had happened
    bool m_sampled = false;
    bool m_stepped = false;
};

} // namespace qicmp
