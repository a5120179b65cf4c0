// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capture/packetcapture.h"
#include "echosocket.h"
#include "netnamespace.h"
#include "tunhost.h"

#include <QtTest>

#include <algorithm>
#include <chrono>
#include <thread>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

constexpr quint16 id = 0x4242;

Address address(const QString &text)
{
    return *Address::parse(text.toStdString());
}

int familyOf(const QString &text)
{
    return text.contains(u':') ? 6 : 4;
}

template <typename Value>
Value median(QList<Value> values)
{
    std::ranges::sort(values);
    return values.at(values.size() / 2);
}

/// Echo requests 1 to \a count at an even pace.
bool sendEvenly(EchoSocket &socket, const QString &host, int count, std::chrono::microseconds gap)
{
    auto next = std::chrono::steady_clock::now();
    for (int sequence = 1; sequence <= count; ++sequence, next += gap) {
        std::this_thread::sleep_until(next);
        if (!socket.send(address(host), id, static_cast<quint16>(sequence)))
            return false;
    }
    return true;
}

struct Counts
{
    int requests = 0;
    int replies = 0;     ///< first copies
    int duplicates = 0;  ///< further copies
    int overtakings = 0; ///< first copies that came after one of a later request
};

Counts count(const std::vector<CapturedPacket> &packets)
{
    Counts counts;
    QSet<int> seen;
    int latest = 0;
    for (const CapturedPacket &packet : packets) {
        const IcmpMessage message = *packet.message();
        if (packet.isOutgoing && message.isEchoRequest()) {
            ++counts.requests;
        } else if (!packet.isOutgoing && message.isEchoReply()) {
            if (seen.contains(message.sequence)) {
                ++counts.duplicates;
                continue;
            }
            seen.insert(message.sequence);
            ++counts.replies;
            counts.overtakings += message.sequence < latest;
            latest = std::max<int>(latest, message.sequence);
        }
    }
    return counts;
}

} // namespace

/// Time and counts of the bench: what its log says is what a capture on the interface shows.
class tst_BenchSelfcheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void delayIsTrue_data();
    void delayIsTrue();
    void countsAreExact_data();
    void countsAreExact();
    void seedDecides();
    void selections_data();
    void selections();
    void rulesChangeWhileRunning();
    void wrongRulesAreRefused_data();
    void wrongRulesAreRefused();
    void survivesHighRate();
};

void tst_BenchSelfcheck::delayIsTrue_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("busyPolling");
    QTest::newRow("IPv4") << u"10.77.0.5"_s << false;
    QTest::newRow("IPv6") << u"fd77::5"_s << false;
    QTest::newRow("IPv4, busy polling") << u"10.77.0.5"_s << true;
    QTest::newRow("IPv6, busy polling") << u"fd77::5"_s << true;
}

