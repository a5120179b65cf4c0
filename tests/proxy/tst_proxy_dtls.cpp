// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "liveproxy.h"
#include "netnamespace.h"
#include "pingbench.h"
#include "sealedclient.h"
#include "vethhost.h"

#include "codec/bytes.h"
#include "codec/dtlsrecord.h"
#include "codec/proxyframe.h"

#include <QIcmpProxy>
#include <QTemporaryFile>
#include <QtTest>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::support;
using namespace std::chrono_literals;
using Backend = QIcmpManager::Backend;
using Code = QIcmpError::Code;

/// DTLS between the library, or a client of the test's own, and the program.
class tst_Proxy_Dtls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void pingsWithAKey();
    void wrongCredentials_data();
    void wrongCredentials();
    void forgedRecordsEndNothing();
    void clientRestartsOnItsPort();
    void resumesAfterKills();
    void strangersGetNothingLarger();
    void halfOpenHandshakesKeepNobodyOut();
    void manyComeTogether();
    void farClientNeedsAKey();
    void endsCleanly();

private:
    QStringList arguments() const { return {u"--psk-file"_s, m_keys.fileName()}; }

    QTemporaryFile m_keys;
};

namespace {

const QByteArray me = "monitor";
const QByteArray key = "0123456789abcdef";

/// A manager that speaks with the proxy inside DTLS.
struct Bench : PingBench
{
    explicit Bench(const QString &host = u"127.0.0.1"_s, const QByteArray &identity = me,
                   const QByteArray &secret = key)
        : PingBench({})
    {
        QIcmpProxy proxy(host);
        if (!identity.isEmpty())
            proxy.setCredentials(identity, secret);
        manager().setProxy(proxy);
        manager().setBackend(Backend::Proxy);
    }
};

/// A record with a body of \a size zeros.
Bytes record(std::uint8_t type, std::uint16_t version, std::uint16_t epoch, std::size_t size)
{
    Bytes bytes(13 + size);
    bytes[0] = type;
    write16(bytes, 1, version);
    write16(bytes, 3, epoch);
    bytes[10] = 200; // a sequence number that the other side has not come to
    write16(bytes, 11, static_cast<std::uint16_t>(size));
    return bytes;
}

/// Every type, version and epoch, in all sizes about the bounds.
std::vector<Bytes> forgedRecords()
{
    std::vector<Bytes> records;
    for (int type = 18; type < 28; ++type)
        for (const int version : {0xfefd, 0xfeff, 0x0303})
            for (const int epoch : {0, 1, 2, 0xffff})
                for (std::size_t size = 0; size < 48; ++size)
                    records.push_back(record(static_cast<std::uint8_t>(type),
                                             static_cast<std::uint16_t>(version),
                                             static_cast<std::uint16_t>(epoch), size));
    return records;
}

} // namespace

void tst_Proxy_Dtls::initTestCase()
{
    QVERIFY(m_keys.open());
    m_keys.write("# of the test\n" + me + ':' + key.toHex() + '\n');
    QVERIFY(m_keys.flush());
}

void tst_Proxy_Dtls::pingsWithAKey()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    Bench bench;
    for (const char *target : {"127.0.0.9", "::1"})
        bench.manager().ping(QString::fromLatin1(target), options(5s));
    QVERIFY(bench.waitForEnds(2));
    QCOMPARE(bench.replies.size(), 2);
    for (int i = 0; i < 150; ++i) // more than a datagram holds, either way
        bench.manager().ping(u"127.0.1.%1"_s.arg(i), options(5s));
    QVERIFY(bench.waitForEnds(152));
    QCOMPARE(bench.replies.size(), 152);
}

void tst_Proxy_Dtls::wrongCredentials_data()
{
    QTest::addColumn<QByteArray>("identity");
    QTest::addColumn<QByteArray>("secret");
    QTest::newRow("key") << me << QByteArray("0123456789abcdeF");
    QTest::newRow("identity") << QByteArray("nobody") << key;
}

/// Neither side can tell which of them is wrong, nor that anything is; so it is said what may be.
void tst_Proxy_Dtls::wrongCredentials()
{
    QFETCH(const QByteArray, identity);
    QFETCH(const QByteArray, secret);
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    Bench bench(u"127.0.0.1"_s, identity, secret);
    bench.manager().ping(u"127.0.0.9"_s, options(400ms));
    QVERIFY(bench.waitForEnds(1, 2s));
    QCOMPARE(bench.errors.size(), 1);
    QCOMPARE(bench.errors.first().code(), Code::ProxyUnavailable);
    const QString message = bench.errors.first().message();
    QVERIFY2(message.contains(u"key"_s) && message.contains(u"127.0.0.1:63312"_s),
             qPrintable(message));
}

