// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/wallclockmap.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace qicmp {
namespace {

constexpr Nanoseconds goodEnough = 500;    // a pair of readings this tight needs no second try
constexpr Nanoseconds tolerance = 200;     // rounding of the kernel's two clocks against each other
constexpr Nanoseconds sameInstant = 2'000; // steps below this don't matter to anybody

bool within(Nanoseconds value, Nanoseconds low, Nanoseconds high, Nanoseconds slack)
{
    return value >= low - slack && value <= high + slack;
}

} // namespace

void WallClockMap::sample(const Clock &clock)
{
    // The wall clock is read between two monotonic readings; being preempted in between would look
    // like a step, so a wide pair is tried again.
    Nanoseconds offset = 0;
    Nanoseconds uncertainty = std::numeric_limits<Nanoseconds>::max();
    Nanoseconds at = 0;
    for (int attempt = 0; attempt < 4 && uncertainty > goodEnough; ++attempt) {
        const Nanoseconds before = clock.monotonic();
        const Nanoseconds wall = clock.realtime();
        const Nanoseconds after = clock.monotonic();
        if (const Nanoseconds width = (after - before + 1) / 2; width < uncertainty) {
            uncertainty = width;
            offset = wall - before - (after - before) / 2;
            at = after;
        }
    }

    if (!m_sampled) {
        m_offset = offset;
        m_uncertainty = uncertainty;
        m_sampled = true;
    } else if (std::abs(offset - m_offset) > uncertainty + m_uncertainty + tolerance) {
        m_previousOffset = m_offset;
        m_offset = offset;
        m_uncertainty = uncertainty;
        m_steppedBefore = at;
        m_stepped = true;
    } else if (uncertainty < m_uncertainty) {
        m_offset = offset;
        m_uncertainty = uncertainty;
    }
}

std::optional<Nanoseconds> WallClockMap::toMonotonic(Nanoseconds wall, Nanoseconds notBefore,
                                                     Nanoseconds notAfter) const
{
    const Nanoseconds slack = m_uncertainty + tolerance;
    const Nanoseconds current = wall - m_offset;
    const bool currentFits = within(current, notBefore, notAfter, slack);
    const auto clamped = [&](Nanoseconds value) { return std::clamp(value, notBefore, notAfter); };

    if (!m_stepped || notBefore > m_steppedBefore)
        return currentFits ? std::optional(clamped(current)) : std::nullopt;

    const Nanoseconds earlier = wall - m_previousOffset;
    const bool earlierFits = within(earlier, notBefore, std::min(notAfter, m_steppedBefore), slack);
    if (currentFits && earlierFits && std::abs(current - earlier) > sameInstant)
        return std::nullopt;
    if (currentFits)
        return clamped(current);
    if (earlierFits)
        return clamped(earlier);
    return std::nullopt;
}

} // namespace qicmp
