// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "liveproxy.h"
#include "netnamespace.h"

#include <QHostAddress>
#include <QTcpSocket>
#include <QtTest>

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace std::chrono_literals;

/// The program as it is started: with real sockets, and without privileges once it serves.
class tst_Proxy_Server_Program : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void pingsBothFamilies();
    void listensOnIpv6();
    void wildcardAnswersFromTheAddressThatWasAsked();
    void datagramSocketsWhereAllowed();
    void sendErrorsAndOptions();
    void largePayload();
    void restartIsNoticed();
    void terminates();
    void doesNotStart_data();
    void doesNotStart();
    void onePortOneProxy();
    void metricsAreServed();
};

namespace {

const IpAddress loopback4 = IpAddress::v4(0x7f000001);
const IpAddress loopback6 = IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

#define QVERIFY_STARTS(proxy)                                                                      \
    if (const QString said = (proxy).start(); !said.isEmpty())                                     \
    QFAIL(qPrintable(said))

v1::Result resultOf(LiveClient &client, const IpAddress &target,
                    const v1::PingOptions &options = {})
{
    static std::uint64_t token = 1'000;
    v1::Result none;
    none.outcome = {};
    if (!client.ping({{++token, target}}, options))
        return none;
    const auto results = client.results(1);
    return results.size() == 1 && results[0].token == token ? results[0] : none;
}

} // namespace

void tst_Proxy_Server_Program::pingsBothFamilies()
{
    LiveProxy proxy;
    QVERIFY_STARTS(proxy);
    LiveClient client;
    QVERIFY(client.open());
    QCOMPARE(client.opened().grant.features, std::uint16_t{v1::AllFeatures});
    for (const IpAddress &target : {loopback4, IpAddress::v4(0x7f010203), loopback6}) {
        const v1::Result result = resultOf(client, target);
        QCOMPARE(result.outcome, v1::Outcome::Reply);
        QVERIFY(result.kernelStamps);
        QVERIFY(result.time > 0 && result.time < 100 * millisecond);
        QCOMPARE(result.ttl, std::int16_t{64});
    }
}