void tst_Proxy_Dtls::forgedRecordsEndNothing()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    LiveClient path;
    SealedClient client(path, me, key);
    QVERIFY(client.shakeHands());
    QVERIFY(client.open());
    QVERIFY(client.isAlive());
    // To the proxy, from where the client is: it can't be told who sent them.
    int sent = 0;
    for (const Bytes &forged : forgedRecords()) {
        path.send(forged);
        if (++sent % 50 == 0)
            QVERIFY2(client.isAlive(), qPrintable(QString::number(sent)));
    }
    // And to the client, from where the proxy is: as its channel sees them.
    for (const Bytes &forged : forgedRecords())
        if (std::holds_alternative<dtls::RecordSummary>(dtls::inspectRecords(forged)))
            client.connection().take(forged);
    QCOMPARE(client.connection().state(), DtlsConnection::State::Open);
    QVERIFY(client.isAlive());
}

void tst_Proxy_Dtls::clientRestartsOnItsPort()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    LiveClient path;
    SealedClient first(path, me, key);
    QVERIFY(first.shakeHands());
    QVERIFY(first.open());
    // As far as a forger comes who reads nothing, then one who reads the path and has no key.
    for (const int flights : {1, 2, 3}) {
        SealedClient forger(path, me, "fedcba9876543210");
        QVERIFY(!forger.shakeHands(flights));
        QVERIFY2(first.isAlive(), qPrintable(QString::number(flights)));
    }
    SealedClient next(path, me, key);
    QVERIFY(next.shakeHands());
    QVERIFY(next.open());
    QVERIFY(next.isAlive());
}

void tst_Proxy_Dtls::resumesAfterKills()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    Bench bench;
    bench.manager().ping(u"127.0.0.9"_s, options(5s));
    QVERIFY(bench.waitForEnds(1));
    for (int round = 1; round <= 5; ++round) {
        proxy.kill();
        QCOMPARE(proxy.start(), QString());
        QElapsedTimer timer;
        timer.start();
        bench.manager().ping(u"127.0.0.9"_s, options(5s));
        QVERIFY(bench.waitForEnds(round + 1));
        QVERIFY2(timer.elapsed() <= 1'000, qPrintable(QString::number(timer.elapsed())));
    }
    QCOMPARE(bench.replies.size(), 6);
}

/// Whoever has not shown that they receive at an address gets no more bytes there than they sent.
void tst_Proxy_Dtls::strangersGetNothingLarger()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    Bytes hello;
    DtlsConnection client(DtlsConnection::Client{me, key}, [&hello](ByteView datagram) {
        hello.assign(datagram.begin(), datagram.end());
    });
    client.begin();
    std::vector<Bytes> datagrams = forgedRecords();
    datagrams.push_back(hello);
    Bytes shortest(hello.begin(), hello.begin() + 59); // and no session id, cookie, extension
    constexpr std::array<std::uint8_t, 8> rest{0, 0, 0, 2, 0xcc, 0xac, 1, 0};
    shortest.insert(shortest.end(), rest.begin(), rest.end());
    shortest[12] = static_cast<std::uint8_t>(shortest.size() - 13); // length of the record,
    shortest[16] = shortest[24] = static_cast<std::uint8_t>(shortest.size() - 25); // and within
    datagrams.push_back(shortest);
    int answers = 0;
    int answerable = 0;
    LiveClient stranger;
    for (const Bytes &datagram : datagrams) {
        stranger.send(datagram);
        const bool mayBeAnswered =
                datagram.size() >= v1::errorSize &&
                std::holds_alternative<dtls::RecordSummary>(dtls::inspectRecords(datagram));
        answerable += mayBeAnswered ? 1 : 0;
        const auto answer = stranger.receive(mayBeAnswered ? 30ms : 0ms);
        if (!answer)
            continue;
        ++answers;
        // What is answered late must not be taken for an answer to something else.
        const v1::ProxyFrame frame = v1::parseFromProxy(*answer);
        if (const auto *const error = std::get_if<v1::Error>(&frame))
            QVERIFY(mayBeAnswered &&
                    std::ranges::equal(error->correlator, ByteView(datagram).subspan(4, 16)));
        QVERIFY2(answer->size() <= datagram.size(),
                 qPrintable(u"%1 > %2"_s.arg(answer->size()).arg(datagram.size())));
    }
    while (stranger.receive(50ms))
        ++answers;
    QVERIFY2(answers > 2 && answers <= answerable,
             qPrintable(u"%1 of %2"_s.arg(answers).arg(answerable)));
    // The two ClientHellos are asked for a cookie each.
    for (const Bytes &greeting : {hello, shortest}) {
        LiveClient other;
        other.send(greeting);
        const auto answer = other.receive();
        QVERIFY(answer);
        QCOMPARE((*answer)[13], 3); // HelloVerifyRequest
        QVERIFY(answer->size() <= greeting.size());
    }
}

