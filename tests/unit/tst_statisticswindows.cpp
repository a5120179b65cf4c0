// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
// Sliding windows under a fake clock.

#include "statisticscalls.h"

#include <QtTest/qtest.h>

#include <algorithm>

using namespace statisticscalls;

class tst_StatisticsWindows : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void lengths();
    void slides_data();
    void slides();
    void coversNineTenthsToTheWhole_data();
    void coversNineTenthsToTheWhole();
    void resultsCountWhereTheProbeWasSent();
    void resultAfterTheProbeLeftTheWindow_data();
    void resultAfterTheProbeLeftTheWindow();
    void timeThatDoesNotMove();
    void timeThatGoesBack();
    void longGap();
    void timesBeforeTheEpoch();
    void sentLongAgo();
    void jitterNeedsRepliesInTheWindow();
};

void tst_StatisticsWindows::lengths()
{
    QVERIFY(QIcmpStatistics::length(Window::OneMinute) == 60s);
    QVERIFY(QIcmpStatistics::length(Window::TenMinutes) == 600s);
    QVERIFY(QIcmpStatistics::length(Window::OneHour) == 3600s);
    QVERIFY(!QIcmpStatistics::length(Window::All));
}

void tst_StatisticsWindows::slides_data()
{
    QTest::addColumn<int>("after"); // seconds
    QTest::addColumn<bool>("inMinute");
    QTest::addColumn<bool>("inTenMinutes");
    QTest::addColumn<bool>("inHour");
    QTest::newRow("at once") << 0 << true << true << true;
    QTest::newRow("59 s") << 59 << true << true << true;
    QTest::newRow("60 s") << 60 << false << true << true;
    QTest::newRow("599 s") << 599 << false << true << true;
    QTest::newRow("600 s") << 600 << false << false << true;
    QTest::newRow("3599 s") << 3599 << false << false << true;
    QTest::newRow("3600 s") << 3600 << false << false << false;
    QTest::newRow("a week") << 604800 << false << false << false;
}

void tst_StatisticsWindows::slides()
{
    QFETCH(int, after);
    const TimePoint start(36000s); // begins a slice of every window
    QIcmpStatistics statistics;
    statistics.addSent(start);
    statistics.addReply(start, 5ms);
    statistics.addSent(start);
    statistics.addLoss(start);
    statistics.advance(start + std::chrono::seconds(after));

    const auto check = [&](Window window, bool inside) {
        QCOMPARE(statistics.sent(window), inside ? 2 : 0);
        QCOMPARE(statistics.received(window), inside ? 1 : 0);
        QCOMPARE(statistics.lost(window), inside ? 1 : 0);
        QCOMPARE(statistics.lossPercent(window).has_value(), inside);
        QCOMPARE(statistics.minimum(window).has_value(), inside);
        QCOMPARE(statistics.quantile(0.5, window).has_value(), inside);
        QCOMPARE(statistics.distribution(window).isEmpty(), !inside);
    };
    QFETCH(bool, inMinute);
    QFETCH(bool, inTenMinutes);
    QFETCH(bool, inHour);
    check(Window::OneMinute, inMinute);
    check(Window::TenMinutes, inTenMinutes);
    check(Window::OneHour, inHour);
    check(Window::All, true);
}

void tst_StatisticsWindows::coversNineTenthsToTheWhole_data()
{
    QTest::addColumn<Window>("window");
    QTest::newRow("1 min") << Window::OneMinute;
    QTest::newRow("10 min") << Window::TenMinutes;
    QTest::newRow("1 h") << Window::OneHour;
}

void tst_StatisticsWindows::coversNineTenthsToTheWhole()
{
    QFETCH(Window, window);
    const int length = int(QIcmpStatistics::length(window)->count());
    QIcmpStatistics statistics;
    qint64 fewest = length;
    qint64 most = 0;
    for (int second = 0; second < 3 * length; ++second) {
        statistics.addSent(TimePoint(second * 1s));
        if (second > length) {
            fewest = std::min(fewest, statistics.sent(window));
            most = std::max(most, statistics.sent(window));
        }
    }
    QCOMPARE(fewest, length * 9 / 10 + 1);
    QCOMPARE(most, length);
}

void tst_StatisticsWindows::resultsCountWhereTheProbeWasSent()
{
    const TimePoint sentAt(59s);
    QIcmpStatistics statistics;
    statistics.addSent(sentAt);
    statistics.addSent(sentAt);
    statistics.advance(TimePoint(100s)); // slices later
    QCOMPARE(statistics.inFlight(Window::OneMinute), 2);
    QVERIFY(statistics.addLoss(sentAt));
    QVERIFY(statistics.addReply(sentAt, 41s));
    QCOMPARE(statistics.received(Window::OneMinute), 1);
    statistics.advance(TimePoint(110s)); // the probe is 51 s old, its results are 10 s old
    QCOMPARE(statistics.sent(Window::OneMinute), 2);
    QVERIFY(statistics.addLateReply(sentAt, 51s));
    QCOMPARE(statistics.lost(Window::OneMinute), 0);
    QCOMPARE(statistics.late(Window::OneMinute), 1);
    statistics.advance(TimePoint(119s));
    QCOMPARE(statistics.sent(Window::OneMinute), 0);
    QCOMPARE(statistics.received(Window::OneMinute), 0);
}

