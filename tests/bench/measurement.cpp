// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "measurement.h"

#include <QFile>

#include <algorithm>
#include <cmath>

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

namespace qicmp::bench {
namespace {

constexpr double mebibyte = 1024.0 * 1024.0;

double readClock(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

} // namespace

Meter::Meter() : m_wall(readClock(CLOCK_MONOTONIC)), m_cpu(readClock(CLOCK_PROCESS_CPUTIME_ID)) {}

double Meter::seconds() const
{
    return readClock(CLOCK_MONOTONIC) - m_wall;
}

double Meter::cpuSeconds() const
{
    return readClock(CLOCK_PROCESS_CPUTIME_ID) - m_cpu;
}

Figures loadFigures(const Meter &meter, double pings)
{
    const double seconds = meter.seconds();
    const double cpu = meter.cpuSeconds();
    return {{QStringLiteral("pings"), pings},
            {QStringLiteral("seconds"), seconds},
            {QStringLiteral("pings_per_second"), pings / seconds},
            {QStringLiteral("cpu_microseconds_per_ping"), cpu / pings * 1e6}};
}

Figures together(const QList<Figures> &turns)
{
    Figures all;
    for (const Figures &turn : turns) {
        for (auto it = turn.begin(); it != turn.end(); ++it) {
            const QString name = it.key();
            const double value = it.value().toDouble();
            const double before = all[name].toDouble();
            const bool isMean = name.endsWith(u"_per_ping") || name.endsWith(u"_per_second");
            const bool isPeak = name.startsWith(u"longest_") || name.startsWith(u"peak_");
            all[name] = isPeak   ? std::max(before, value)
                        : isMean ? before + value / static_cast<double>(turns.size())
                                 : before + value;
        }
    }
    return all;
}

double residentMebibytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> pages = file.readAll().split(' ');
    return pages.value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) / mebibyte;
}

double peakResidentMebibytes()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) * 1024.0 / mebibyte;
}

double quantile(std::vector<double> values, double share)
{
    if (values.empty())
        return 0;
    const double rank = share * static_cast<double>(values.size() - 1);
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(std::lround(rank));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

bool TimedApplication::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0)
        return QCoreApplication::notify(receiver, event);
    const double began = readClock(CLOCK_MONOTONIC);
    ++m_depth;
    const bool result = QCoreApplication::notify(receiver, event);
    --m_depth;
    m_longest = std::max(m_longest, readClock(CLOCK_MONOTONIC) - began);
    return result;
}

} // namespace qicmp::bench
