// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <chrono>

namespace qicmp::monitor {

/// The logarithmic scale of round-trip times that all rows of the Trend column share.
///
/// Its ends are half decades (0.1, 0.32, 1 … ms) around nearly all times there are: what is beyond
/// is drawn at the edge, so that one outlier doesn't flatten the rest.
class LatencyScale
{
public:
    /// 0.1 to 100 ms.
    LatencyScale() = default;

    /// The scale for \a times, replacing \a previous. Unless they no longer fit, or would leave
    /// more than a decade of it empty, that is the previous one: a scale that moves can't be read.
    static LatencyScale covering(QList<std::chrono::nanoseconds> times,
                                 const LatencyScale &previous);

    /// Where \a time stands: 0 at the lower end, 1 at the upper.
    double position(std::chrono::nanoseconds time) const;

    std::chrono::nanoseconds lower() const { return timeOf(m_lower); }
    std::chrono::nanoseconds upper() const { return timeOf(m_upper); }

    /// For people: "0.1 – 100 ms".
    QString text() const;

    friend bool operator==(const LatencyScale &, const LatencyScale &) = default;

private:
    LatencyScale(int lower, int upper) : m_lower(lower), m_upper(upper) {}
    static std::chrono::nanoseconds timeOf(int halfDecades);

    // In half decades from 1 ns.
    int m_lower = 10;
    int m_upper = 16;
};

} // namespace qicmp::monitor