void tst_StatisticsWindows::resultAfterTheProbeLeftTheWindow_data()
{
    QTest::addColumn<int>("now"); // seconds
    QTest::newRow("its slice was taken by the present one") << 70;
    QTest::newRow("slices later") << 100;
}

void tst_StatisticsWindows::resultAfterTheProbeLeftTheWindow()
{
    QFETCH(int, now);
    const TimePoint sentAt(10s);
    QIcmpStatistics statistics;
    for (int i = 0; i < 2; ++i)
        statistics.addSent(sentAt);
    statistics.advance(TimePoint(now * 1s));
    statistics.addSent(TimePoint(now * 1s));
    QVERIFY(statistics.addLoss(sentAt));
    QVERIFY(statistics.addReply(sentAt, 90s));
    QVERIFY(statistics.addLateReply(sentAt, 95s));
    // The minute does not hold the probes, so it does not hold what became of them.
    QCOMPARE(statistics.sent(Window::OneMinute), 1);
    QCOMPARE(statistics.received(Window::OneMinute), 0);
    QCOMPARE(statistics.inFlight(Window::OneMinute), 1);
    QCOMPARE(statistics.received(Window::TenMinutes), 2);
    QCOMPARE(statistics.late(Window::TenMinutes), 1);
    QCOMPARE(statistics.received(), 2);
}

void tst_StatisticsWindows::timeThatDoesNotMove()
{
    const TimePoint now(5s);
    QIcmpStatistics statistics;
    for (int i = 0; i < 1000; ++i) {
        statistics.advance(now);
        statistics.addSent(now);
        QVERIFY(statistics.addReply(now, 1ms));
    }
    for (Window window : allWindows)
        QCOMPARE(statistics.received(window), 1000);
}

void tst_StatisticsWindows::timeThatGoesBack()
{
    QIcmpStatistics statistics;
    statistics.addSent(TimePoint(100s));
    statistics.advance(TimePoint(1s));
    QCOMPARE(statistics.sent(Window::OneMinute), 1);
    statistics.addSent(TimePoint(60s)); // recorded late, but within the minute
    statistics.addSent(TimePoint(20s)); // not
    QCOMPARE(statistics.sent(Window::OneMinute), 2);
    QCOMPARE(statistics.sent(Window::TenMinutes), 3);
    QCOMPARE(statistics.sent(), 3);
}

void tst_StatisticsWindows::longGap()
{
    QIcmpStatistics statistics;
    for (int second = 0; second < 4000; ++second)
        statistics.addSent(TimePoint(second * 1s));
    const TimePoint later = TimePoint(std::chrono::hours(24 * 365 * 100));
    statistics.addSent(later);
    for (Window window : {Window::OneMinute, Window::TenMinutes, Window::OneHour})
        QCOMPARE(statistics.sent(window), 1);
    QCOMPARE(statistics.sent(), 4001);
    QVERIFY(statistics.addLoss(later));
    QCOMPARE(statistics.lost(Window::OneHour), 1);
}

void tst_StatisticsWindows::timesBeforeTheEpoch()
{
    QIcmpStatistics statistics;
    for (int second = -200; second < 200; ++second) {
        statistics.addSent(TimePoint(second * 1s));
        if (second >= -140) {
            QVERIFY(statistics.sent(Window::OneMinute) > 54);
            QVERIFY(statistics.sent(Window::OneMinute) <= 60);
        }
    }
}

void tst_StatisticsWindows::sentLongAgo()
{
    QIcmpStatistics statistics;
    statistics.advance(TimePoint(100000s));
    statistics.addSent(TimePoint(5s));
    QVERIFY(statistics.addReply(TimePoint(5s), 1ms));
    QCOMPARE(statistics.received(), 1);
    QCOMPARE(statistics.sent(Window::OneHour), 0);
    QVERIFY(!statistics.addReply(TimePoint::max(), 1ms));
    QVERIFY(!statistics.addReply(TimePoint::min(), 1ms));
}

void tst_StatisticsWindows::jitterNeedsRepliesInTheWindow()
{
    QIcmpStatistics statistics;
    for (int second : {0, 1, 2}) {
        statistics.addSent(TimePoint(second * 1s));
        statistics.addReply(TimePoint(second * 1s), (second + 1) * 1ms);
    }
    QVERIFY(statistics.jitter(Window::OneMinute));
    statistics.advance(TimePoint(300s));
    QVERIFY(!statistics.jitter(Window::OneMinute));
    QVERIFY(statistics.jitter(Window::TenMinutes));
    QCOMPARE(statistics.jitter(Window::TenMinutes)->count(), statistics.jitter()->count());
}

QTEST_APPLESS_MAIN(tst_StatisticsWindows)
#include "tst_statisticswindows.moc"
