// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "pingbench.h"
#include "tunhost.h"
#include "vethhost.h"

#include <QRegularExpression>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

/// That options are what leaves the machine.
class tst_EchoOptions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void ttlAndTrafficClass_data() { addWayRows(); }
    void ttlAndTrafficClass();
    void payloadSizes_data() { addWayRows(); }
    void payloadSizes();
    void dontFragment_data() { addWayRows(); }
    void dontFragment();
    void sourceAndInterface_data() { addWayRows(); }
    void sourceAndInterface();
    void multicastHasManyRepliers_data();
    void multicastHasManyRepliers();
    void linkLocalZones();

private:
    /// Sends one request with \a how, and returns how the host saw it.
    LoggedRequest sendOne(Way way, const QString &host, const QIcmpOptions &how);
};

void tst_EchoOptions::initTestCase()
{
    QCOMPARE(allowPingSockets(true), QString());
}

LoggedRequest tst_EchoOptions::sendOne(Way way, const QString &host, const QIcmpOptions &how)
{
    TunHost tun({.addresses = {u"10.77.0.1/24"_s, u"10.77.0.2/24"_s, u"fd77::1/64"_s,
                               u"fd77::2/64"_s}});
    if (!tun.start())
        qWarning("%s", qPrintable(tun.errorString()));
    PingBench bench(way);
    bench.manager().ping(host, how);
    if (!bench.waitForEnds(1) || bench.replies.isEmpty())
        return {};
    const auto log = tun.stop();
    return log && log->requestsTo(host).size() == 1 ? log->requestsTo(host).first()
                                                    : LoggedRequest();
}

void tst_EchoOptions::ttlAndTrafficClass()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    QIcmpOptions how = options(500ms);
    how.setTtl(7);
    how.setTrafficClass(0xb8); // expedited forwarding
    const LoggedRequest seen = sendOne(way, host, how);
    QCOMPARE(seen.timeToLive, 7);
    QCOMPARE(seen.trafficClass, 0xb8);
    QVERIFY(seen.checksumValid);
}

void tst_EchoOptions::payloadSizes()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    const QString near = host.contains(u':') ? u"::1"_s : u"127.0.0.1"_s;
    for (const int size : {0, 1, 15, 16, 17, 56, 57, 1452}) {
        QIcmpOptions how = options(500ms);
        how.setPayloadSize(size);
        const LoggedRequest seen = sendOne(way, host, how);
        QCOMPARE(seen.payloadSize, size);
        QVERIFY(seen.checksumValid);
    }
    // Larger ones are fragmented, which the bench does not put together; loopback does.
    PingBench bench(way);
    const QList<int> sizes{4000, 65000, 65507};
    for (const int size : sizes) {
        QIcmpOptions how = options(1s);
        how.setPayloadSize(size);
        bench.manager().ping(near, how);
        QVERIFY(bench.waitForEnds(bench.ends() + 1));
    }
    QVERIFY2(bench.errors.isEmpty(), qPrintable(bench.errors.value(0).message()));
    for (int i = 0; i < sizes.size(); ++i)
        QCOMPARE(bench.replies[i].payloadSize(), sizes[i]);
}

void tst_EchoOptions::dontFragment()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    if (host.contains(u':'))
        return; // IPv6 has no such bit: routers never fragment (RFC 8200, 4.5)
    QIcmpOptions how = options(500ms);
    QVERIFY(!sendOne(way, host, how).dontFragment);
    how.setDontFragment(true);
    QVERIFY(sendOne(way, host, how).dontFragment);
}

void tst_EchoOptions::sourceAndInterface()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    const QString second = host.contains(u':') ? u"fd77::2"_s : u"10.77.0.2"_s;
    QIcmpOptions how = options(500ms);
    how.setSourceAddress(QHostAddress(second));
    QCOMPARE(sendOne(way, host, how).source, second);

    TunHost tun;
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    QIcmpOptions wrongWay = options(300ms);
    wrongWay.setNetworkInterface(u"tun0"_s);
    bench.manager().ping(host, wrongWay);
    QVERIFY(bench.waitForEnds(1));
    QCOMPARE(bench.replies.size(), 1);
    wrongWay.setSourceAddress(QHostAddress(host)); // an address that is not ours
    bench.manager().ping(host, wrongWay);
    QVERIFY(bench.waitForEnds(2));
    QCOMPARE(bench.errors.size(), 1);
    QCOMPARE(bench.errors.first().code(), QIcmpError::Code::InvalidArgument);
}

void tst_EchoOptions::multicastHasManyRepliers_data()
{
    QTest::addColumn<Way>("way");
    QTest::newRow("raw") << Way{QIcmpManager::Backend::RawSocket, false};
    QTest::newRow("datagram") << Way{QIcmpManager::Backend::DatagramSocket, true};
}

/// All nodes of a link (RFC 4291, 2.7.1): this machine and the one at the other end.
void tst_EchoOptions::multicastHasManyRepliers()
{
    QFETCH(Way, way);
    VethHost other;
    QVERIFY2(other.start(), qPrintable(other.errorString()));
    PingBench bench(way);
    bench.manager().ping(u"ff02::1%veth0"_s, options(300ms));
    QVERIFY(bench.waitForEnds(1));
    QVERIFY2(bench.errors.isEmpty(), qPrintable(bench.errors.value(0).message()));
    QTRY_COMPARE(bench.replies.size() + bench.duplicates.size(), 2);
    QCOMPARE(bench.replies.first().target(), QHostAddress(u"ff02::1%veth0"_s));
    QVERIFY(bench.replies.first().responder() != bench.duplicates.first().responder());
}

void tst_EchoOptions::linkLocalZones()
{
    VethHost other;
    QVERIFY2(other.start(), qPrintable(other.errorString()));
    const QString addresses = QString::fromLatin1(
            other.run(u"ip"_s, {u"-6"_s, u"-o"_s, u"address"_s, u"show"_s, u"scope"_s, u"link"_s})
                    .output);
    const QString far = QRegularExpression(u"fe80:[0-9a-f:]+"_s).match(addresses).captured();
    QVERIFY2(!far.isEmpty(), qPrintable(addresses));

    PingBench bench({QIcmpManager::Backend::RawSocket, false});
    bench.manager().ping(far + u"%veth0"_s, options(3s)); // neighbour discovery takes its time
    QIcmpOptions through = options(3s);
    through.setNetworkInterface(u"veth0"_s);
    bench.manager().ping(far, through);
    QVERIFY(bench.waitForEnds(2));
    QVERIFY2(bench.errors.isEmpty(), qPrintable(bench.errors.value(0).message()));
    QCOMPARE(bench.replies.first().responder().toString(), far + u"%veth0"_s);

    bench.manager().ping(far + u"%veth0typo"_s, options(300ms));
    bench.manager().ping(far, options(300ms));
    QVERIFY(bench.waitForEnds(4));
    QCOMPARE(bench.errors.size(), 2);
    for (const QIcmpError &error : std::as_const(bench.errors)) {
        QCOMPARE(error.code(), QIcmpError::Code::InvalidArgument);
        QVERIFY2(error.message().contains(u"zone"_s), qPrintable(error.message()));
    }
}

QICMP_NETWORK_TEST_MAIN(tst_EchoOptions)
#include "tst_echooptions.moc"