void tst_Proxy_Server_Program::listensOnIpv6()
{
    LiveProxy proxy({u"--host"_s, u"::1"_s, u"--port"_s, u"5000"_s});
    QVERIFY_STARTS(proxy);
    LiveClient client("::1", 5'000);
    QVERIFY(client.open());
    QCOMPARE(resultOf(client, loopback4).outcome, v1::Outcome::Reply);
}

void tst_Proxy_Server_Program::wildcardAnswersFromTheAddressThatWasAsked()
{
    QCOMPARE(qicmp::support::configureNetwork(u"address add 192.0.2.1/32 dev lo\n"_s), QString());
    LiveProxy proxy({u"--host"_s, u"0.0.0.0"_s, u"--allow-plaintext-from"_s, u"192.0.2.0/24"_s});
    QVERIFY_STARTS(proxy);
    for (const char *address : {"127.0.0.1", "127.0.0.9", "192.0.2.1"}) {
        LiveClient client(address); // connected: it takes the answers of that address only
        QVERIFY2(client.open(), address);
        QCOMPARE(resultOf(client, loopback4).outcome, v1::Outcome::Reply);
    }
}

void tst_Proxy_Server_Program::datagramSocketsWhereAllowed()
{
    QCOMPARE(qicmp::support::allowPingSockets(true), QString());
    LiveProxy proxy;
    QVERIFY_STARTS(proxy);
    QCOMPARE(qicmp::support::allowPingSockets(false), QString());
    QVERIFY2(proxy.output().contains(u"datagram sockets"_s), qPrintable(proxy.output()));
    LiveClient client;
    QVERIFY(client.open());
    QCOMPARE(resultOf(client, loopback4).outcome, v1::Outcome::Reply);
    QCOMPARE(resultOf(client, loopback6).outcome, v1::Outcome::Reply);
}

void tst_Proxy_Server_Program::sendErrorsAndOptions()
{
    LiveProxy proxy;
    QVERIFY_STARTS(proxy);
    LiveClient client;
    QVERIFY(client.open());
    v1::Result result = resultOf(client, IpAddress::v4(0xc6336401)); // there is no route
    QCOMPARE(result.outcome, v1::Outcome::SendError);
    QCOMPARE(result.sendError, v1::SendErrorClass::NetworkUnreachable);
    QCOMPARE(result.systemError, std::uint32_t(ENETUNREACH));
    result = resultOf(client, IpAddress::v4(0x7fffffff)); // the broadcast address of loopback
    QCOMPARE(result.outcome, v1::Outcome::Refused);
    QCOMPARE(result.refusal, v1::RefusalReason::DestinationForbidden);
    v1::PingOptions options;
    options.ttl = 7;
    options.trafficClass = 8;
    options.source = IpAddress::v4(0x7f000009);
    options.interfaceIndex = 1;
    QCOMPARE(resultOf(client, loopback4, options).outcome, v1::Outcome::Reply);
    options.source = IpAddress::v4(0x0a000001); // not ours
    QCOMPARE(resultOf(client, loopback4, options).outcome, v1::Outcome::SendError);
}

void tst_Proxy_Server_Program::largePayload()
{
    LiveProxy proxy;
    QVERIFY_STARTS(proxy);
    LiveClient client;
    QVERIFY(client.open());
    v1::PingOptions options;
    for (const int size : {0, 8, 15, 16, 1'472, 9'000, 65'000}) {
        options.payloadSize = static_cast<std::uint16_t>(size);
        const v1::Result result = resultOf(client, loopback4, options);
        QCOMPARE(result.outcome, v1::Outcome::Reply);
        QCOMPARE(int{result.payloadSize}, size);
    }
}

void tst_Proxy_Server_Program::restartIsNoticed()
{
    LiveProxy proxy;
    QVERIFY_STARTS(proxy);
    LiveClient client;
    QVERIFY(client.open());
    const std::uint64_t boot = client.opened().bootId;
    proxy.kill();
    QVERIFY_STARTS(proxy);
    client.acknowledge();
    const auto frame = client.other();
    QVERIFY(frame && std::holds_alternative<v1::Error>(*frame));
    const auto &error = std::get<v1::Error>(*frame);
    QCOMPARE(error.reason, v1::ErrorReason::UnknownSession);
    QVERIFY(error.bootId != boot);
    QVERIFY(client.open());
    QCOMPARE(client.opened().bootId, error.bootId);
}

void tst_Proxy_Server_Program::terminates()
{
    LiveProxy proxy;
    QVERIFY_STARTS(proxy);
    LiveClient client;
    QVERIFY(client.open());
    QCOMPARE(proxy.terminate(), 0);
    const auto frame = client.other();
    QVERIFY(frame && std::holds_alternative<v1::Close>(*frame));
    QCOMPARE(std::get<v1::Close>(*frame).reason, v1::CloseReason::ShuttingDown);
}

void tst_Proxy_Server_Program::doesNotStart_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("word");
    QTest::newRow("open to the world")
            << QStringList{u"--host"_s, u"0.0.0.0"_s} << 2 << u"--allow-plaintext-from"_s;
    QTest::newRow("no such address")
            << QStringList{u"--host"_s, u"203.0.113.1"_s, u"--allow-plaintext-from"_s, u"::/0"_s}
            << 1 << u"--host"_s;
    QTest::newRow("no such user") << QStringList{u"--user"_s, u"no-such-user"_s} << 1
                                  << u"no-such-user"_s;
    QTest::newRow("no such key file")
            << QStringList{u"--psk-file"_s, u"/nonexistent"_s} << 1 << u"/nonexistent"_s;
    QTest::newRow("no such option") << QStringList{u"--reload"_s} << 2 << u"--reload"_s;
    QTest::newRow("version") << QStringList{u"--version"_s} << 0 << u"icmp-proxy "_s;
}

void tst_Proxy_Server_Program::doesNotStart()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    QFETCH(QString, word);
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(QICMP_PROXY_PROGRAM), arguments);
    QVERIFY(process.waitForFinished());
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), status);
    const QString said = QString::fromLocal8Bit(process.readAll());
    QVERIFY2(said.contains(word), qPrintable(said));
}

void tst_Proxy_Server_Program::onePortOneProxy()
{
    LiveProxy first;
    QVERIFY_STARTS(first);
    LiveProxy second;
    const QString said = second.start();
    QVERIFY2(said.contains(u"can't listen on 127.0.0.1:63312"_s), qPrintable(said));
    LiveClient client;
    QVERIFY(client.open());
}

void tst_Proxy_Server_Program::metricsAreServed()
{
    LiveProxy proxy({u"--metrics"_s, u"127.0.0.1:9464"_s});
    QVERIFY_STARTS(proxy);
    LiveClient client;
    QVERIFY(client.open());
    QCOMPARE(resultOf(client, loopback4).outcome, v1::Outcome::Reply);
    QTcpSocket http;
    http.connectToHost(QHostAddress(QHostAddress::LocalHost), 9'464);
    QVERIFY(http.waitForConnected());
    http.write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
    QByteArray page;
    while (http.waitForReadyRead(2'000))
        page += http.readAll();
    page += http.readAll();
    QVERIFY2(page.contains("\nicmp_proxy_sessions 1"), page.constData());
    QVERIFY2(page.contains("\nicmp_proxy_pings_total{outcome=\"reply\"} 1"), page.constData());
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Server_Program)
#include "tst_proxy_server_program.moc"