void tst_Proxy_Dtls::halfOpenHandshakesKeepNobodyOut()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    std::vector<std::unique_ptr<LiveClient>> paths;
    for (int i = 0; i < 1'000; ++i) {
        paths.push_back(std::make_unique<LiveClient>());
        SealedClient half(*paths.back(), me, key);
        half.shakeHands(2); // the server answers, and hears no more
    }
    Bench bench;
    QElapsedTimer timer;
    timer.start();
    bench.manager().ping(u"127.0.0.9"_s, options(5s));
    QVERIFY(bench.waitForEnds(1));
    QCOMPARE(bench.replies.size(), 1);
    QVERIFY2(timer.elapsed() < 2'000, qPrintable(QString::number(timer.elapsed())));
}

/// After a restart all that are behind one address come at once, each in the middle of the others.
void tst_Proxy_Dtls::manyComeTogether()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    QElapsedTimer timer;
    timer.start();
    std::vector<std::unique_ptr<LiveClient>> paths;
    std::vector<std::unique_ptr<SealedClient>> clients;
    for (int i = 0; i < 40; ++i) {
        paths.push_back(std::make_unique<LiveClient>());
        clients.push_back(std::make_unique<SealedClient>(*paths.back(), me, key));
        clients.back()->shakeHands(2);
    }
    for (const auto &client : clients)
        QVERIFY(client->finishHandshake());
    QVERIFY2(timer.elapsed() <= 2'000, qPrintable(QString::number(timer.elapsed())));
}

void tst_Proxy_Dtls::farClientNeedsAKey()
{
    VethHost far;
    QVERIFY2(far.start(), qPrintable(far.errorString()));
    QProcess proxy;
    proxy.setProcessChannelMode(QProcess::MergedChannels);
    proxy.start(u"nsenter"_s,
                QStringList{u"-n"_s, u"-t"_s, QString::number(far.processId()),
                            QStringLiteral(QICMP_PROXY_PROGRAM), u"--host"_s, u"10.88.0.2"_s} +
                        arguments());
    QByteArray said;
    while (!said.contains("serving on") && proxy.waitForReadyRead(10'000))
        said += proxy.readAll();
    QVERIFY2(said.contains("serving on 10.88.0.2"), said.constData());
    {
        Bench bench(u"10.88.0.2"_s);
        bench.manager().ping(u"10.88.0.1"_s, options(5s));
        QVERIFY(bench.waitForEnds(1));
        QCOMPARE(bench.replies.size(), 1);
        Bench plain(u"10.88.0.2"_s, {});
        plain.manager().ping(u"10.88.0.1"_s, options(5s));
        QVERIFY(plain.waitForEnds(1));
        QCOMPARE(plain.errors.size(), 1);
        QCOMPARE(plain.errors.first().code(), Code::ProxyUnavailable);
        QVERIFY2(plain.errors.first().message().contains(u"key"_s),
                 qPrintable(plain.errors.first().message()));
    }
    proxy.terminate();
    QVERIFY(proxy.waitForFinished());
    QCOMPARE(proxy.exitCode(), 0);
}

void tst_Proxy_Dtls::endsCleanly()
{
    LiveProxy proxy(arguments());
    QCOMPARE(proxy.start(), QString());
    LiveClient path;
    SealedClient client(path, me, key);
    QVERIFY(client.shakeHands());
    QVERIFY(client.open());
    QCOMPARE(proxy.terminate(), 0);
    const auto farewell = client.receive();
    QVERIFY(farewell);
    const v1::ProxyFrame frame = v1::parseFromProxy(*farewell);
    QVERIFY(std::holds_alternative<v1::Close>(frame));
    QVERIFY(!client.receive(100ms));
    QCOMPARE(client.connection().state(), DtlsConnection::State::Closed);
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Dtls)
#include "tst_proxy_dtls.moc"
