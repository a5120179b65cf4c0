// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

#include "statisticscalls.h"

#include <QtTest/qtest.h>

#include <cmath>
#include <random>

using namespace statisticscalls;

class tst_StatisticsMerge : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mergeIsConcatenation();
    void mergeOfJitter();
    void mergeWithItself();
};

void tst_StatisticsMerge::mergeIsConcatenation()
{
    std::mt19937_64 random(11);
    std::lognormal_distribution<double> rtt(std::log(2e7), 0.8);
    QIcmpStatistics parts[2];
    QIcmpStatistics whole;
    for (int second = 0; second < 5000; ++second) { // longer than any window
        const TimePoint at = t0 + second * 1s;
        const nanoseconds time(qint64(rtt(random)));
        // One of the two falls behind: merging must advance it, or drop what it has.
        QIcmpStatistics &part = parts[second < 4900 ? random() % 2 : 1];
        for (QIcmpStatistics *statistics : {&part, &whole}) {
            statistics->addSent(at);
            switch (second % 9) {
            case 1:
                statistics->addLoss(at);
                break;
            case 2:
                statistics->addError(at);
                break;
            case 3:
                statistics->addInterrupted(at);
                break;
            case 4:
                statistics->addLoss(at);
                statistics->addLateReply(at, time);
                statistics->addDuplicate(at);
                break;
            case 5:
                break; // stays in flight
            default:
                statistics->addReply(at, time);
            }
        }
    }
    for (int order = 0; order < 2; ++order) {
        QIcmpStatistics merged = parts[order];
        merged.merge(parts[1 - order]);
        merged.merge({});
        for (Window window :
             {Window::All, Window::OneMinute, Window::TenMinutes, Window::OneHour}) {
            QCOMPARE(statisticscalls::counters(merged, window),
                     statisticscalls::counters(whole, window));
            QCOMPARE(ns(merged.minimum(window)), ns(whole.minimum(window)));
            QCOMPARE(ns(merged.maximum(window)), ns(whole.maximum(window)));
            QVERIFY(std::abs(ns(merged.average(window)) - ns(whole.average(window))) <= 1);
            QVERIFY(std::abs(ns(merged.standardDeviation(window)) -
                             ns(whole.standardDeviation(window))) <= 1);
            for (double q : {0.0, 0.01, 0.5, 0.95, 0.99, 1.0})
                QCOMPARE(ns(merged.quantile(q, window)), ns(whole.quantile(q, window)));
        }
    }
}

void tst_StatisticsMerge::mergeOfJitter()
{
    QIcmpStatistics a = withReplies({10ms, 20ms, 10ms, 20ms}); // three differences
    const QIcmpStatistics b = withReplies({7ms, 7ms});         // one
    const double expected = double(ns(a.jitter())) * 3 / 4;
    a.merge(b);
    QVERIFY(std::abs(double(ns(a.jitter())) - expected) <= 1);

    QIcmpStatistics c = withReplies({1ms});
    c.merge(withReplies({9ms})); // two replies, but of two streams: no difference
    QCOMPARE(c.received(), 2);
    QCOMPARE(ns(c.jitter()), absent);
}

void tst_StatisticsMerge::mergeWithItself()
{
    QIcmpStatistics statistics = withReplies({1ms, 3ms});
    statistics.merge(statistics);
    QCOMPARE(statisticscalls::counters(statistics), "s4 r4 l0 f0 i0 t0 d0 e0");
    QCOMPARE(statisticscalls::counters(statistics, Window::OneMinute), "s4 r4 l0 f0 i0 t0 d0 e0");
    QCOMPARE(ns(statistics.average()), 2'000'000);
}

QTEST_APPLESS_MAIN(tst_StatisticsMerge)
#include "tst_statisticsmerge.moc"
