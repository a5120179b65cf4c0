// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpstatistics.h"

#include "api/interarrivaljitter.h"
#include "api/latencybuckets.h"
#include "api/latencyhistogram.h"
#include "api/probetally.h"
#include "api/roundtripsummary.h"
#include "api/slicering.h"

#include <QtCore/qdebug.h>

#include <algorithm>
#include <array>
#include <cmath>

using std::chrono::nanoseconds;
using Window = QIcmpStatistics::Window;
using namespace std::chrono_literals;

class QIcmpStatisticsData : public QSharedData
{
public:
    /// Lets \a transition happen over all time and, if it does, in each window that still holds
    /// the probe.
    template <typename Transition>
    bool apply(QIcmpStatistics::TimePoint sentAt, Transition transition)
    {
        if (sentAt < from || !transition(all))
            return false;
        for (qicmp::SliceRing &ring : rings) {
            if (qicmp::SliceRing::Slice *slice = ring.sliceAt(sentAt))
                transition(*slice);
        }
        return true;
    }

    bool isBehind(QIcmpStatistics::TimePoint now) const
    {
        return std::any_of(rings.begin(), rings.end(),
                           [now](const auto &ring) { return ring.isBehind(now); });
    }

    void advance(QIcmpStatistics::TimePoint now)
    {
        for (qicmp::SliceRing &ring : rings)
            ring.advance(now);
    }

    template <typename Visitor>
    void forEachTally(Window window, Visitor visit) const
    {
        const auto index = static_cast<std::size_t>(window);
        if (index >= rings.size()) {
            visit(all);
            return;
        }
        for (const qicmp::SliceRing::Slice &slice : rings[index].slices())
            visit(slice);
    }

    template <typename Counter>
    qint64 sum(Window window, Counter counter) const
    {
        qint64 total = 0;
        forEachTally(window, [&](const auto &tally) { total += qint64(counter(tally)); });
        return total;
    }

    qicmp::RoundTripSummary roundTrips(Window window) const
    {
        qicmp::RoundTripSummary summary;
        forEachTally(window, [&](const auto &tally) { summary.merge(tally.roundTrips); });
        return summary;
    }

    qicmp::LatencyHistogram histogram(Window window) const
    {
        qicmp::LatencyHistogram merged;
        forEachTally(window, [&](const auto &tally) { merged.merge(tally.histogram); });
        return merged;
    }

    template <typename Getter>
    std::optional<nanoseconds> ofRoundTrips(Window window, Getter get) const
    {
        const qicmp::RoundTripSummary summary = roundTrips(window);
        if (summary.count() == 0)
            return std::nullopt;
        return (summary.*get)();
    }

    QIcmpStatistics::TimePoint from = QIcmpStatistics::TimePoint::min();
    qicmp::ProbeTally<qint64> all;
    qicmp::InterarrivalJitter jitter;
    // In the order of QIcmpStatistics::Window.
    std::array<qicmp::SliceRing, 3> rings{qicmp::SliceRing(1min), qicmp::SliceRing(10min),
                                          qicmp::SliceRing(1h)};
};

/// What every statistics object shares until it has something of its own.
static const QSharedDataPointer<QIcmpStatisticsData> &emptyData()
{
    static const QSharedDataPointer<QIcmpStatisticsData> empty(new QIcmpStatisticsData);
    return empty;
}

QIcmpStatistics::QIcmpStatistics() : d(emptyData()) {}
QIcmpStatistics::QIcmpStatistics(const QIcmpStatistics &other) = default;
QIcmpStatistics::QIcmpStatistics(QIcmpStatistics &&other) noexcept = default;
QIcmpStatistics &QIcmpStatistics::operator=(const QIcmpStatistics &other) = default;
QIcmpStatistics &QIcmpStatistics::operator=(QIcmpStatistics &&other) noexcept = default;
QIcmpStatistics::~QIcmpStatistics() = default;

void QIcmpStatistics::advance(TimePoint now)
{
    if (d.constData()->isBehind(now)) // else nothing changes, and copies stay shared
        d->advance(now);
}

void QIcmpStatistics::addSent(TimePoint sentAt)
{
    QIcmpStatisticsData *data = d.data();
    data->advance(sentAt);
    data->apply(sentAt, [](auto &tally) { return tally.addSent(); });
}

bool QIcmpStatistics::addReply(TimePoint sentAt, nanoseconds roundTripTime)
{
    const nanoseconds rtt = std::max(roundTripTime, 0ns);
    QIcmpStatisticsData *data = d.data();
    if (!data->apply(sentAt, [rtt](auto &tally) { return tally.addReply(rtt); }))
        return false;
    data->jitter.add(rtt);
    return true;
}

bool QIcmpStatistics::addLoss(TimePoint sentAt)
{
    return d->apply(sentAt, [](auto &tally) { return tally.addLoss(); });
}

bool QIcmpStatistics::addError(TimePoint sentAt)
{
    return d->apply(sentAt, [](auto &tally) { return tally.addError(); });
}

bool QIcmpStatistics::addInterrupted(TimePoint sentAt)
{
    return d->apply(sentAt, [](auto &tally) { return tally.addInterrupted(); });
}

bool QIcmpStatistics::addLateReply(TimePoint sentAt, nanoseconds roundTripTime)
{
    const nanoseconds rtt = std::max(roundTripTime, 0ns);
    QIcmpStatisticsData *data = d.data();
    if (!data->apply(sentAt, [rtt](auto &tally) { return tally.addLateReply(rtt); }))
        return false;
    data->jitter.add(rtt);
    return true;
}

