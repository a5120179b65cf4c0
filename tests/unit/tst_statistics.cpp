// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

#include "statisticscalls.h"

#include <QtCore/qdebug.h>
#include <QtTest/qtest.h>

using namespace statisticscalls;

class tst_Statistics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void counters_data();
    void counters();
    void loss_data();
    void loss();
    void clearForgets();
    void clearFromNowOn();
    void valueSemantics();
    void metaType();
    void debugOutput();
};

void tst_Statistics::counters_data()
{
    QTest::addColumn<QByteArray>("calls");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *calls, const char *expected) {
        QTest::newRow(name) << QByteArray(calls) << QByteArray(expected);
    };
    row("nothing", "", "s0 r0 l0 f0 i0 t0 d0 e0");
    row("in flight", "SS", "s2 r0 l0 f2 i0 t0 d0 e0");
    row("reply", "SR", "s1 r1 l0 f0 i0 t0 d0 e0");
    row("loss", "SL", "s1 r0 l1 f0 i0 t0 d0 e0");
    row("error is lost and counted", "SE", "s1 r0 l1 f0 i0 t0 d0 e1");
    row("interrupted is no loss", "SI", "s1 r0 l0 f0 i1 t0 d0 e0");
    row("late reply: from lost to received", "SLT", "s1 r1 l0 f0 i0 t1 d0 e0");
    row("late reply after an error", "SET", "s1 r1 l0 f0 i0 t1 d0 e1");
    row("duplicate ends nothing", "SSRD", "s2 r1 l0 f1 i0 t0 d1 e0");
    row("duplicates of a late reply", "SLTDD", "s1 r1 l0 f0 i0 t1 d2 e0");
    row("canceled leaves sent", "SSC", "s1 r0 l0 f1 i0 t0 d0 e0");
    row("one of each", "SSSSSSRLEICD", "s5 r1 l2 f1 i1 t0 d1 e1");

    row("reply without probe", "R-", "s0 r0 l0 f0 i0 t0 d0 e0");
    row("loss without probe", "L-", "s0 r0 l0 f0 i0 t0 d0 e0");
    row("error without probe", "E-", "s0 r0 l0 f0 i0 t0 d0 e0");
    row("interrupted without probe", "I-", "s0 r0 l0 f0 i0 t0 d0 e0");
    row("canceled without probe", "C-", "s0 r0 l0 f0 i0 t0 d0 e0");
    row("late without loss", "ST-", "s1 r0 l0 f1 i0 t0 d0 e0");
    row("late twice", "SLTT-", "s1 r1 l0 f0 i0 t1 d0 e0");
    row("late after interrupted", "SIT-", "s1 r0 l0 f0 i1 t0 d0 e0");
    row("duplicate before reply", "SD-", "s1 r0 l0 f1 i0 t0 d0 e0");
    row("reply twice", "SRR-", "s1 r1 l0 f0 i0 t0 d0 e0");
    row("loss after reply", "SRL-", "s1 r1 l0 f0 i0 t0 d0 e0");
    row("error after loss", "SLE-", "s1 r0 l1 f0 i0 t0 d0 e0");
    row("canceled after reply", "SRC-", "s1 r1 l0 f0 i0 t0 d0 e0");
}

void tst_Statistics::counters()
{
    QFETCH(QByteArray, calls);
    QFETCH(QByteArray, expected);
    QIcmpStatistics statistics;
    QVERIFY(play(statistics, calls.constData()));
    for (Window window : {Window::All, Window::OneMinute, Window::TenMinutes, Window::OneHour})
        QCOMPARE(statisticscalls::counters(statistics, window), expected);
}

void tst_Statistics::loss_data()
{
    QTest::addColumn<QByteArray>("calls");
    QTest::addColumn<double>("percent"); // negative: absent
    QTest::newRow("nothing sent") << QByteArray("") << -1.0;
    QTest::newRow("only in flight") << QByteArray("SS") << -1.0;
    QTest::newRow("only interrupted") << QByteArray("SI") << -1.0;
    QTest::newRow("only canceled") << QByteArray("SC") << -1.0;
    QTest::newRow("all answered") << QByteArray("SRSR") << 0.0;
    QTest::newRow("all lost") << QByteArray("SLSL") << 100.0;
    QTest::newRow("all errors") << QByteArray("SE") << 100.0;
    QTest::newRow("one in four") << QByteArray("SSSSRRRL") << 25.0;
    QTest::newRow("in flight counts not") << QByteArray("SSSSSSRL") << 50.0;
    QTest::newRow("interrupted counts not") << QByteArray("SRSLSISI") << 50.0;
    QTest::newRow("duplicates hide no loss") << QByteArray("SRSLDDD") << 50.0;
    QTest::newRow("late is no loss") << QByteArray("SLTSL") << 50.0;
}

