// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "latencyscale.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {
namespace {

constexpr int leastSpan = 4;     // two decades
constexpr int lowest = 6;        // 1 µs
constexpr int highest = 24;      // 1000 s
constexpr int tolerance = 2;     // of emptiness at either end, before it is cut
constexpr double ignored = 0.02; // of the times at either end

double halfDecades(std::chrono::nanoseconds time)
{
    return 2 * std::log10(static_cast<double>(std::max<std::int64_t>(time.count(), 1)));
}

std::chrono::nanoseconds quantile(QList<std::chrono::nanoseconds> &times, double q)
{
    const auto at = std::llround(q * static_cast<double>(times.size() - 1));
    std::nth_element(times.begin(), times.begin() + at, times.end());
    return times.at(at);
}

/// An end of the scale to its first digit: 1 and 3 take turns.
QString number(std::chrono::nanoseconds time)
{
    const double milliseconds = static_cast<double>(time.count()) / 1e6;
    const int magnitude = static_cast<int>(std::floor(std::log10(milliseconds)));
    const double unit = std::pow(10.0, magnitude);
    return QString::number(std::round(milliseconds / unit) * unit, 'f', std::max(0, -magnitude));
}

} // namespace

LatencyScale LatencyScale::covering(QList<std::chrono::nanoseconds> times,
                                    const LatencyScale &previous)
{
    if (times.isEmpty())
        return previous;
    const double low = halfDecades(quantile(times, ignored));
    const double high = halfDecades(quantile(times, 1 - ignored));
    int lower = std::clamp(static_cast<int>(std::floor(low)), lowest, highest - leastSpan);
    int upper = std::clamp(static_cast<int>(std::ceil(high)), lowest + leastSpan, highest);
    // More room below than above: the shortest of bars should still be one.
    if (const int missing = leastSpan - (upper - lower); missing > 0) {
        lower = std::max(lowest, lower - (missing + 1) / 2);
        upper = std::max(upper, lower + leastSpan);
    }
    const bool fits = lower >= previous.m_lower && upper <= previous.m_upper;
    const bool fills =
            lower - previous.m_lower <= tolerance && previous.m_upper - upper <= tolerance;
    return fits && fills ? previous : LatencyScale(lower, upper);
}

double LatencyScale::position(std::chrono::nanoseconds time) const
{
    return std::clamp((halfDecades(time) - m_lower) / (m_upper - m_lower), 0.0, 1.0);
}

std::chrono::nanoseconds LatencyScale::timeOf(int halfDecades)
{
    return std::chrono::nanoseconds(std::llround(std::pow(10.0, halfDecades / 2.0)));
}

QString LatencyScale::text() const
{
    return u"%1 – %2 ms"_s.arg(number(lower()), number(upper()));
}

} // namespace qicmp::monitor
