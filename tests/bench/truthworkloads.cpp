// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capture/packetcapture.h"
#include "echoload.h"
#include "netnamespace.h"
#include "workload.h"

#include <QDateTime>
#include <QTimer>

#include <algorithm>
#include <array>
#include <chrono>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// Whether the numbers hold at the limits: memory and deadlines of a million, round trips at full
// speed, evenness of a limited rate.
namespace qicmp::bench {
namespace {

void openOrExit(QIcmpManager &manager)
{
    manager.setRetries(0);
    if (!manager.open())
        qFatal("%s", qPrintable(manager.lastError().message()));
}

Figures millionOutstanding(const Scale &scale)
{
    const QString error = support::setNetworkSysctl(u"ipv4/icmp_echo_ignore_all"_s, u"1"_s);
    if (!error.isEmpty())
        qFatal("%s", qPrintable(error));
    constexpr auto timeout = 15s; // all are sent before the first is due
    QIcmpManager manager;
    manager.setTimeout(timeout);
    manager.setBatchSignals(true);
    openOrExit(manager);

    int timeouts = 0;
    int others = 0;
    qint64 latest = 0;
    qint64 earliest = 0;
    const QHostAddress silent(u"127.0.0.1"_s);
    QObject::connect(&manager, &QIcmpManager::finished, [&](const QList<QIcmpResult> &results) {
        const qint64 now = QDateTime::currentMSecsSinceEpoch();
        for (const QIcmpResult &result : results) {
            const auto *failure = std::get_if<QIcmpError>(&result);
            const bool expired = failure && failure->code() == QIcmpError::Code::Timeout;
            ++(expired ? timeouts : others);
            if (!expired)
                continue;
            const qint64 lateness = now - failure->sentAt().toMSecsSinceEpoch() -
                                    std::chrono::milliseconds(timeout).count();
            latest = std::max(latest, lateness);
            earliest = std::min(earliest, lateness);
        }
        if (timeouts + others == scale.outstanding)
            QCoreApplication::quit();
    });
    const double before = residentMebibytes();
    // As an application would that must stay responsive: some thousands at a time.
    int made = 0;
    QTimer submitter;
    QObject::connect(&submitter, &QTimer::timeout, [&] {
        for (int i = 0; i < 4096 && made < scale.outstanding; ++i, ++made)
            manager.submit(silent);
        if (made == scale.outstanding)
            submitter.stop();
    });
    submitter.start(0);
    const Meter meter;
    QCoreApplication::exec();
    Figures figures = loadFigures(meter, scale.outstanding);
    figures[u"timeouts"_s] = timeouts;
    figures[u"other_outcomes"_s] = others;
    figures[u"latest_milliseconds"_s] = latest;
    figures[u"earliest_milliseconds"_s] = earliest;
    figures[u"peak_mebibytes"_s] = peakResidentMebibytes();
    figures[u"mebibytes_before"_s] = before;
    return figures;
}

/// The median round trip of a load, in microseconds.
double medianRoundTrip(int pings, int rate)
{
    QIcmpManager manager;
    manager.setTimeout(5s);
    manager.setMaximumRate(rate);
    openOrExit(manager);
    EchoLoad load(100, pings / 100, [&](const QHostAddress &host) { manager.submit(host); });
    std::vector<double> times;
    QObject::connect(&manager, &QIcmpManager::succeeded, [&](const QIcmpReply &reply) {
        times.push_back(static_cast<double>(reply.roundTripTime().count()) * 1e-3);
        load.succeeded();
    });
    QObject::connect(&manager, &QIcmpManager::failed, [&](const QIcmpError &) { load.failed(); });
    load.run();
    return quantile(std::move(times), 0.5);
}

Figures roundTrips(const Scale &scale)
{
    const double slow = medianRoundTrip(1000 * scale.seconds, 1000);
    const double fast = medianRoundTrip(scale.hosts * scale.pingsPerHost / 4, 0);
    return {{u"slow_microseconds"_s, slow}, {u"fast_microseconds"_s, fast}};
}

Figures limitedRate(const Scale &scale)
{
    constexpr int rate = 10'000;
    constexpr double window = 10e-3;
    support::PacketCapture capture;
    if (const std::string error = capture.start("lo"); !error.empty())
        qFatal("%s", error.c_str());
    medianRoundTrip(rate * scale.seconds, rate);

    std::vector<double> sent;
    for (const support::CapturedExchange &exchange : support::pairEchoes(capture.stop()))
        sent.push_back(static_cast<double>(exchange.sentAt) * 1e-9);
    std::sort(sent.begin(), sent.end());
    if (sent.size() < 2 || capture.drops() > 0)
        qFatal("the capture is not complete");
    std::ptrdiff_t burst = 0;
    for (auto first = sent.begin(), last = first; first != sent.end(); ++first) {
        while (last != sent.end() && *last < *first + window)
            ++last;
        burst = std::max(burst, last - first);
    }
    const double achieved = static_cast<double>(sent.size() - 1) / (sent.back() - sent.front());
    return {{u"packets_per_second"_s, achieved},
            {u"rate_error_percent"_s, std::abs(achieved / rate - 1) * 100},
            {u"largest_burst_in_10_milliseconds"_s, static_cast<double>(burst)}};
}

constexpr std::array workloads{
        Workload{"outstanding", "a million requests to a host that never answers",
                 millionOutstanding},
        Workload{"round-trips", "medians at 1,000 pings a second and at full speed", roundTrips},
        Workload{"rate", "maximumRate 10,000, as captured on the interface", limitedRate},
};

} // namespace

std::span<const Workload> truthWorkloads()
{
    return workloads;
}

} // namespace qicmp::bench
