// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/wallclockmap.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace qicmp {
namespace {

constexpr Nanoseconds goodEnough = 500;    // a pair of readings this tight needs no second try
constexpr Nanoseconds sameInstant = 2'000; // steps below this don't matter to anybody

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

/// Of a stamp that may have been taken on either side of the last step.
std::optional<Nanoseconds> WallClockMap::aroundStep(Nanoseconds wall, Nanoseconds notBefore,
                                                    Nanoseconds notAfter) const
{
    const auto current = fitted(wall - m_offset, notBefore, notAfter);
    const auto earlier =
            fitted(wall - m_previousOffset, notBefore, std::min(notAfter, m_steppedBefore));
    if (current && earlier && std::abs(*current - *earlier) > sameInstant)
        return std::nullopt;
    return current ? current : earlier;
}

} // namespace qicmp
