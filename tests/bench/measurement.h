// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>
#include <QJsonObject>
#include <QList>

#include <cstdint>
#include <vector>

namespace qicmp::bench {

/// What one run of a workload has measured: names and numbers, in the units the names end with.
using Figures = QJsonObject;

/// Wall-clock and processor time of this process since it was made.
class Meter
{
public:
    Meter();

    double seconds() const;
    double cpuSeconds() const; ///< user and system, all threads

private:
    double m_wall;
    double m_cpu;
};

/// How a load of \a pings went, for the figures.
Figures loadFigures(const Meter &meter, double pings);

/// Of one load that was divided: means of what is told a ping or a second, the worst of what is a
/// peak, sums of the rest.
Figures together(const QList<Figures> &turns);

double residentMebibytes();     ///< now
double peakResidentMebibytes(); ///< ever

/// The value below which \a share of the values lie; 0 without values.
double quantile(std::vector<double> values, double share);

/// An application that knows how long its longest event took: the longest time for which nothing
/// else could have been done by the event loop.
class TimedApplication final : public QCoreApplication
{
public:
    using QCoreApplication::QCoreApplication;

    bool notify(QObject *receiver, QEvent *event) override;

    void forgetLongest() { m_longest = 0; }
    double longestMilliseconds() const { return m_longest * 1e3; }

private:
    double m_longest = 0;
    int m_depth = 0;
};

} // namespace qicmp::bench
