// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capture/packetcapture.h"
#include "netnamespace.h"
#include "pingbench.h"
#include "tunhost.h"

#include <QProcess>
#include <QRegularExpression>
#include <QtTest>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

template <typename Value>
Value median(QList<Value> values)
{
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

/// What iputils says of each ping, in nanoseconds.
QList<qint64> pingTimes(const QByteArray &output)
{
    static const QRegularExpression pattern(u"time=([0-9.]+) ms"_s);
    QList<qint64> times;
    auto matches = pattern.globalMatch(QString::fromLatin1(output));
    while (matches.hasNext())
        times += qRound64(matches.next().captured(1).toDouble() * 1e6);
    return times;
}

/// The average in ping's summary, in nanoseconds.
qint64 pingAverage(const QByteArray &output)
{
    static const QRegularExpression pattern(u"min/avg/max/mdev = [0-9.]+/([0-9.]+)/"_s);
    return qRound64(pattern.match(QString::fromLatin1(output)).captured(1).toDouble() * 1e6);
}

/// Sends one request and returns when it has left: the loop ran, but no reply was waited for.
void pingAndSend(PingBench &bench, const QString &host, const QIcmpOptions &how)
{
    bench.manager().ping(host, how);
    QCoreApplication::processEvents();
}

} // namespace

/// That round-trip times and verdicts are those of the network, whatever the application does.
class tst_RoundTrips : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void blockedLoopSeesTheTrueTime_data() { addWayRows(); }
    void blockedLoopSeesTheTrueTime();
    void blockedBeforeItWasSent_data() { addWayRows(); }
    void blockedBeforeItWasSent();
    void lateIsLate_data() { addWayRows(); }
    void lateIsLate();
    void lateIsLateForABlockedLoop_data() { addWayRows(); }
    void lateIsLateForABlockedLoop();
    void medianAgreesWithCaptureAndPing_data() { addWayRows(); }
    void medianAgreesWithCaptureAndPing();
    void countsAgreeUnderLoss_data() { addWayRows(); }
    void countsAgreeUnderLoss();
};

void tst_RoundTrips::initTestCase()
{
    QCOMPARE(allowPingSockets(true), QString());
}

void tst_RoundTrips::blockedLoopSeesTheTrueTime()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    TunHost tun({.rules = {u"* delay 1ms"_s}, .busyPolling = true});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    QVERIFY2(bench.isOpen(), qPrintable(bench.manager().lastError().message()));

    constexpr int exchanges = 5;
    for (int ended = 1; ended <= exchanges; ++ended) {
        pingAndSend(bench, host, options(100ms));
        std::this_thread::sleep_for(300ms);
        QVERIFY(bench.waitForEnds(ended));
    }

    QVERIFY2(bench.errors.isEmpty(), qPrintable(bench.errors.value(0).message()));
    const auto log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    const QList<qint64> logged = log->roundTripTimes(host);
    QCOMPARE(logged.size(), exchanges);
    QList<qint64> differences;
    for (int at = 0; at < exchanges; ++at) {
        const QIcmpReply &reply = bench.replies.at(at);
        QCOMPARE(reply.timestampSource(), QIcmpReply::TimestampSource::Kernel);
        QVERIFY(reply.roundTripTime() < 100ms);
        differences += std::abs(reply.roundTripTime().count() - logged.at(at));
    }
    // The log begins when its program is woken, which on a busy machine may be late for one of
    // them.
    QVERIFY2(median(differences) <= 100'000, qPrintable(QString::number(median(differences))));
}

