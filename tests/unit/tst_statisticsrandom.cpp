// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
// Random events: in any order they keep the equation, in a right order they equal plain
// bookkeeping.

#include "statisticscalls.h"

#include <QtCore/qdebug.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <vector>

using namespace statisticscalls;

namespace {

/// Empty when the equation holds and nothing is negative in \a window.
QString violation(const QIcmpStatistics &s, Window window)
{
    const qint64 counters[] = {s.sent(window),       s.received(window),    s.lost(window),
                               s.inFlight(window),   s.interrupted(window), s.late(window),
                               s.duplicates(window), s.errors(window)};
    const bool negative = std::any_of(std::begin(counters), std::end(counters),
                                      [](qint64 counter) { return counter < 0; });
    const bool unequal = counters[0] != counters[1] + counters[2] + counters[3] + counters[4];
    if (!negative && !unequal && s.late(window) <= s.received(window))
        return {};
    return QDebug::toString(window) + QDebug::toString(s);
}

/// What the documentation says, by remembering every probe.
struct Bookkeeping
{
    enum State { InFlight, Received, Lost, Interrupted, Canceled };
    struct Probe
    {
        TimePoint sentAt;
        State state = InFlight;
        bool late = false;
        bool error = false;
        int duplicates = 0;
        nanoseconds rtt{};
    };
    std::vector<Probe> probes;

    std::vector<Probe> in(Window window, TimePoint now) const
    {
        std::vector<Probe> found;
        const auto length = QIcmpStatistics::length(window);
        for (const Probe &probe : probes) {
            bool inside = probe.state != Canceled;
            if (length) {
                const auto slice = *length / 10;
                inside = inside && probe.sentAt.time_since_epoch() / slice >
                                           now.time_since_epoch() / slice - 10;
            }
            if (inside)
                found.push_back(probe);
        }
        return found;
    }
};

} // namespace

class tst_StatisticsRandom : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anyOrderKeepsTheEquation();
    void randomStreamAgainstBookkeeping();
};

void tst_StatisticsRandom::anyOrderKeepsTheEquation()
{
    // 100,000 sequences of calls, most of them in a wrong order, with true and false times.
    std::mt19937 random(42);
    for (int sequence = 0; sequence < 100'000; ++sequence) {
        QIcmpStatistics s;
        nanoseconds now(random() % 1'000'000'000);
        std::array<TimePoint, 4> times{};
        for (int step = 0; step < 12; ++step) {
            const TimePoint at = times[random() % times.size()];
            const nanoseconds rtt(random() % 2'000'000'000);
            switch (random() % 12) {
            case 0:
            case 1:
            case 2:
                times[random() % times.size()] = TimePoint(now);
                s.addSent(TimePoint(now));
                break;
            case 3:
                s.addReply(at, rtt);
                break;
            case 4:
                s.addLoss(at);
                break;
            case 5:
                s.addError(at);
                break;
            case 6:
                s.addInterrupted(at);
                break;
            case 7:
                s.addLateReply(at, rtt);
                break;
            case 8:
                s.addDuplicate(at);
                break;
            case 9:
                s.addCanceled(at);
                break;
            case 10:
                now += (random() % 100) * 1s;
                s.advance(TimePoint(now));
                break;
            case 11:
                if (random() % 8 == 0)
                    s.clear(random() % 2 == 0 ? TimePoint(now) : TimePoint::min());
                else if (random() % 8 == 0)
                    s.merge(s);
                break;
            }
            const QString broken = violation(s, allWindows[random() % 4]);
            QVERIFY2(broken.isEmpty(), qPrintable(broken));
        }
    }
}

void tst_StatisticsRandom::randomStreamAgainstBookkeeping()
{
    std::mt19937 random(4);
    QIcmpStatistics statistics;
    Bookkeeping book;
    using State = Bookkeeping::State;
    nanoseconds now = 7777s;
    for (int step = 0; step < 6000; ++step) {
        now += random() % 500 == 0 ? nanoseconds(900s) : nanoseconds(random() % 2'500'000'000);
        statistics.addSent(TimePoint(now));
        book.probes.push_back({TimePoint(now)});
        for (std::size_t age = 0; age < std::min<std::size_t>(book.probes.size(), 40); ++age) {
            Bookkeeping::Probe &probe = book.probes[book.probes.size() - 1 - age];
            const nanoseconds rtt(1 + random() % 1'000'000'000);
            const auto dice = random() % 40;
            bool counted = true;
            if (probe.state == State::InFlight && dice < 4) {
                counted = statistics.addReply(probe.sentAt, rtt);
                probe.state = State::Received;
                probe.rtt = rtt;
            } else if (probe.state == State::InFlight && dice == 4) {
                counted = statistics.addLoss(probe.sentAt);
                probe.state = State::Lost;
            } else if (probe.state == State::InFlight && dice == 5) {
                counted = statistics.addError(probe.sentAt);
                probe.state = State::Lost;
                probe.error = true;
            } else if (probe.state == State::InFlight && dice == 6) {
                counted = statistics.addInterrupted(probe.sentAt);
                probe.state = State::Interrupted;
            } else if (probe.state == State::InFlight && dice == 7) {
                counted = statistics.addCanceled(probe.sentAt);
                probe.state = State::Canceled;
            } else if (probe.state == State::Lost && dice < 2) {
                counted = statistics.addLateReply(probe.sentAt, rtt);
                probe.state = State::Received;
                probe.rtt = rtt;
                probe.late = true;
            } else if (probe.state == State::Received && dice == 0) {
                counted = statistics.addDuplicate(probe.sentAt);
                ++probe.duplicates;
            }
            QVERIFY(counted);
        }
        if (step % 20 != 0)
            continue;
        for (Window window : allWindows) {
            const auto probes = book.in(window, TimePoint(now));
            const auto count = [&probes](auto what) {
                return qint64(std::count_if(probes.begin(), probes.end(), what));
            };
            using Probe = Bookkeeping::Probe;
            const auto in = [&](State state) {
                return count([state](const Probe &p) { return p.state == state; });
            };
            QCOMPARE(statistics.sent(window), qint64(probes.size()));
            QCOMPARE(statistics.received(window), in(State::Received));
            QCOMPARE(statistics.lost(window), in(State::Lost));
            QCOMPARE(statistics.inFlight(window), in(State::InFlight));
            QCOMPARE(statistics.interrupted(window), in(State::Interrupted));
            QCOMPARE(statistics.late(window), count([](const Probe &p) { return p.late; }));
            QCOMPARE(statistics.errors(window), count([](const Probe &p) { return p.error; }));
            qint64 duplicates = 0;
            std::vector<nanoseconds> rtts;
            for (const Probe &probe : probes) {
                duplicates += probe.duplicates;
                if (probe.state == State::Received)
                    rtts.push_back(probe.rtt);
            }
            QCOMPARE(statistics.duplicates(window), duplicates);
            QCOMPARE(statistics.minimum(window).has_value(), !rtts.empty());
            if (rtts.empty())
                continue;
            std::sort(rtts.begin(), rtts.end());
            QVERIFY(statistics.minimum(window) == rtts.front());
            QVERIFY(statistics.maximum(window) == rtts.back());
            const nanoseconds median = rtts[(rtts.size() + 1) / 2 - 1];
            const double estimate = double(statistics.quantile(0.5, window)->count());
            QVERIFY(std::abs(estimate / double(median.count()) - 1) <= 0.02);
        }
    }
}

QTEST_APPLESS_MAIN(tst_StatisticsRandom)
#include "tst_statisticsrandom.moc"
