// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <algorithm>

namespace qicmp {

/// When to look up a host's name.
class HostLookups
{
public:
    static constexpr Nanoseconds shortestPause = 2 * second;    ///< after a lookup found nothing
    static constexpr Nanoseconds longestPause = 30 * second;    ///< the pause doubles up to this
    static constexpr Nanoseconds lifetime = 60 * second;        ///< of an address
    static constexpr int suspiciousFailures = 3;                ///< in a row: it may have moved …
    static constexpr Nanoseconds suspectLifetime = 10 * second; ///< … so it is looked up sooner

    /// Whether a name without an address is to be tried again.
    bool mayTry(Nanoseconds now) const { return now >= m_tryAgainAt; }

    void notFound(Nanoseconds now)
    {
        m_pause = std::clamp(m_pause * 2, shortestPause, longestPause);
        m_tryAgainAt = now + m_pause;
    }

    /// An address is known, or was confirmed, or could not be confirmed but is kept.
    void settled(Nanoseconds now) { *this = HostLookups(now); }

    /// Whether the address in use is to be confirmed.
    bool isStale(Nanoseconds now, int failuresInRow) const
    {
        return now - m_settledAt >=
               (failuresInRow >= suspiciousFailures ? suspectLifetime : lifetime);
    }

    HostLookups() = default;

private:
    explicit HostLookups(Nanoseconds settledAt) : m_settledAt(settledAt) {}

    Nanoseconds m_settledAt = 0;
    Nanoseconds m_tryAgainAt = 0;
    Nanoseconds m_pause = 0;
};

} // namespace qicmp