bool QIcmpStatistics::addDuplicate(TimePoint sentAt)
{
    return d->apply(sentAt, [](auto &tally) { return tally.addDuplicate(); });
}

bool QIcmpStatistics::addCanceled(TimePoint sentAt)
{
    return d->apply(sentAt, [](auto &tally) { return tally.addCanceled(); });
}

void QIcmpStatistics::merge(const QIcmpStatistics &other)
{
    const QSharedDataPointer<QIcmpStatisticsData> source = other.d; // other may be *this
    d->all.merge(source->all);
    d->jitter.merge(source->jitter);
    for (std::size_t i = 0; i < source->rings.size(); ++i)
        d->rings[i].merge(source->rings[i]);
}

void QIcmpStatistics::clear(TimePoint from)
{
    d = emptyData();
    if (from != TimePoint::min())
        d->from = from;
}

qint64 QIcmpStatistics::sent(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.sent; });
}

qint64 QIcmpStatistics::received(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.received(); });
}

qint64 QIcmpStatistics::lost(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.lost; });
}

qint64 QIcmpStatistics::inFlight(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.inFlight(); });
}

qint64 QIcmpStatistics::interrupted(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.interrupted; });
}

qint64 QIcmpStatistics::late(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.late; });
}

qint64 QIcmpStatistics::duplicates(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.duplicates; });
}

qint64 QIcmpStatistics::errors(Window window) const
{
    return d->sum(window, [](const auto &tally) { return tally.errors; });
}

std::optional<double> QIcmpStatistics::lossPercent(Window window) const
{
    const qint64 losses = lost(window);
    const qint64 measured = received(window) + losses;
    if (measured == 0)
        return std::nullopt;
    return 100.0 * double(losses) / double(measured);
}

std::optional<nanoseconds> QIcmpStatistics::minimum(Window window) const
{
    return d->ofRoundTrips(window, &qicmp::RoundTripSummary::minimum);
}

std::optional<nanoseconds> QIcmpStatistics::average(Window window) const
{
    return d->ofRoundTrips(window, &qicmp::RoundTripSummary::average);
}

std::optional<nanoseconds> QIcmpStatistics::maximum(Window window) const
{
    return d->ofRoundTrips(window, &qicmp::RoundTripSummary::maximum);
}

std::optional<nanoseconds> QIcmpStatistics::standardDeviation(Window window) const
{
    return d->ofRoundTrips(window, &qicmp::RoundTripSummary::standardDeviation);
}

std::optional<nanoseconds> QIcmpStatistics::jitter(Window window) const
{
    if (received(window) < 2)
        return std::nullopt;
    return d->jitter.value();
}

std::optional<nanoseconds> QIcmpStatistics::quantile(double q, Window window) const
{
    const qicmp::RoundTripSummary summary = d->roundTrips(window);
    if (summary.count() == 0 || std::isnan(q))
        return std::nullopt;
    if (q <= 0)
        return summary.minimum();
    if (q >= 1)
        return summary.maximum();
    const auto estimate =
            window == Window::All ? d->all.histogram.quantile(q) : d->histogram(window).quantile(q);
    return std::clamp(estimate.value_or(summary.minimum()), summary.minimum(), summary.maximum());
}

QList<QIcmpStatistics::Bucket> QIcmpStatistics::distribution(Window window) const
{
    QList<Bucket> buckets;
    d->histogram(window).forEachBucket([&buckets](int bucket, std::uint64_t count) {
        buckets.append({qicmp::latencybuckets::lowerBound(bucket),
                        qicmp::latencybuckets::lowerBound(bucket + 1), qint64(count)});
    });
    return buckets;
}

std::optional<std::chrono::seconds> QIcmpStatistics::length(Window window)
{
    switch (window) {
    case Window::OneMinute:
        return 1min;
    case Window::TenMinutes:
        return 10min;
    case Window::OneHour:
        return 1h;
    case Window::All:
        break;
    }
    return std::nullopt;
}

QDebug operator<<(QDebug debug, const QIcmpStatistics &statistics)
{
    const QDebugStateSaver saver(debug);
    const auto printOptional = [&debug](const char *name, std::optional<double> value) {
        debug << ", " << name << ' ';
        if (value)
            debug << *value;
        else
            debug << '-';
    };
    const auto printTime = [&printOptional](const char *name, std::optional<nanoseconds> time) {
        printOptional(name, time ? std::optional(double(time->count()) / 1e6) : std::nullopt);
    };

    debug.nospace() << "QIcmpStatistics(sent " << statistics.sent() << ", received "
                    << statistics.received() << ", lost " << statistics.lost() << ", in flight "
                    << statistics.inFlight() << ", interrupted " << statistics.interrupted()
                    << ", late " << statistics.late() << ", duplicates " << statistics.duplicates()
                    << ", errors " << statistics.errors();
    printOptional("loss %", statistics.lossPercent());
    printTime("min", statistics.minimum());
    printTime("avg", statistics.average());
    printTime("max", statistics.maximum());
    printTime("stddev", statistics.standardDeviation());
    printTime("jitter", statistics.jitter());
    printTime("p50", statistics.quantile(0.5));
    printTime("p95", statistics.quantile(0.95));
    printTime("p99", statistics.quantile(0.99));
    return debug << ')';
}
