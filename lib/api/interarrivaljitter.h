// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <optional>

namespace qicmp {

/// The interarrival jitter of RFC 3550, 6.4.1, over the round-trip times of successive replies in
/// the order of their arrival: J += (|D| - J) / 16, from J = 0.
class InterarrivalJitter
{
public:
    void add(std::chrono::nanoseconds rtt)
    {
        if (m_last) {
            const auto difference = static_cast<double>(std::chrono::abs(rtt - *m_last).count());
            m_jitter += (difference - m_jitter) / 16;
            ++m_differences;
        }
        m_last = rtt;
    }

    /// A moving average cannot be concatenated without its values, and replies of two hosts have no
    /// common succession. What can be said of both is the mean, weighted by their differences.
    void merge(const InterarrivalJitter &other)
    {
        const auto mine = static_cast<double>(m_differences);
        const auto theirs = static_cast<double>(other.m_differences);
        if (theirs > 0)
            m_jitter = (m_jitter * mine + other.m_jitter * theirs) / (mine + theirs);
        m_differences += other.m_differences;
        if (!m_last)
            m_last = other.m_last;
    }

    /// Absent until two replies have made a difference.
    std::optional<std::chrono::nanoseconds> value() const
    {
        if (m_differences == 0)
            return std::nullopt;
        return std::chrono::nanoseconds(std::llround(m_jitter));
    }

private:
    double m_jitter = 0; ///< ns
    std::int64_t m_differences = 0;
    std::optional<std::chrono::nanoseconds> m_last;
};

} // namespace qicmp
