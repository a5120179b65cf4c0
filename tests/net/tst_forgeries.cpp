// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "echosocket.h"
#include "netnamespace.h"
#include "pingbench.h"
#include "tunhost.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

/// That only the host that was asked can answer, and only what it was asked.
class tst_Forgeries : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void deadHostLooksDead_data() { addWayRows(9); }
    void deadHostLooksDead();
    void damagedRepliesEndNothing_data();
    void damagedRepliesEndNothing();
    void repliesInAnothersNameEndNothing_data() { addWayRows(9); }
    void repliesInAnothersNameEndNothing();
    void smallPayloadsAreMatchedByAddress_data() { addWayRows(9); }
    void smallPayloadsAreMatchedByAddress();
};

void tst_Forgeries::initTestCase()
{
    QCOMPARE(allowPingSockets(true), QString());
}

/// The host is silent to us and answers another program that uses our identifier and sequence
/// number.
void tst_Forgeries::deadHostLooksDead()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    TunHost tun({.rules = {u"* silent"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    EchoSocket other;
    QCOMPARE(QString::fromStdString(other.open(host.contains(u':') ? 6 : 4)), QString());
    PingBench bench(way);
    QVERIFY(bench.isOpen());

    for (int i = 0; i < 20; ++i)
        bench.manager().submit(QHostAddress(host), options(500ms));
    PingBench::run(50ms);
    const auto seen = tun.readLog();
    QVERIFY2(seen, qPrintable(tun.errorString()));
    QCOMPARE(seen->requestsTo(host).size(), 20);
    QVERIFY(tun.addRule(host));
    for (const LoggedRequest &request : seen->requestsTo(host))
        QVERIFY(other.send(*Address::parse(host.toStdString()), static_cast<quint16>(request.id),
                           static_cast<quint16>(request.sequence)));
    QVERIFY(other.awaitReplies(20, 1s));

    QVERIFY(bench.waitForEnds(20));
    QCOMPARE(bench.replies.size(), 0);
    for (const QIcmpError &error : std::as_const(bench.errors))
        QCOMPARE(error.code(), QIcmpError::Code::Timeout);
    QCOMPARE(bench.lateReplies.size(), 0);
    QVERIFY(bench.manager().corruptReplies() > 0);
}

void tst_Forgeries::damagedRepliesEndNothing_data()
{
    QTest::addColumn<Way>("way");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>(
            "counted"); // as corrupt; the kernel sorts out the others, or they fit none
    const Way raw{QIcmpManager::Backend::RawSocket, false};
    const Way datagram{QIcmpManager::Backend::DatagramSocket, true};
    struct Damage
    {
        const char *rule;
        int rawV4, rawV6, datagram;
    };
    for (const Damage &damage : {
                 Damage{"corrupt checksum fixed", 50, 50, 50},
                 Damage{"corrupt checksum wrong", 50, 0, 0}, Damage{"wrong-tag", 50, 50, 50},
                 Damage{"wrong-source", 0, 0, 0}, Damage{"wrong-id", 0, 0, 0},
                 Damage{"wrong-sequence", 49, 49, 49}, // each fits the next but in its tag
         }) {
        const QString rule = QString::fromLatin1(damage.rule);
        const auto row = [&](const char *name) -> QTestData & {
            return QTest::addRow("%s, %s", damage.rule, name);
        };
        row("raw, IPv4") << raw << u"10.77.0.9"_s << rule << damage.rawV4;
        row("raw, IPv6") << raw << u"fd77::9"_s << rule << damage.rawV6;
        row("datagram, IPv4") << datagram << u"10.77.0.9"_s << rule << damage.datagram;
        row("datagram, IPv6") << datagram << u"fd77::9"_s << rule << damage.datagram;
    }
}

void tst_Forgeries::damagedRepliesEndNothing()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    QFETCH(QString, rule);
    QFETCH(int, counted);
    constexpr int count = 50;
    TunHost tun({.rules = {u"* "_s + rule}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    for (int i = 0; i < count; ++i)
        bench.manager().submit(QHostAddress(host), options(150ms));
    QVERIFY(bench.waitForEnds(count));
    PingBench::run(50ms);
    QCOMPARE(bench.replies.size(), 0);
    QCOMPARE(bench.lateReplies.size(), 0);
    QCOMPARE(bench.duplicates.size(), 0);
    QCOMPARE(bench.manager().corruptReplies(), quint64(counted));
    QCOMPARE(bench.manager().receiveOverflows(), 0u); // bad checksums don't pass for overflow
    for (const QIcmpError &error : std::as_const(bench.errors))
        QCOMPARE(error.code(), QIcmpError::Code::Timeout);
}

void tst_Forgeries::repliesInAnothersNameEndNothing()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    const QString forged = host.contains(u':') ? u"fd77::8"_s : u"10.77.0.8"_s;
    TunHost tun({.rules = {host + u" silent"_s,
                           forged + u" forge %1 payload random claim latest"_s.arg(host)}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    for (int i = 0; i < 20; ++i) {
        bench.manager().submit(QHostAddress(host), options(200ms));
        bench.manager().submit(QHostAddress(forged), options(200ms));
    }
    QVERIFY(bench.waitForEnds(40));
    QCOMPARE(bench.replies.size(), 20);
    for (const QIcmpReply &reply : std::as_const(bench.replies))
        QCOMPARE(reply.target(), QHostAddress(forged));
    QCOMPARE(bench.errors.size(), 20);
}

void tst_Forgeries::smallPayloadsAreMatchedByAddress()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    const QString good = host.contains(u':') ? u"fd77::7"_s : u"10.77.0.7"_s;
    TunHost tun({.rules = {host + u" wrong-source"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    for (const int size : {0, 1, 8, 15}) {
        QIcmpOptions small = options(150ms);
        small.setPayloadSize(size);
        bench.manager().submit(QHostAddress(host), small);
        bench.manager().submit(QHostAddress(good), small);
    }
    QVERIFY(bench.waitForEnds(8));
    QCOMPARE(bench.replies.size(), 4);
    for (const QIcmpReply &reply : std::as_const(bench.replies))
        QCOMPARE(reply.target(), QHostAddress(good));
}

QICMP_NETWORK_TEST_MAIN(tst_Forgeries)
#include "tst_forgeries.moc"
