// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "pingbench.h"
#include "tunhost.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

/// ICMP errors of routers: what they say gets through, and when they end what.
class tst_IcmpErrors : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void tellsWhatTheRouterSaid_data();
    void tellsWhatTheRouterSaid();
    void nextAttemptWaitsForItsTurn_data() { addWayRows(); }
    void nextAttemptWaitsForItsTurn();
    void oneHostsErrorSparesAnother_data() { addWayRows(); }
    void oneHostsErrorSparesAnother();
    void adviceEndsNothing_data();
    void adviceEndsNothing();
    void tooBigTellsTheMtu_data() { addWayRows(); }
    void tooBigTellsTheMtu();
};

void tst_IcmpErrors::initTestCase()
{
    QCOMPARE(allowPingSockets(true), QString());
}

void tst_IcmpErrors::tellsWhatTheRouterSaid_data()
{
    QTest::addColumn<Way>("way");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QIcmpError::Code>("code");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("icmpCode");
    using Code = QIcmpError::Code;
    struct Error
    {
        const char *rule;
        Code code;
        int typeV4, typeV6, icmpCode;
    };
    for (const Error &error : {
                 Error{"unreachable 1", Code::DestinationUnreachable, 3, 1, 1},
                 Error{"unreachable 3", Code::DestinationUnreachable, 3, 1, 3},
                 Error{"unreachable 0", Code::DestinationUnreachable, 3, 1, 0},
                 Error{"time-exceeded", Code::TimeExceeded, 11, 3, 0},
                 Error{"parameter-problem", Code::ParameterProblem, 12, 4, 0},
         }) {
        for (const char *quote : {"8", "all"}) {
            const auto add = [&](const char *name, const Way &way, const QString &host) {
                const bool v6 = host.contains(u':');
                QTest::addRow("%s, quotes %s, %s %s", error.rule, quote, name, v6 ? "v6" : "v4")
                        << way << host
                        << QString::fromLatin1(error.rule) + u" quote "_s +
                                   QString::fromLatin1(quote)
                        << error.code << (v6 ? error.typeV6 : error.typeV4) << error.icmpCode;
            };
            const Way raw{QIcmpManager::Backend::RawSocket, false};
            const Way datagram{QIcmpManager::Backend::DatagramSocket, true};
            for (const QString &host : {u"10.77.0.5"_s, u"fd77::5"_s}) {
                add("raw", raw, host);
                add("datagram", datagram, host);
            }
        }
    }
}

void tst_IcmpErrors::tellsWhatTheRouterSaid()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    QFETCH(QString, rule);
    TunHost tun({.rules = {u"* "_s + rule}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    QElapsedTimer elapsed;
    elapsed.start();
    bench.manager().ping(host, options(2s));
    QVERIFY(bench.waitForEnds(1));
    QVERIFY(elapsed.elapsed() < 500); // at once, not at the timeout
    QCOMPARE(bench.errors.size(), 1);
    const QIcmpError error = bench.errors.first();
    QTEST(error.code(), "code");
    QTEST(error.icmpType(), "type");
    QTEST(error.icmpCode(), "icmpCode");
    const bool v6 = host.contains(u':');
    QCOMPARE(error.responder(), QHostAddress(v6 ? u"fd77::fe"_s : u"10.77.0.254"_s));
    QCOMPARE(error.target(), QHostAddress(host));
    QCOMPARE(error.attempts(), 1);
    QVERIFY2(error.message().contains(error.responder().toString()), qPrintable(error.message()));
}

void tst_IcmpErrors::nextAttemptWaitsForItsTurn()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    TunHost tun({.rules = {u"* unreachable 1 first 2"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    bench.manager().ping(host, options(100ms, 3));
    QVERIFY(bench.waitForEnds(1));
    QCOMPARE(bench.replies.size(), 1);
    QCOMPARE(bench.replies.first().attempt(), 3);
    const auto log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    const QList<LoggedRequest> requests = log->requestsTo(host);
    QCOMPARE(requests.size(), 3);
    for (int i = 1; i < 3; ++i) {
        const qint64 gap = requests[i].monotonic - requests[i - 1].monotonic;
        QVERIFY2(gap >= 99'000'000 && gap < 130'000'000, qPrintable(QString::number(gap)));
    }
}

void tst_IcmpErrors::oneHostsErrorSparesAnother()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    const QString dead = host.contains(u':') ? u"fd77::66"_s : u"10.77.0.66"_s;
    TunHost tun({.rules = {dead + u" unreachable 1"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    for (int i = 0; i < 50; ++i) {
        bench.manager().ping(dead, options(500ms));
        bench.manager().ping(host, options(500ms));
        PingBench::run(2ms);
    }
    QVERIFY(bench.waitForEnds(100));
    QCOMPARE(bench.replies.size(), 50);
    QCOMPARE(bench.errors.size(), 50);
    for (const QIcmpError &error : std::as_const(bench.errors)) {
        QCOMPARE(error.target(), QHostAddress(dead));
        QCOMPARE(error.code(), QIcmpError::Code::DestinationUnreachable);
    }
}

void tst_IcmpErrors::adviceEndsNothing_data()
{
    QTest::addColumn<Way>("way");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("rule");
    const Way raw{QIcmpManager::Backend::RawSocket, false};
    const Way datagram{QIcmpManager::Backend::DatagramSocket, true};
    QTest::newRow("redirect, raw") << raw << u"10.77.0.5"_s << u"redirect 10.77.0.253"_s;
    QTest::newRow("redirect, datagram") << datagram << u"10.77.0.5"_s << u"redirect 10.77.0.253"_s;
    QTest::newRow("redirect, raw v6") << raw << u"fd77::5"_s << u"redirect fd77::fd"_s;
    QTest::newRow("redirect, datagram v6") << datagram << u"fd77::5"_s << u"redirect fd77::fd"_s;
    QTest::newRow("source quench, raw") << raw << u"10.77.0.5"_s << u"source-quench"_s;
    QTest::newRow("source quench, datagram") << datagram << u"10.77.0.5"_s << u"source-quench"_s;
}

void tst_IcmpErrors::adviceEndsNothing()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    QFETCH(QString, rule);
    TunHost tun({.rules = {u"* delay 50ms"_s, u"* delay 20ms; "_s + rule}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    for (int i = 0; i < 5; ++i)
        bench.manager().ping(host, options(500ms));
    QVERIFY(bench.waitForEnds(5));
    QCOMPARE(bench.replies.size(), 5);
}

void tst_IcmpErrors::tooBigTellsTheMtu()
{
    QFETCH(Way, way);
    QFETCH(QString, host);
    TunHost tun({.rules = {u"* path-mtu 1300"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    QIcmpOptions big = options(1s);
    big.setPayloadSize(1400);
    big.setDontFragment(true);
    bench.manager().ping(host, big);
    QVERIFY(bench.waitForEnds(1));
    QCOMPARE(bench.errors.size(), 1);
    QCOMPARE(bench.errors.first().code(), QIcmpError::Code::PacketTooBig);
    QCOMPARE(bench.errors.first().mtu(), 1300);

    // One that does not fit the first link is refused by this machine itself.
    big.setPayloadSize(1600);
    bench.manager().ping(host.contains(u':') ? u"fd77::55"_s : u"10.77.0.55"_s, big);
    QVERIFY(bench.waitForEnds(2));
    QCOMPARE(bench.errors.last().code(), QIcmpError::Code::PacketTooBig);
    QVERIFY(bench.errors.last().message().contains(u"smaller payload"_s));
}

QICMP_NETWORK_TEST_MAIN(tst_IcmpErrors)
#include "tst_icmperrors.moc"