void tst_Statistics::loss()
{
    QFETCH(QByteArray, calls);
    QIcmpStatistics statistics;
    QVERIFY(play(statistics, calls.constData()));
    QTEST(statistics.lossPercent().value_or(-1.0), "percent");
    QTEST(statistics.lossPercent(Window::OneMinute).value_or(-1.0), "percent");
}

void tst_Statistics::clearForgets()
{
    QIcmpStatistics statistics = withReplies({1ms, 3ms});
    statistics.clear();
    for (Window window : {Window::All, Window::OneMinute})
        QCOMPARE(statisticscalls::counters(statistics, window), "s0 r0 l0 f0 i0 t0 d0 e0");
    QCOMPARE(ns(statistics.minimum()), absent);
    QCOMPARE(ns(statistics.jitter()), absent);
    QVERIFY(play(statistics, "SR", t0 - 10s)); // any time will do again
}

void tst_Statistics::clearFromNowOn()
{
    QIcmpStatistics statistics;
    statistics.addSent(t0);
    statistics.clear(t0 + 1s);
    statistics.addSent(t0 + 1s);
    QVERIFY(!statistics.addReply(t0, 5ms)); // would have taken the new probe's place
    QVERIFY(!statistics.addDuplicate(t0));
    QCOMPARE(statistics.inFlight(), 1);
    QVERIFY(statistics.addReply(t0 + 1s, 1ms));
    QCOMPARE(ns(statistics.maximum()), 1'000'000);
}

void tst_Statistics::valueSemantics()
{
    QIcmpStatistics original = withReplies({1ms});
    QIcmpStatistics copy = original;
    QVERIFY(play(copy, "SL"));
    QCOMPARE(statisticscalls::counters(original), "s1 r1 l0 f0 i0 t0 d0 e0");
    QCOMPARE(statisticscalls::counters(copy), "s2 r1 l1 f0 i0 t0 d0 e0");
    swap(original, copy);
    QCOMPARE(original.sent(), 2);
    const QIcmpStatistics moved = std::move(original);
    QCOMPARE(moved.sent(), 2);
    original = copy; // assigning to what was moved from
    QCOMPARE(original.sent(), 1);
    QIcmpStatistics another;
    QVERIFY(play(another, "S"));
    QCOMPARE(QIcmpStatistics().sent(), 0); // the shared empty one stayed empty
}

void tst_Statistics::metaType()
{
    const QVariant variant = QVariant::fromValue(withReplies({1ms}));
    QCOMPARE(variant.value<QIcmpStatistics>().received(), 1);
    QCOMPARE(variant.typeName(), "QIcmpStatistics");
    QCOMPARE(QMetaEnum::fromType<Window>().valueToKey(int(Window::OneHour)), "OneHour");
}

void tst_Statistics::debugOutput()
{
    QCOMPARE(QDebug::toString(QIcmpStatistics()),
             QStringLiteral(
                     "QIcmpStatistics(sent 0, received 0, lost 0, in flight 0, interrupted 0, "
                     "late 0, duplicates 0, errors 0, loss % -, min -, avg -, max -, "
                     "stddev -, jitter -, p50 -, p95 -, p99 -)"));
    QIcmpStatistics statistics = withReplies({2ms, 2ms, 2ms});
    QVERIFY(play(statistics, "SESSI"));
    QCOMPARE(QDebug::toString(statistics),
             QStringLiteral(
                     "QIcmpStatistics(sent 6, received 3, lost 1, in flight 1, interrupted 1, "
                     "late 0, duplicates 0, errors 1, loss % 25, min 2, avg 2, max 2, "
                     "stddev 0, jitter 0, p50 2, p95 2, p99 2)"));
}

QTEST_APPLESS_MAIN(tst_Statistics)
#include "tst_statistics.moc"
