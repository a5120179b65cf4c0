// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
// What a watched host costs: memory by counting every allocation, time by measuring (printed only).

#include "qicmpstatistics.h"

#include <QtCore/qdebug.h>
#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

#include <cmath>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <random>
#include <vector>

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using TimePoint = QIcmpStatistics::TimePoint;
using Window = QIcmpStatistics::Window;

static thread_local qint64 liveBytes = 0; // Qt Test has a thread of its own

// A block's header, 8 bytes in glibc, belongs to its cost.
void *operator new(std::size_t size)
{
    void *block = std::malloc(size);
    if (!block)
        throw std::bad_alloc();
    liveBytes += qint64(malloc_usable_size(block)) + 8;
    return block;
}

void operator delete(void *block) noexcept
{
    if (block)
        liveBytes -= qint64(malloc_usable_size(block)) + 8;
    std::free(block);
}

void operator delete(void *block, std::size_t) noexcept
{
    operator delete(block);
}

class tst_StatisticsCost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void memoryAfterTwoHoursAtOneHertz_data();
    void memoryAfterTwoHoursAtOneHertz();
    void memoryStaysBounded();
    void copiesShare();
    void timing();
};

void tst_StatisticsCost::memoryAfterTwoHoursAtOneHertz_data()
{
    QTest::addColumn<double>("median"); // ns
    QTest::addColumn<double>("sigma");  // of the logarithm
    QTest::addColumn<int>("limit");
    QTest::newRow("steady") << 1e7 << 0.05 << 8192;
    QTest::newRow("usual") << 1e7 << 0.2 << 8192;
    QTest::newRow("noisy") << 1e7 << 0.5 << 8192;
    QTest::newRow("wild") << 1e7 << 2.0 << 16384;
}

void tst_StatisticsCost::memoryAfterTwoHoursAtOneHertz()
{
    QFETCH(double, median);
    QFETCH(double, sigma);
    QFETCH(int, limit);
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> rtt(std::log(median), sigma);

    QIcmpStatistics().sent(); // what all objects share is nobody's cost
    const qint64 before = liveBytes;
    auto *statistics = new QIcmpStatistics;
    qint64 most = 0;
    for (int second = 0; second < 7200; ++second) {
        const TimePoint at(second * 1s);
        statistics->addSent(at);
        if (second % 50 == 7)
            statistics->addLoss(at);
        else
            statistics->addReply(at, nanoseconds(qint64(rtt(random))));
        most = std::max(most, liveBytes - before);
    }
    QVERIFY2(most < limit, qPrintable(QString::number(most)));
    QVERIFY(most > 1000); // else nothing was counted
    delete statistics;
    QCOMPARE(liveBytes, before);
    qInfo("%s host: at most %lld bytes", QTest::currentDataTag(), most);
}

void tst_StatisticsCost::memoryStaysBounded()
{
    // Ten minutes of 1,000 probes a second over the whole range, every fourth one lost.
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> magnitude(2.0, 12.0);
    const qint64 before = liveBytes;
    QIcmpStatistics statistics;
    for (int i = 0; i < 600000; ++i) {
        const TimePoint at(i * 1ms);
        statistics.addSent(at);
        if (i % 4 == 0)
            statistics.addLoss(at);
        else
            statistics.addReply(at, nanoseconds(qint64(std::pow(10.0, magnitude(random)))));
    }
    qInfo() << "flood over ten decades:" << liveBytes - before << "bytes";
    QVERIFY(liveBytes - before < 64 * 1024);
}

void tst_StatisticsCost::copiesShare()
{
    QIcmpStatistics original;
    original.addSent(TimePoint(1s));
    const qint64 before = liveBytes;
    QIcmpStatistics copy = original;
    copy.advance(TimePoint(2s)); // still in the same slice of every window
    QCOMPARE(liveBytes, before);
    copy.addReply(TimePoint(1s), 1ms);
    QVERIFY(liveBytes > before);
    QCOMPARE(original.received(), 0);
    QCOMPARE(copy.received(), 1);
}

void tst_StatisticsCost::timing()
{
    std::mt19937_64 random(1);
    std::lognormal_distribution<double> distribution(std::log(1e7), 0.3);
    std::vector<nanoseconds> rtts;
    for (int i = 0; i < 4096; ++i)
        rtts.emplace_back(qint64(distribution(random)));

    const auto perCall = [](const char *what, int count, auto call) {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < count; ++i)
            call(i);
        qInfo("%s: %.1f ns", what, double(timer.nsecsElapsed()) / count);
    };

    QIcmpStatistics statistics;
    perCall("addSent + addReply, one probe a second", 1'000'000, [&](int i) {
        const TimePoint at(i * 1s);
        statistics.addSent(at);
        statistics.addReply(at, rtts[std::size_t(i) % rtts.size()]);
    });
    nanoseconds sum{};
    for (Window window : {Window::OneMinute, Window::OneHour, Window::All}) {
        perCall(qPrintable(QDebug::toString(window) + QStringLiteral(" p95")), 10000,
                [&](int) { sum += statistics.quantile(0.95, window).value_or(0ns); });
    }
    perCall("addSent + addReply, 1,000 probes a second", 1'000'000, [&](int i) {
        const TimePoint at(1'000'000s + i * 1ms);
        statistics.addSent(at);
        statistics.addReply(at, rtts[std::size_t(i) % rtts.size()]);
    });
    perCall("lossPercent(OneMinute)", 10000, [&](int) {
        sum += nanoseconds(qint64(statistics.lossPercent(Window::OneMinute).value_or(0)));
    });
    perCall("copy and change", 10000, [&](int) {
        QIcmpStatistics copy = statistics;
        copy.addSent(TimePoint(2'000'000s));
    });

    std::vector<QIcmpStatistics> hosts(10000);
    perCall("addSent + addReply, 10,000 hosts in turn", 1'000'000, [&](int i) {
        const TimePoint at(i * 100us);
        QIcmpStatistics &host = hosts[std::size_t(i) % hosts.size()];
        host.addSent(at);
        host.addReply(at, rtts[std::size_t(i) % rtts.size()]);
    });
    QVERIFY(sum > 0ns);
}

QTEST_APPLESS_MAIN(tst_StatisticsCost)
#include "tst_statisticscost.moc"
