// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportresult.h"

#include <QIcmpHost>
#include <QIcmpStatistics>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {
namespace {

/// The latest outcome that is known.
QString lastOutcome(const QIcmpHost &host)
{
    using Outcome = QIcmpHost::Sample::Outcome;
    const QList<QIcmpHost::Sample> samples = host.samples();
    for (qsizetype i = samples.size(); i-- > 0;) {
        switch (samples.at(i).outcome) {
        case Outcome::InFlight:
            continue;
        case Outcome::Reply:
            return millisecondsText(samples.at(i).roundTripTime);
        case Outcome::Late:
            return u"late"_s;
        case Outcome::Lost:
            return u"lost"_s;
        case Outcome::IcmpError:
            return u"error"_s;
        case Outcome::Interrupted:
        case Outcome::NotSent:
            return u"-"_s;
        }
    }
    return u"-"_s;
}

} // namespace

bool ReportResult::everyHostAnswered() const
{
    return std::all_of(hosts.cbegin(), hosts.cend(),
                       [](const HostResult &host) { return host.received > 0; });
}

HostResult resultOf(const QIcmpHost &host)
{
    const QIcmpStatistics statistics = host.statistics();
    HostResult result;
    result.host = host.host();
    result.address = host.address().toString();
    result.last = lastOutcome(host);
    result.sent = statistics.sent();
    result.received = statistics.received();
    result.lost = statistics.lost();
    result.lossPercent = statistics.lossPercent();
    result.late = statistics.late();
    result.duplicates = statistics.duplicates();
    result.errors = statistics.errors();
    result.minimum = statistics.minimum();
    result.average = statistics.average();
    result.maximum = statistics.maximum();
    result.standardDeviation = statistics.standardDeviation();
    result.p50 = statistics.quantile(0.50);
    result.p95 = statistics.quantile(0.95);
    result.p99 = statistics.quantile(0.99);
    result.jitter = statistics.jitter();
    return result;
}

QString backendName(QIcmpManager::Backend backend)
{
    switch (backend) {
    case QIcmpManager::Backend::RawSocket:
        return u"raw"_s;
    case QIcmpManager::Backend::DatagramSocket:
        return u"datagram"_s;
    case QIcmpManager::Backend::Proxy:
        return u"proxy"_s;
    case QIcmpManager::Backend::NoBackend:
    case QIcmpManager::Backend::Auto:
        break;
    }
    return {};
}

QString millisecondsText(const HostResult::Time &time)
{
    if (!time)
        return u"-"_s;
    return QString::number(static_cast<double>(time->count()) / 1e6, 'f', 3);
}

} // namespace qicmp::monitor