void tst_BenchSelfcheck::delayIsTrue()
{
    QFETCH(const QString, host);
    QFETCH(const bool, busyPolling);
    constexpr qint64 delay = 10'000'000;
    constexpr int requests = 60;

    TunHost tun({.rules = {u"* delay 10ms"_s}, .busyPolling = busyPolling});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PacketCapture capture;
    QCOMPARE(capture.start("tun0"), std::string());
    EchoSocket socket;
    QCOMPARE(socket.open(familyOf(host)), std::string());
    QVERIFY(sendEvenly(socket, host, requests, 5ms));
    QVERIFY(socket.awaitReplies(requests, 2s));
    const std::vector<CapturedExchange> exchanges = pairEchoes(capture.stop());
    QCOMPARE(capture.drops(), 0U);
    const std::optional<TunHostLog> log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));

    const QList<qint64> logged = log->roundTripTimes(host);
    QCOMPARE(logged.size(), requests);
    QCOMPARE(exchanges.size(), std::size_t{requests});
    QList<qint64> beyond;
    QList<qint64> differences;
    for (int at = 0; at < requests; ++at) {
        QVERIFY2(logged.at(at) >= delay, "a reply left before its time");
        beyond << logged.at(at) - delay;
        differences << exchanges.at(static_cast<std::size_t>(at)).roundTripTime - logged.at(at);
    }
    qInfo("late by %lld ns (median), %lld ns (most); the capture sees %lld ns more (median)",
          median(beyond), std::ranges::max(beyond), median(differences));
    QVERIFY(median(beyond) < 100'000);
    // A busy machine may hold the program up now and then, which the log then says.
    QVERIFY(std::ranges::count_if(beyond, [](qint64 late) { return late > 300'000; }) <=
            requests / 4);
    // Between the stamps and the log lie the way through the queue and the wake-up of the reader,
    // which takes longer on a busy machine, but not always.
    QVERIFY(std::ranges::min(differences) > 0);
    QVERIFY(std::ranges::min(differences) < 80'000);
}

void tst_BenchSelfcheck::countsAreExact_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("IPv4") << u"10.77.0.5"_s;
    QTest::newRow("IPv6") << u"fd77::5"_s;
}

void tst_BenchSelfcheck::countsAreExact()
{
    QFETCH(const QString, host);
    constexpr int requests = 400;

    TunHost tun({.rules = {u"* drop 20%; duplicate 5% gap 1ms; reorder 10% by 20ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PacketCapture capture;
    QCOMPARE(capture.start("tun0"), std::string());
    EchoSocket socket;
    QCOMPARE(socket.open(familyOf(host)), std::string());
    QVERIFY(sendEvenly(socket, host, requests, 2ms));
    std::this_thread::sleep_for(60ms); // the last reply held back, and its duplicate
    const Counts seen = count(capture.stop());
    QCOMPARE(capture.drops(), 0U);
    const std::optional<TunHostLog> log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    const HostTotals told = log->totals.value(host);

    QCOMPARE(seen.requests, requests);
    QCOMPARE(told.requests, quint64{requests});
    QCOMPARE(told.pending, 0U);
    QCOMPARE(log->queueDrops, 0U);
    QCOMPARE(quint64(seen.replies), told.replies);
    QCOMPARE(quint64(seen.duplicates), told.duplicates);
    QCOMPARE(told.replies + told.dropped, told.requests);
    QVERIFY(told.dropped > 40 && told.dropped < 130);
    QVERIFY(told.duplicates > 4 && told.duplicates < 40);
    QCOMPARE(quint64(seen.overtakings), told.held); // the next one always had 18 ms to pass
}

void tst_BenchSelfcheck::seedDecides()
{
    const auto fates = [](quint64 seed) {
        TunHost tun({.rules = {u"* drop 50%"_s}, .seed = seed});
        EchoSocket socket;
        if (!tun.start() || !socket.open(4).empty())
            return QStringList();
        sendEvenly(socket, u"10.77.0.9"_s, 64, 100us);
        sendEvenly(socket, u"10.77.0.8"_s, 64, 100us);
        tun.settle();
        QStringList all;
        const std::optional<TunHostLog> log = tun.stop();
        for (const LoggedRequest &request : log ? log->requests : QList<LoggedRequest>())
            all << request.fate;
        return all;
    };
    const QStringList first = fates(7);
    QCOMPARE(first.size(), 128);
    QCOMPARE(fates(7), first);
    QVERIFY(fates(8) != first);
    QVERIFY(first.mid(0, 64) != first.mid(64)); // each host has a fate of its own
}

void tst_BenchSelfcheck::selections_data()
{
    QTest::addColumn<QStringList>("rules");
    QTest::addColumn<QString>("fates"); // r replied, d dropped
    QTest::newRow("no rule") << QStringList{} << u"rrrrrrrr"_s;
    QTest::newRow("always") << QStringList{u"* drop"_s} << u"dddddddd"_s;
    QTest::newRow("silent") << QStringList{u"* silent"_s} << u"dddddddd"_s;
    QTest::newRow("never") << QStringList{u"* drop 0%"_s} << u"rrrrrrrr"_s;
    QTest::newRow("first") << QStringList{u"* drop first 3"_s} << u"dddrrrrr"_s;
    QTest::newRow("after") << QStringList{u"* drop after 5"_s} << u"rrrrrddd"_s;
    QTest::newRow("every") << QStringList{u"* drop every 3"_s} << u"rrdrrdrr"_s;
    QTest::newRow("after, first") << QStringList{u"* drop after 2 first 3"_s} << u"rrdddrrr"_s;
    QTest::newRow("longest prefix")
            << QStringList{u"10.77.0.5 drop"_s, u"10.77.0.0/24"_s} << u"dddddddd"_s;
    QTest::newRow("latest of equals")
            << QStringList{u"10.77.0.5 drop"_s, u"10.77.0.5"_s} << u"rrrrrrrr"_s;
    QTest::newRow("another host") << QStringList{u"10.77.0.4 drop"_s} << u"rrrrrrrr"_s;
    QTest::newRow("another family") << QStringList{u"fd77::/64 drop"_s} << u"rrrrrrrr"_s;
}

void tst_BenchSelfcheck::selections()
{
    QFETCH(const QStringList, rules);
    QFETCH(const QString, fates);
    TunHost tun({.rules = rules});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    EchoSocket socket;
    QCOMPARE(socket.open(4), std::string());
    QVERIFY(sendEvenly(socket, u"10.77.0.5"_s, static_cast<int>(fates.size()), 200us));
    QVERIFY2(tun.settle(), qPrintable(tun.errorString()));
    const std::optional<TunHostLog> log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    QString seen;
    for (const LoggedRequest &request : log->requests)
        seen += request.fate.at(0);
    QCOMPARE(seen, fates);
}

void tst_BenchSelfcheck::rulesChangeWhileRunning()
{
    TunHost tun;
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    EchoSocket socket;
    QCOMPARE(socket.open(4), std::string());
    QVERIFY(socket.send(address(u"10.77.0.5"_s), id, 1));
    QVERIFY(socket.awaitReplies(1, 1s));
    QVERIFY2(tun.addRule(u"10.77.0.5 silent"_s), qPrintable(tun.errorString()));
    QVERIFY(socket.send(address(u"10.77.0.5"_s), id, 2));
    QVERIFY(!socket.awaitReplies(1, 50ms));

    const std::optional<TunHostLog> log = tun.readLog();
    QVERIFY2(log, qPrintable(tun.errorString()));
    QCOMPARE(log->requests.size(), 2);
    QCOMPARE(log->requests.at(0).fate, u"replied"_s);
    QCOMPARE(log->requests.at(1).fate, u"dropped"_s);
    QCOMPARE(log->requests.at(1).id, int{id});
    QCOMPARE(log->requests.at(1).sequence, 2);
    QCOMPARE(log->requests.at(1).packetSize, 84);
    QCOMPARE(log->requests.at(1).payloadSize, 56);
    QVERIFY(log->requests.at(1).checksumValid);
    QVERIFY(!log->isComplete);
}

void tst_BenchSelfcheck::wrongRulesAreRefused_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << u""_s << u"missing"_s;
    QTest::newRow("target") << u"10.77.0.256 drop"_s << u"no address"_s;
    QTest::newRow("prefix") << u"10.77.0.0/33 drop"_s << u"no address"_s;
    QTest::newRow("action") << u"* explode"_s << u"no action \"explode\""_s;
    QTest::newRow("no action after ;") << u"* drop;"_s << u"missing"_s;
    QTest::newRow("no operand") << u"* delay"_s << u"needs a value"_s;
    QTest::newRow("no unit") << u"* delay 10"_s << u"\"10\" is not understood"_s;
    QTest::newRow("negative") << u"* delay -1ms"_s << u"not understood"_s;
    QTest::newRow("percentage") << u"* drop x%"_s << u"no percentage"_s;
    QTest::newRow("option value") << u"* unreachable 1 quote 9"_s << u"no value for quote"_s;
    QTest::newRow("every 0") << u"* drop every 0"_s << u"no value for every"_s;
    QTest::newRow("two operands") << u"* delay 1ms 2ms"_s << u"not understood"_s;
}

void tst_BenchSelfcheck::wrongRulesAreRefused()
{
    QFETCH(const QString, rule);
    QFETCH(const QString, reason);
    TunHost tun;
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    QVERIFY(!tun.addRule(rule));
    QVERIFY2(tun.errorString().contains(reason), qPrintable(tun.errorString()));

    TunHost neverStarts({.interface = u"tun1"_s, .rules = {rule}});
    QVERIFY(!neverStarts.start());
    QVERIFY2(neverStarts.errorString().contains(reason), qPrintable(neverStarts.errorString()));
}

void tst_BenchSelfcheck::survivesHighRate()
{
    constexpr int requests = 30'000;
    TunHost tun({.rules = {u"* delay 10ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    EchoSocket socket;
    QCOMPARE(socket.open(4), std::string());
    // 20,000 a second in bursts of 20, as a batching sender makes them.
    auto next = std::chrono::steady_clock::now();
    int received = 0;
    for (int sent = 0; sent < requests; ++sent) {
        if (sent % 20 == 0) {
            received += socket.receiveReplies(sent - received, 0ms);
            std::this_thread::sleep_until(next);
            next += 1ms;
        }
        const QString host = u"10.77.0.%1"_s.arg(2 + sent % 200);
        QVERIFY(socket.send(address(host), id, static_cast<quint16>(sent / 200)));
    }
    const auto behind = std::chrono::steady_clock::now() - next;
    QVERIFY2(behind < 300ms, "this machine can't send 20,000 requests a second");
    QVERIFY(socket.awaitReplies(requests - received, 5s));
    const std::optional<TunHostLog> log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    QCOMPARE(log->queueDrops, 0U);
    QCOMPARE(log->requests.size(), requests);
    QCOMPARE(log->total().requests, quint64{requests});
    QCOMPARE(log->total().replies, quint64{requests});
    QList<qint64> lateness;
    for (const LoggedPacket &packet : log->packets)
        lateness << packet.lateness;
    qInfo("late by %lld ns (median), %lld ns (most)", median(lateness), log->mostLate);
    QVERIFY(median(lateness) < 1'000'000);
}

QICMP_NETWORK_TEST_MAIN(tst_BenchSelfcheck)
#include "tst_bench_selfcheck.moc"
