// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

#include "statisticscalls.h"

#include <QtTest/qtest.h>

#include <cmath>
#include <random>
#include <vector>

using namespace statisticscalls;

class tst_StatisticsRoundTrips : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void absentBeforeAnyReply();
    void roundTripTimes();
    void negativeRoundTripTimeCountsAsZero();
    void standardDeviationAgainstTwoPasses_data();
    void standardDeviationAgainstTwoPasses();
    void jitter_data();
    void jitter();
    void quantiles();
    void quantileStaysWithinExtremes();
    void distribution();
};

void tst_StatisticsRoundTrips::absentBeforeAnyReply()
{
    QIcmpStatistics statistics;
    QVERIFY(play(statistics, "SLSESISS"));
    for (Window window : {Window::All, Window::OneMinute, Window::TenMinutes, Window::OneHour}) {
        QVERIFY(!statistics.minimum(window));
        QVERIFY(!statistics.average(window));
        QVERIFY(!statistics.maximum(window));
        QVERIFY(!statistics.standardDeviation(window));
        QVERIFY(!statistics.jitter(window));
        QVERIFY(!statistics.quantile(0, window));
        QVERIFY(!statistics.quantile(0.5, window));
        QVERIFY(!statistics.quantile(1, window));
        QVERIFY(statistics.distribution(window).isEmpty());
    }
}