void tst_RoundTrips::blockedBeforeItWasSent()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    TunHost tun({.rules = {u"* delay 1ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    QVERIFY(bench.isOpen());

    bench.manager().ping(host, options(100ms));
    std::this_thread::sleep_for(300ms);
    QVERIFY(bench.waitForEnds(1));
    QCOMPARE(bench.replies.size(), 1);
    QVERIFY(bench.replies.first().roundTripTime() < 50ms);
}

void tst_RoundTrips::lateIsLate()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    TunHost tun({.rules = {u"* delay 150ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);

    QElapsedTimer elapsed;
    elapsed.start();
    bench.manager().ping(host, options(100ms));
    QVERIFY(bench.waitForEnds(1));
    QVERIFY(elapsed.elapsed() >= 100 && elapsed.elapsed() < 148);
    QCOMPARE(bench.errors.size(), 1);
    QCOMPARE(bench.errors.first().code(), QIcmpError::Code::Timeout);
    QCOMPARE(bench.lateReplies.size(), 0);

    QTRY_COMPARE(bench.lateReplies.size(), 1);
    QCOMPARE(bench.lateReplies.first().id(), bench.errors.first().id());
    QVERIFY(bench.lateReplies.first().roundTripTime() >= 150ms);
    QVERIFY(bench.lateReplies.first().roundTripTime() < 175ms);
    QCOMPARE(bench.replies.size(), 0);
}

void tst_RoundTrips::lateIsLateForABlockedLoop()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    TunHost tun({.rules = {u"* delay 150ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);

    pingAndSend(bench, host, options(100ms));
    std::this_thread::sleep_for(300ms);
    QTRY_COMPARE(bench.lateReplies.size(), 1);
    QCOMPARE(bench.errors.size(), 1);
    QCOMPARE(bench.errors.first().code(), QIcmpError::Code::Timeout);
    QVERIFY(bench.lateReplies.first().roundTripTime() < 175ms); // not the 300 ms of the pause
    QCOMPARE(bench.replies.size(), 0);
}

void tst_RoundTrips::medianAgreesWithCaptureAndPing()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    constexpr int count = 60;
    TunHost tun({.rules = {u"* delay 10ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PacketCapture capture;
    QCOMPARE(QString::fromStdString(capture.start("tun0")), QString());
    QProcess ping;
    ping.start(u"ping"_s, {u"-n"_s, u"-c"_s, QString::number(count), u"-i"_s, u"0.02"_s, host});
    QVERIFY2(ping.waitForStarted(), "iputils ping is needed: apt-get install iputils-ping");

    PingBench bench(way);
    for (int i = 0; i < count; ++i) {
        bench.manager().ping(host, options(500ms));
        PingBench::run(20ms);
    }
    QVERIFY(bench.waitForEnds(count));
    QTRY_COMPARE(ping.state(), QProcess::NotRunning);
    QCOMPARE(bench.replies.size(), count);

    QList<qint64> ours;
    const std::vector<CapturedExchange> exchanges = pairEchoes(capture.stop());
    QCOMPARE(capture.drops(), 0u);
    for (const QIcmpReply &reply : std::as_const(bench.replies)) {
        QCOMPARE(reply.timestampSource(), QIcmpReply::TimestampSource::Kernel);
        ours += reply.roundTripTime().count();
    }
    // Ours are those that do not carry ping's identifier, in the order in which they were sent.
    QHash<quint16, QList<qint64>> byId;
    for (const CapturedExchange &exchange : exchanges)
        byId[exchange.id] += exchange.roundTripTime;
    const QByteArray output = ping.readAllStandardOutput();
    const QList<qint64> theirs = pingTimes(output);
    QCOMPARE(theirs.size(), count);
    QCOMPARE(byId.size(), 2);
    qint64 closest = std::numeric_limits<qint64>::max();
    for (const QList<qint64> &times : std::as_const(byId)) {
        QCOMPARE(times.size(), count);
        closest = std::min(closest, std::abs(median(times) - median(ours)));
    }
    qInfo("median: ours %lld ns, ping's %lld ns, ours off the capture by %lld ns", median(ours),
          median(theirs), closest);
    QVERIFY2(closest <= 20'000, qPrintable(QString::number(closest)));
    constexpr qint64 rounding = 50'000; // ping prints three digits
    QVERIFY(median(ours) <= median(theirs) + rounding);
    QVERIFY2(median(ours) <= pingAverage(output), output.constData()); // in its summary, all digits
}

void tst_RoundTrips::countsAgreeUnderLoss()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    constexpr int count = 1000;
    TunHost tun(
            {.rules = {u"* delay 2ms; drop 20%; duplicate 5%; reorder 10% by 20ms"_s}, .seed = 7});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    bench.manager().setMaximumRate(1000);
    for (int i = 0; i < count; ++i)
        bench.manager().submit(QHostAddress(host), options(400ms));
    QVERIFY(bench.waitForEnds(count));
    PingBench::run(100ms);

    const auto log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    QCOMPARE(log->queueDrops, 0u);
    const HostTotals truth = log->totals.value(host);
    QCOMPARE(truth.requests, quint64{count});
    QVERIFY(truth.dropped > 150 && truth.duplicates > 20 && truth.held > 40);
    QCOMPARE(bench.replies.size(), static_cast<qsizetype>(truth.replies));
    QCOMPARE(bench.errors.size(), static_cast<qsizetype>(truth.dropped));
    QCOMPARE(bench.duplicates.size(), static_cast<qsizetype>(truth.duplicates));
    QCOMPARE(bench.lateReplies.size(), 0);
    QVERIFY(std::ranges::all_of(bench.errors, [](const QIcmpError &error) {
        return error.code() == QIcmpError::Code::Timeout;
    }));
    QCOMPARE(bench.manager().corruptReplies(), 0u);
    QCOMPARE(bench.manager().receiveOverflows(), 0u);
}

QICMP_NETWORK_TEST_MAIN(tst_RoundTrips)
#include "tst_roundtrips.moc"
