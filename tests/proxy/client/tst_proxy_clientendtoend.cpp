// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "liveproxy.h"
#include "netnamespace.h"
#include "pingbench.h"
#include "tunhost.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;
using Backend = QIcmpManager::Backend;
using Code = QIcmpError::Code;

/// The library with the program icmp-proxy, in the same network: an application must not notice
/// the difference.
class tst_ProxyClientEndToEnd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void tellsTheSameAsASocket_data();
    void tellsTheSameAsASocket();
    void measuresTheSameAsASocket();
    void cancelsThere();
    void manyArriveOnceEach();
    void pingsWithIcmp4emToo();
};

namespace {

/// What an application hears of one ping, as one line a signal.
QStringList storyOf(const PingBench &bench)
{
    QStringList story;
    const auto reply = [&story](const char *kind, const QIcmpReply &r) {
        story += u"%1 of %2 by %3 attempt %4 ttl %5 size %6 source %7"_s.arg(QLatin1String(kind))
                         .arg(r.target().toString(), r.responder().toString())
                         .arg(r.attempt())
                         .arg(r.ttl())
                         .arg(r.payloadSize())
                         .arg(int(r.timestampSource()));
    };
    for (const QIcmpReply &r : bench.replies)
        reply("reply", r);
    for (const QIcmpError &e : bench.errors)
        story += u"error %1 of %2 icmp %3/%4 by %5 mtu %6 system %7 attempts %8 sent %9"_s
                         .arg(int(e.code()))
                         .arg(e.target().toString())
                         .arg(e.icmpType())
                         .arg(e.icmpCode())
                         .arg(e.responder().toString())
                         .arg(e.mtu())
                         .arg(e.systemError())
                         .arg(e.attempts())
                         .arg(e.sentAt().isValid());
    for (const QIcmpReply &r : bench.lateReplies)
        reply("late", r);
    for (const QIcmpReply &r : bench.duplicates)
        reply("duplicate", r);
    return story;
}

/// A manager that pings directly, or through the proxy.
struct Bench : PingBench
{
    explicit Bench(bool proxied) : PingBench({})
    {
        if (proxied)
            manager().setProxy();
        manager().setBackend(proxied ? Backend::Proxy : Backend::RawSocket);
    }
};

} // namespace

void tst_ProxyClientEndToEnd::initTestCase()
{
    QCOMPARE(allowPingSockets(false), QString());
}

