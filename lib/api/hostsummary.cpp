// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "hostsummary_p.h"

#include "qicmphost_p.h"

namespace qicmp {
namespace {

using Condition = HostSummary::Condition;

/// Whether the latest request failed for a reason that lies with this machine and is likely to
/// last. An interruption is over when it is told, so it hides no verdict.
bool cannotMeasure(const QIcmpError &error)
{
    switch (error.code()) {
    case QIcmpError::Code::NoError:
    case QIcmpError::Code::Interrupted:
    case QIcmpError::Code::Canceled:
        return false;
    default:
        return !QIcmpHostPrivate::isMeasured(error);
    }
}

bool isDegraded(const HostSummary &summary, const DegradedLimits &limits)
{
    return (summary.lossPercent && *summary.lossPercent >= limits.lossPercent) ||
           (summary.p95 && *summary.p95 >= limits.latency);
}

Condition conditionOf(const QIcmpHostPrivate &host, const HostSummary &summary,
                      const DegradedLimits &limits)
{
    if (!host.running)
        return Condition::Paused;
    if (cannotMeasure(host.lastError))
        return Condition::NotMeasured;
    switch (host.machine.state()) {
    case QIcmpHost::State::Unknown:
        return Condition::Waiting;
    case QIcmpHost::State::Down:
        return Condition::Down;
    case QIcmpHost::State::Up:
        break;
    }
    return isDegraded(summary, limits) ? Condition::Degraded : Condition::Up;
}

} // namespace

HostSummary HostSummary::of(const QIcmpHost *host, const DegradedLimits &limits)
{
    constexpr auto window = QIcmpStatistics::Window::TenMinutes;
    QIcmpHostPrivate &data = *QIcmpHostPrivate::get(host);
    const QIcmpStatistics &statistics = data.presentStatistics();

    HostSummary summary;
    if (const QIcmpHost::Sample *sample = data.samples.latestSettled()) {
        summary.latest = sample->outcome;
        if (sample->roundTripTime.count() >= 0)
            summary.last = sample->roundTripTime;
    }
    summary.lost = statistics.lost(window);
    summary.measured = summary.lost + statistics.received(window);
    summary.lossPercent = statistics.lossPercent(window);
    summary.median = statistics.quantile(0.5, window);
    summary.p95 = statistics.quantile(0.95, window);
    summary.jitter = statistics.jitter(window);
    summary.condition = conditionOf(data, summary, limits);
    return summary;
}

} // namespace qicmp
