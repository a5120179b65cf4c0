// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcmpManager>
#include <QList>
#include <QString>

#include <chrono>
#include <optional>

class QIcmpHost;

namespace qicmp::monitor {

/// What a report says of one host. What was not measured is absent, never 0.
struct HostResult
{
    using Time = std::optional<std::chrono::nanoseconds>;

    QString host;    ///< as typed
    QString address; ///< empty while none is known
    QString last;    ///< the latest outcome in a word; live reports show it
    qint64 sent = 0;
    qint64 received = 0;
    qint64 lost = 0;
    std::optional<double> lossPercent;
    qint64 late = 0;
    qint64 duplicates = 0;
    qint64 errors = 0;
    Time minimum, average, maximum, standardDeviation;
    Time p50, p95, p99, jitter;
};

struct ReportResult
{
    QString backend; ///< raw, datagram or proxy; empty while none is open
    QList<HostResult> hosts;

    /// Whether each host replied at least once, be it late.
    bool everyHostAnswered() const;
};

/// What \a host has done until now.
HostResult resultOf(const QIcmpHost &host);

/// The report's word for a way of pinging.
QString backendName(QIcmpManager::Backend backend);

/// Milliseconds as printed in tables: three decimals, "-" where absent.
QString millisecondsText(const HostResult::Time &time);

} // namespace qicmp::monitor
