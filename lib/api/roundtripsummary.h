// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace qicmp {

/// Count, extremes, mean and spread of round-trip times, in constant memory.
///
/// Mean and sum of squared deviations by Welford's recurrence (Technometrics 4, 1962), which does
/// not cancel as a difference of sums does when the spread is small beside the mean.
class RoundTripSummary
{
public:
    void add(std::chrono::nanoseconds rtt)
    {
        m_minimum = m_count == 0 ? rtt : std::min(m_minimum, rtt);
        m_maximum = m_count == 0 ? rtt : std::max(m_maximum, rtt);
        ++m_count;
        const auto value = static_cast<double>(rtt.count());
        const double deviation = value - m_mean;
        m_mean += deviation / static_cast<double>(m_count);
        m_squares += deviation * (value - m_mean);
    }

    /// As if the values of \a other had been added too (Chan, Golub and LeVeque, 1979).
    void merge(const RoundTripSummary &other)
    {
        if (other.m_count == 0)
            return;
        if (m_count == 0) {
            *this = other;
            return;
        }
        const auto mine = static_cast<double>(m_count);
        const auto theirs = static_cast<double>(other.m_count);
        const double difference = other.m_mean - m_mean;
        m_mean += difference * theirs / (mine + theirs);
        m_squares += other.m_squares + difference * difference * mine * theirs / (mine + theirs);
        m_minimum = std::min(m_minimum, other.m_minimum);
        m_maximum = std::max(m_maximum, other.m_maximum);
        m_count += other.m_count;
    }

    /// The rest means something only while this is not 0.
    std::int64_t count() const { return m_count; }
    std::chrono::nanoseconds minimum() const { return m_minimum; }
    std::chrono::nanoseconds maximum() const { return m_maximum; }
    std::chrono::nanoseconds average() const { return rounded(m_mean); }

    /// Of the values seen (divided by n), as ping's mdev: 0 for a single one.
    std::chrono::nanoseconds standardDeviation() const
    {
        return rounded(std::sqrt(m_squares / static_cast<double>(m_count)));
    }

private:
    static std::chrono::nanoseconds rounded(double value)
    {
        return std::chrono::nanoseconds(std::llround(value));
    }

    std::int64_t m_count = 0;
    double m_mean = 0;
    double m_squares = 0; ///< sum of squared deviations from the mean, ns²
    std::chrono::nanoseconds m_minimum{};
    std::chrono::nanoseconds m_maximum{};
};

} // namespace qicmp
