// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "pingbench.h"
#include "readhooks.h"
#include "tunhost.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QtTest>

#include <cstdlib>
#include <thread>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

constexpr Way datagramAsNobody{QIcmpManager::Backend::DatagramSocket, true};

/// How many ICMP messages "destination unreachable" of either family the kernel has received.
quint64 errorsReceived()
{
    quint64 sum = 0;
    QFile v6(u"/proc/self/net/snmp6"_s);
    if (v6.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : v6.readAll().split('\n')) {
            if (line.startsWith("Icmp6InDestUnreachs"))
                sum += line.simplified().split(' ').constLast().toULongLong();
        }
    }
    QFile v4(u"/proc/self/net/snmp"_s);
    if (v4.open(QIODevice::ReadOnly)) {
        QList<QByteArray> names;
        for (const QByteArray &line : v4.readAll().split('\n')) {
            if (!line.startsWith("Icmp: "))
                continue;
            const QList<QByteArray> columns = line.simplified().split(' ');
            if (names.isEmpty())
                names = columns;
            else
                sum += columns.at(names.indexOf("InDestUnreachs")).toULongLong();
        }
    }
    return sum;
}

/// Returns when the kernel has received so many, or never will.
void waitForErrors(quint64 count)
{
    const QDeadlineTimer limit(5s);
    while (errorsReceived() < count && !limit.hasExpired())
        std::this_thread::sleep_for(100us);
}

} // namespace

/// On a datagram socket with IP_RECVERR, a pending ICMP error makes a read fail, and one that
/// arrives during a read cuts it short. What waits behind it came when it came, however long the
/// application has not looked: it is no timeout.
class tst_PendingErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void cleanup() { readHooks = {}; }

    void errorBeforeTheRead_data() { addFamilyRows(); }
    void errorBeforeTheRead();
    void errorBeforeEachRead_data() { addFamilyRows(); }
    void errorBeforeEachRead();
    void errorDuringTheRead_data() { addFamilyRows(); }
    void errorDuringTheRead();

private:
    static void addFamilyRows();
};

void tst_PendingErrors::initTestCase()
{
    QCOMPARE(allowPingSockets(true), QString());
}

void tst_PendingErrors::addFamilyRows()
{
    QTest::addColumn<QString>("network");
    QTest::newRow("IPv4") << u"10.77.0."_s;
    QTest::newRow("IPv6") << u"fd77::"_s;
}

void tst_PendingErrors::errorBeforeTheRead()
{
    QFETCH(QString, network);
    const QString host = network + u'5';
    const QString dead = network + u"66"_s;
    TunHost tun({.rules = {u"* delay 5ms"_s, dead + u" unreachable 1"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(datagramAsNobody);
    QVERIFY2(bench.isOpen(), qPrintable(bench.manager().lastError().message()));

    bench.manager().ping(host, options(100ms));
    bench.manager().ping(dead, options(100ms));
    QCoreApplication::processEvents(); // sends both
    QCOMPARE(bench.ends(), 0);
    std::this_thread::sleep_for(300ms);
    QVERIFY(bench.waitForEnds(2));

    QCOMPARE(bench.errors.size(), 1);
    QCOMPARE(bench.errors.first().target(), QHostAddress(dead));
    QCOMPARE(bench.errors.first().code(), QIcmpError::Code::DestinationUnreachable);
    QCOMPARE(bench.replies.size(), 1);
    const QIcmpReply reply = bench.replies.first();
    QCOMPARE(reply.timestampSource(), QIcmpReply::TimestampSource::Kernel);
    const auto log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    const qint64 measured = reply.roundTripTime().count();
    const qint64 logged = log->roundTripTimes(host).value(0);
    QVERIFY2(std::abs(measured - logged) <= 1'000'000,
             qPrintable(u"%1 ns, logged %2 ns"_s.arg(measured).arg(logged)));
}

/// Errors of a host that come one by one: each is there before the next try to read.
void tst_PendingErrors::errorBeforeEachRead()
{
    QFETCH(QString, network);
    constexpr int hosts = 3;
    constexpr int errors = 6; // more than any patience with a failing read
    TunHost tun({.rules = {u"* delay 5ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(datagramAsNobody);
    QVERIFY2(bench.isOpen(), qPrintable(bench.manager().lastError().message()));

    for (int i = 0; i < errors; ++i) {
        const QString dead = network + QString::number(60 + i);
        QVERIFY(tun.addRule(dead + u" delay %1ms; unreachable 1"_s.arg(400 + 10 * i)));
        bench.manager().ping(dead, options(5s));
    }
    for (int i = 0; i < hosts; ++i)
        bench.manager().ping(network + QString::number(5 + i), options(100ms));
    QCoreApplication::processEvents();
    QCOMPARE(bench.ends(), 0);
    std::this_thread::sleep_for(300ms);
    int reads = 0;
    readHooks.before = [&reads, none = errorsReceived()] {
        if (reads < errors)
            waitForErrors(none + static_cast<quint64>(++reads));
    };
    QVERIFY(bench.waitForEnds(errors + hosts));

    QCOMPARE(reads, errors);
    QCOMPARE(bench.errors.size(), errors);
    QCOMPARE(bench.replies.size(), hosts);
    for (const QIcmpReply &reply : std::as_const(bench.replies))
        QVERIFY(reply.roundTripTime() >= 5ms && reply.roundTripTime() < 50ms);
}

void tst_PendingErrors::errorDuringTheRead()
{
    QFETCH(QString, network);
    constexpr int hosts = 3;
    const QString dead = network + u"66"_s;
    TunHost tun({.rules = {u"* delay 5ms"_s, dead + u" delay 400ms; unreachable 1"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(datagramAsNobody);
    QVERIFY2(bench.isOpen(), qPrintable(bench.manager().lastError().message()));

    bench.manager().ping(dead, options(5s));
    for (int i = 0; i < hosts; ++i)
        bench.manager().ping(network + QString::number(5 + i), options(100ms));
    QCoreApplication::processEvents();
    QCOMPARE(bench.ends(), 0);
    std::this_thread::sleep_for(300ms);
    readHooks.afterFirstPacket = [none = errorsReceived()] { waitForErrors(none + 1); };
    QVERIFY(bench.waitForEnds(1 + hosts));

    QVERIFY(!readHooks.afterFirstPacket);
    QCOMPARE(bench.errors.size(), 1);
    QCOMPARE(bench.errors.first().target(), QHostAddress(dead));
    QCOMPARE(bench.replies.size(), hosts);
    for (const QIcmpReply &reply : std::as_const(bench.replies))
        QVERIFY(reply.roundTripTime() >= 5ms && reply.roundTripTime() < 50ms);
}

QICMP_NETWORK_TEST_MAIN(tst_PendingErrors)
#include "tst_pendingerrors.moc"