void tst_StatisticsRoundTrips::roundTripTimes()
{
    QIcmpStatistics statistics;
    QVERIFY(play(statistics, "SR"));
    QCOMPARE(ns(statistics.minimum()), 2'000'000);
    QCOMPARE(ns(statistics.average()), 2'000'000);
    QCOMPARE(ns(statistics.maximum()), 2'000'000);
    QCOMPARE(ns(statistics.standardDeviation()), 0);
    QCOMPARE(ns(statistics.jitter()), absent); // no difference has been measured

    QVERIFY(play(statistics, "SLTD")); // the late 8 ms join, the duplicate does not
    QCOMPARE(ns(statistics.minimum()), 2'000'000);
    QCOMPARE(ns(statistics.average()), 5'000'000);
    QCOMPARE(ns(statistics.maximum()), 8'000'000);
    QCOMPARE(ns(statistics.standardDeviation()), 3'000'000);
    QCOMPARE(ns(statistics.jitter()), 375'000);
}

void tst_StatisticsRoundTrips::negativeRoundTripTimeCountsAsZero()
{
    const QIcmpStatistics statistics = withReplies({-5ms, 4ms});
    QCOMPARE(ns(statistics.minimum()), 0);
    QCOMPARE(ns(statistics.average()), 2'000'000);
}

void tst_StatisticsRoundTrips::standardDeviationAgainstTwoPasses_data()
{
    QTest::addColumn<double>("mean");
    QTest::addColumn<double>("spread");
    QTest::newRow("1 ms ± 300 us") << 1e6 << 3e5;
    // Here a difference of sums of squares would have no digit left.
    QTest::newRow("900 s ± 200 ns") << 9e11 << 200.0;
}

void tst_StatisticsRoundTrips::standardDeviationAgainstTwoPasses()
{
    QFETCH(double, mean);
    QFETCH(double, spread);
    std::mt19937_64 random(3);
    std::normal_distribution<double> distribution(mean, spread);
    std::vector<nanoseconds> rtts;
    for (int i = 0; i < 3000; ++i) // 50 minutes: the window has to combine slices
        rtts.emplace_back(std::max(qint64(0), qint64(distribution(random))));

    long double sum = 0;
    for (nanoseconds rtt : rtts)
        sum += rtt.count();
    const long double average = sum / rtts.size();
    long double squares = 0;
    for (nanoseconds rtt : rtts)
        squares += (rtt.count() - average) * (rtt.count() - average);
    const qint64 deviation = std::llround(std::sqrt(squares / rtts.size()));

    const QIcmpStatistics statistics = withReplies(rtts);
    for (Window window : {Window::All, Window::OneHour}) {
        QVERIFY(std::abs(ns(statistics.average(window)) - std::llround(average)) <= 1);
        QVERIFY(std::abs(ns(statistics.standardDeviation(window)) - deviation) <= 1);
    }
}

void tst_StatisticsRoundTrips::jitter_data()
{
    QTest::addColumn<QList<double>>("milliseconds");
    QTest::addColumn<qint64>("expected");
    // J += (|D| - J) / 16 by hand.
    QTest::newRow("one reply") << QList<double>{10} << absent;
    QTest::newRow("no change") << QList<double>{10, 10} << qint64(0);
    QTest::newRow("10/16") << QList<double>{10, 20} << qint64(625'000);
    QTest::newRow("downwards too") << QList<double>{10, 20, 15} << qint64(898'438);
    QTest::newRow("decays by 15/16") << QList<double>{10, 20, 15, 15} << qint64(842'285);
    QTest::newRow("five replies") << QList<double>{10, 20, 15, 15, 40} << qint64(2'352'142);
}

void tst_StatisticsRoundTrips::jitter()
{
    QFETCH(QList<double>, milliseconds);
    std::vector<nanoseconds> rtts;
    for (double value : milliseconds)
        rtts.emplace_back(qint64(value * 1e6));
    const QIcmpStatistics statistics = withReplies(rtts);
    QTEST(ns(statistics.jitter()), "expected");
    QTEST(ns(statistics.jitter(Window::OneMinute)), "expected");
}

void tst_StatisticsRoundTrips::quantiles()
{
    std::vector<nanoseconds> rtts;
    for (int i = 100; i >= 1; --i)
        rtts.emplace_back(i * 1ms);
    const QIcmpStatistics statistics = withReplies(rtts);
    for (Window window : {Window::All, Window::TenMinutes}) {
        QCOMPARE(ns(statistics.quantile(0, window)), 1'000'000);
        QCOMPARE(ns(statistics.quantile(1, window)), 100'000'000);
        QCOMPARE(ns(statistics.quantile(-3, window)), 1'000'000);
        QCOMPARE(ns(statistics.quantile(3, window)), 100'000'000);
        QCOMPARE(ns(statistics.quantile(std::nan(""), window)), absent);
        for (int percent = 1; percent < 100; ++percent) {
            const double estimate = double(ns(statistics.quantile(percent / 100.0, window)));
            QVERIFY2(std::abs(estimate / (percent * 1e6) - 1) <= 0.02,
                     qPrintable(QStringLiteral("p%1: %2").arg(percent).arg(estimate)));
        }
    }
}

void tst_StatisticsRoundTrips::quantileStaysWithinExtremes()
{
    const QIcmpStatistics low = withReplies({1'000'001ns, 1'000'001ns});
    QCOMPARE(ns(low.quantile(0.5)), 1'000'001);
    const QIcmpStatistics below = withReplies({3ns}); // outside the histogram's range
    QCOMPARE(ns(below.quantile(0.5)), 3);
    const QIcmpStatistics beyond = withReplies({5000s});
    QCOMPARE(ns(beyond.quantile(0.5)), 5'000'000'000'000);
}

void tst_StatisticsRoundTrips::distribution()
{
    const QIcmpStatistics statistics = withReplies({50ms, 1ms, 1ms, 1ms});
    for (Window window : {Window::All, Window::OneMinute}) {
        const QList<QIcmpStatistics::Bucket> buckets = statistics.distribution(window);
        QCOMPARE(buckets.size(), 2);
        QCOMPARE(buckets[0].count, 3);
        QVERIFY(buckets[0].lower <= 1ms && 1ms < buckets[0].upper);
        QCOMPARE(buckets[1].count, 1);
        QVERIFY(buckets[1].lower <= 50ms && 50ms < buckets[1].upper);
    }
}

QTEST_APPLESS_MAIN(tst_StatisticsRoundTrips)
#include "tst_statisticsroundtrips.moc"
