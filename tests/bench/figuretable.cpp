// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "figuretable.h"

#include <QJsonArray>
#include <QTextStream>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace qicmp::bench {
namespace {

constexpr auto cpu = "cpu_microseconds_per_ping";

/// Not a number where the workload was left out.
double figure(const Round &round, const char *workload, const char *name)
{
    return round[QLatin1String(workload)][QLatin1String(name)].toDouble(qQNaN());
}

double ratio(const Round &round, const char *name, const char *workload, const char *base)
{
    return figure(round, workload, name) / figure(round, base, name);
}

constexpr std::array promises{
        Promise{"pings/s of submit() in batches, over the bare loop", 0.85, true,
                [](const Round &r) {
                    return ratio(r, "pings_per_second", "submit-batch", "bare");
                }},
        Promise{"CPU a ping of submit() in batches, over the bare loop", 1.18, false,
                [](const Round &r) { return ratio(r, cpu, "submit-batch", "bare"); }},
        Promise{"CPU a ping of submit() with a signal each, over the bare loop", 1.25, false,
                [](const Round &r) { return ratio(r, cpu, "submit-signals", "bare"); }},
        Promise{"CPU a ping of ping() with a slot each, over the bare loop", 1.40, false,
                [](const Round &r) { return ratio(r, cpu, "ping", "bare"); }},
        Promise{"CPU of the whole process over fping's, 5 pings a host", 0.70, false,
                [](const Round &r) {
                    return figure(r, "fping", "own_cpu_seconds") /
                           figure(r, "fping", "fping_cpu_seconds");
                }},
        Promise{"CPU a ping of eight managers in one thread, over one", 1.30, false,
                [](const Round &r) { return ratio(r, cpu, "eight-managers", "submit-batch"); }},
        // The kernel's own cost: over loopback each socket is asked twice a ping, at 0.2 µs and
        // more.
        Promise{"CPU a ping beside seven others' sockets, over alone", 1.40, false,
                [](const Round &r) { return ratio(r, cpu, "beside-others", "submit-batch"); }},
        Promise{"engine alone, from request to event, ns", 250, false,
                [](const Round &r) { return figure(r, "engine", "nanoseconds_with_few"); }},
        Promise{"engine CPU a request with a million in flight, over 1,000", 1.5, false,
                [](const Round &r) {
                    return figure(r, "engine", "nanoseconds_with_many") /
                           figure(r, "engine", "nanoseconds_with_few");
                }},
        Promise{"requests outstanding at once that all timed out, once", 1'000'000, true,
                [](const Round &r) { return figure(r, "outstanding", "timeouts"); }},
        Promise{"the latest of these after its deadline, ms", 50, false,
                [](const Round &r) { return figure(r, "outstanding", "latest_milliseconds"); }},
        Promise{"memory resident with these, MiB", 128, false,
                [](const Round &r) { return figure(r, "outstanding", "peak_mebibytes"); }},
        Promise{"replies lost by us at full speed", 0, false,
                [](const Round &r) {
                    return figure(r, "submit-batch", "unanswered") +
                           figure(r, "submit-batch", "receive_overflows");
                }},
        Promise{"median round trip at full speed, over that at 1,000 pings/s", 2.0, false,
                [](const Round &r) {
                    return figure(r, "round-trips", "fast_microseconds") /
                           figure(r, "round-trips", "slow_microseconds");
                }},
        Promise{"longest time the event loop was kept, at full speed, ms", 5, false,
                [](const Round &r) {
                    return figure(r, "submit-batch", "longest_event_milliseconds");
                }},
        Promise{"error of maximumRate 10,000, percent", 1, false,
                [](const Round &r) { return figure(r, "rate", "rate_error_percent"); }},
        Promise{"largest burst at that rate in any 10 ms, packets", 150, false,
                [](const Round &r) {
                    return figure(r, "rate", "largest_burst_in_10_milliseconds");
                }},
        Promise{"pings/s through icmp-proxy, over submit() in batches", 0.5, true,
                [](const Round &r) {
                    return ratio(r, "pings_per_second", "proxied-batch", "submit-batch");
                }},
        Promise{"CPU a ping of client and icmp-proxy, over submit() in batches", 1.6, false,
                [](const Round &r) {
                    return ratio(r, cpu, "proxied-batch", "submit-batch") +
                           figure(r, "proxied-batch", "proxy_cpu_microseconds_per_ping") /
                                   figure(r, "submit-batch", cpu);
                }},
        Promise{"pings lost through icmp-proxy at full speed", 0, false,
                [](const Round &r) { return figure(r, "proxied-batch", "unanswered"); }},
        Promise{"median round trip through icmp-proxy, off the direct one, us", 10, false,
                [](const Round &r) {
                    return std::abs(figure(r, "proxied-round-trips", "proxied_microseconds") -
                                    figure(r, "proxied-round-trips", "direct_microseconds"));
                }},
};

} // namespace

QList<Outcome> judge(const QList<Round> &rounds)
{
    QList<Outcome> outcomes;
    for (const Promise &promise : promises) {
        std::vector<double> values;
        for (const Round &round : rounds)
            if (const double value = promise.of(round); !std::isnan(value))
                values.push_back(value);
        if (values.empty())
            continue; // a workload of it was left out
        const double median = quantile(std::move(values), 0.5);
        const bool kept = promise.isMinimum ? median >= promise.limit : median <= promise.limit;
        outcomes.append(
                {QLatin1String(promise.what), median, promise.limit, promise.isMinimum, kept});
    }
    return outcomes;
}

QString toTable(const QList<Outcome> &outcomes)
{
    QString text;
    QTextStream stream(&text);
    stream << "| figure | median | at "_L1
           << "least / most | |\n| --- | --- | --- | --- |\n"_L1;
    for (const Outcome &outcome : outcomes)
        stream << "| "_L1 << outcome.what << " | "_L1 << QString::number(outcome.median, 'g', 4)
               << " | "_L1 << (outcome.isMinimum ? u"≥ "_s : u"≤ "_s)
               << QString::number(outcome.limit, 'g', 7) << " | "_L1
               << (outcome.isKept ? "kept"_L1 : "MISSED"_L1) << " |\n"_L1;
    return text;
}

QJsonArray toJson(const QList<Outcome> &outcomes)
{
    QJsonArray array;
    for (const Outcome &outcome : outcomes)
        array.append(QJsonObject{{u"figure"_s, outcome.what},
                                 {u"median"_s, outcome.median},
                                 {u"limit"_s, outcome.limit},
                                 {u"is_minimum"_s, outcome.isMinimum},
                                 {u"kept"_s, outcome.isKept}});
    return array;
}

} // namespace qicmp::bench