void tst_ProxyClientEndToEnd::tellsTheSameAsASocket_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QIcmpOptions>("given");
    const QString v4 = u"10.77.0.5"_s;
    const QString v6 = u"fd77::5"_s;
    const auto row = [&](const char *name, const QString &rule, const QIcmpOptions &given) {
        QTest::addRow("%s, v4", name) << rule << v4 << given;
        QTest::addRow("%s, v6", name) << rule << v6 << given;
    };
    row("reply", {}, options(1s));
    row("lost", u"* silent"_s, options(100ms));
    row("lost twice, then replied", u"* silent first 2"_s, options(100ms, 3));
    row("late", u"* delay 150ms"_s, options(100ms));
    row("duplicate", u"* duplicate gap 5ms"_s, options(1s));
    row("unreachable", u"* unreachable 1"_s, options(1s));
    row("unreachable, then replied", u"* unreachable 1 first 1"_s, options(100ms, 2));
    row("time exceeded", u"* time-exceeded"_s, options(1s));
    row("parameter problem", u"* parameter-problem"_s, options(1s));
    QIcmpOptions given = options(1s);
    given.setPayloadSize(1'350);
    given.setDontFragment(true);
    row("path MTU", u"* path-mtu 1300"_s, given);
    given.setPayloadSize(1'472 + 1);
    row("larger than the interface", {}, given);
    given = options(1s);
    given.setPayloadSize(0);
    row("no payload", {}, given);
    given.setPayloadSize(1'472);
    row("large payload", {}, given);
    given.setPayloadSize(56);
    given.setTtl(3);
    row("few hops", u"* hops 5"_s, given);
    row("forged", u"* corrupt checksum fixed"_s, options(100ms));
    row("another source", u"* wrong-source"_s, options(100ms));
    QTest::newRow("no route, v4") << QString() << u"198.51.100.1"_s << options(100ms);
    QTest::newRow("no route, v6") << QString() << u"2001:db8::1"_s << options(100ms, 1);
    QTest::newRow("loopback, v4") << QString() << u"127.0.0.9"_s << options(1s);
    QTest::newRow("loopback, v6") << QString() << u"::1"_s << options(1s);
}

void tst_ProxyClientEndToEnd::tellsTheSameAsASocket()
{
    QFETCH(const QString, rule);
    QFETCH(const QString, host);
    QFETCH(const QIcmpOptions, given);
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    QStringList stories[2];
    for (const bool proxied : {false, true}) {
        TunHost tun({.rules = rule.isEmpty() ? QStringList() : QStringList{rule}});
        QVERIFY2(tun.start(), qPrintable(tun.errorString()));
        Bench bench(proxied);
        bench.manager().ping(host, given);
        QVERIFY(bench.waitForEnds(1));
        PingBench::run(120ms); // for what is late
        QCOMPARE(bench.manager().activeBackend(), proxied ? Backend::Proxy : Backend::RawSocket);
        stories[proxied] = storyOf(bench);
    }
    QCOMPARE(stories[true], stories[false]);
    QVERIFY(!stories[true].isEmpty());
}

void tst_ProxyClientEndToEnd::measuresTheSameAsASocket()
{
    TunHost tun({.rules = {u"* delay 2ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    std::chrono::nanoseconds medians[2];
    for (const bool proxied : {false, true}) {
        Bench bench(proxied);
        constexpr int count = 100;
        for (int i = 1; i <= count; ++i) {
            bench.manager().ping(u"10.77.0.5"_s, options(1s));
            QVERIFY(bench.waitForEnds(i));
        }
        QCOMPARE(bench.replies.size(), count);
        std::ranges::nth_element(bench.replies, bench.replies.begin() + count / 2, {},
                                 &QIcmpReply::roundTripTime);
        medians[proxied] = bench.replies[count / 2].roundTripTime();
    }
    const auto difference = std::chrono::abs(medians[1] - medians[0]);
    QVERIFY2(difference < 500us, qPrintable(QString::number(difference.count())));
}

void tst_ProxyClientEndToEnd::cancelsThere()
{
    TunHost tun({.rules = {u"* silent"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    Bench bench(true);
    QList<QIcmpId> ids;
    for (int i = 0; i < 20; ++i)
        ids += bench.manager().submit(QHostAddress(u"10.77.0.5"_s), options(20s));
    PingBench::run(100ms);
    for (const QIcmpId id : ids)
        QVERIFY(bench.manager().cancel(id));
    QVERIFY(bench.waitForEnds(20));
    for (const QIcmpError &error : bench.errors)
        QCOMPARE(error.code(), Code::Canceled);
}

void tst_ProxyClientEndToEnd::manyArriveOnceEach()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    Bench bench(true);
    constexpr int count = 50'000;
    for (quint32 i = 0; i < count; ++i)
        bench.manager().submit(QHostAddress(0x7f000001U + i % 10'000), options(10s));
    QVERIFY(bench.waitForEnds(count, 60s));
    PingBench::run(50ms);
    QCOMPARE(bench.replies.size(), count);
    QVERIFY(bench.errors.isEmpty());
    QVERIFY(bench.duplicates.isEmpty());
    QSet<QIcmpId> ids;
    for (const QIcmpReply &reply : bench.replies)
        ids.insert(reply.id());
    QCOMPARE(ids.size(), count);
}

void tst_ProxyClientEndToEnd::pingsWithIcmp4emToo()
{
    LiveProxy proxy({u"--icmp4em"_s});
    QCOMPARE(proxy.start(), QString());
    Bench bench(true);
    QIcmpProxy settings;
    settings.setProtocol(QIcmpProxy::Protocol::Icmp4em);
    bench.manager().setProxy(settings);
    for (int i = 0; i < 50; ++i)
        bench.manager().ping(u"127.0.0.1"_s, options(1s));
    QVERIFY(bench.waitForEnds(50));
    QCOMPARE(bench.replies.size(), 50);
}

QICMP_NETWORK_TEST_MAIN(tst_ProxyClientEndToEnd)
#include "tst_proxy_clientendtoend.moc"
