// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <algorithm>
#include <cstdint>

namespace qicmp {

/// Spreads the probes of hosts that are started together over their interval, however many they
/// will turn out to be: the n-th of them gets the phase that the van der Corput sequence (0, 1/2,
/// 1/4, 3/4, 1/8 …) has in its n-th place, so the phases given out so far are always even.
///
/// Phases alone would let the second of two hosts wait for half an interval, which may be minutes.
/// So the first probe comes earlier where that takes no more than `firstProbeDistance` from the
/// host before; the second comes at the phase.
class PhaseSpreader
{
public:
    static constexpr Nanoseconds togetherness = second; ///< starts nearer than this belong together
    static constexpr Nanoseconds firstProbeDistance = 20 * millisecond;

    struct Start
    {
        Nanoseconds first;  ///< when to probe for the first time
        Nanoseconds second; ///< and then; from there on by the interval
    };

    Start next(Nanoseconds now, Nanoseconds interval)
    {
        const bool together = now >= m_latest && now - m_latest < togetherness;
        m_count = together ? m_count + 1 : 0;
        m_latest = now;
        const Nanoseconds phase = now + static_cast<Nanoseconds>(static_cast<double>(interval) *
                                                                 radicalInverse(m_count));
        const Nanoseconds first = std::min(phase, now + m_count * firstProbeDistance);
        const bool isFarOff = phase - first >= interval / 2;
        return {first, isFarOff ? phase : phase + interval};
    }

    /// The digits of \a n in base 2, mirrored at the point: in [0, 1).
    static double radicalInverse(std::uint32_t n)
    {
        double result = 0;
        for (double digit = 0.5; n != 0; n >>= 1, digit /= 2)
            result += (n & 1) != 0 ? digit : 0;
        return result;
    }

private:
    Nanoseconds m_latest = -togetherness;
    std::uint32_t m_count = 0;
};

} // namespace qicmp
