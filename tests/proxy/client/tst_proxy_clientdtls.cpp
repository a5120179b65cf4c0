// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "helloverifier.h"

#include "codec/dtlsrecord.h"
#include "codec/proxyframe.h"
#include "transport/bytearrays.h"
#include "transport/dtlschannel.h"

#include <QElapsedTimer>
#include <QtTest>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

using namespace qicmp;
using namespace std::chrono_literals;
using Bytes = std::vector<std::uint8_t>;
using proxy::HelloVerifier;

/// The client's end of DTLS, against a proxy's end in memory, over a path that a test can cut.
class tst_ProxyClientDtls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hintsNameWhatWasSent();
    void pacesVary();
    void stuckHandshakeBeginsAfresh();
    void closedConnectionIsReplaced();
    void refusedConnectionWaits();
    void tellsOfRenewal();
    void wakesWhileNobodyAnswers();
};

namespace {

const QByteArray key = "0123456789abcdef";

/// A proxy with one client, and the path to it.
class DtlsPath final : public DatagramChannel
{
public:
    State state() const override { return State::Open; }
    ProxyTrouble trouble() const override { return ProxyTrouble::NoAddress; }
    std::size_t maximumSize() const override { return v1::maximumMessageSize; }
    void send(ByteView datagram) override
    {
        sent.emplace_back(datagram.begin(), datagram.end());
        const auto inspected = dtls::inspectRecords(datagram);
        if (std::get<dtls::RecordSummary>(inspected).hasClientHello)
            helloTimes.push_back(m_time.elapsed());
        m_arrived.push_back(sent.back());
    }
    bool receive(DatagramSink &sink) override
    {
        for (const Bytes &datagram : std::exchange(m_arrived, {}))
            if (!cut)
                take(datagram);
        for (const Bytes &datagram : std::exchange(outbox, {}))
            sink.datagramArrived(datagram);
        return !m_arrived.empty();
    }
    bool takeRefusal() override { return false; }
    void reopen() override {}
    bool isPeerTrusted() override { return true; }

    /// As a proxy that was restarted.
    void forget() { server.reset(); }

    bool cut = false;
    std::function<void()> onHandshake; ///< one has begun, and the client knows that
    std::function<void()> onOpen;
    std::vector<Bytes> sent;
    std::vector<qint64> helloTimes; ///< of each ClientHello, in ms
    std::vector<Bytes> outbox;      ///< of the proxy
    int handshakes = 0;             ///< that the proxy has begun
    std::unique_ptr<DtlsConnection> server;

private:
    void take(const Bytes &datagram)
    {
        const auto inspected = dtls::inspectRecords(datagram);
        if (std::get<dtls::RecordSummary>(inspected).hasClientHello) {
            hear(datagram);
            return;
        }
        if (!server)
            return;
        const bool stood = server->state() == DtlsConnection::State::Open;
        server->take(datagram);
        if (!stood && server->state() == DtlsConnection::State::Open && onOpen)
            onOpen();
    }
    void hear(const Bytes &hello)
    {
        const proxy::Endpoint client{IpAddress::v4(0x7f000001), 50'000};
        QByteArray answer;
        const auto verified = m_verifier.verify(client, hello, 0, answer);
        if (!verified) {
            const ByteView bytes = viewOf(answer);
            outbox.emplace_back(bytes.begin(), bytes.end());
            return;
        }
        ++handshakes;
        server = std::make_unique<DtlsConnection>(
                DtlsConnection::Server{proxy::hostAddress(client.address), client.port,
                                       verified->secret,
                                       [](const QByteArray &) { return QByteArray(key); }},
                [this](ByteView bytes) { outbox.emplace_back(bytes.begin(), bytes.end()); });
        server->take(viewOf(verified->hello));
        if (onHandshake)
            onHandshake();
    }

    HelloVerifier m_verifier{0};
    std::vector<Bytes> m_arrived;
    QElapsedTimer m_time = [] {
        QElapsedTimer timer;
        timer.start();
        return timer;
    }();
};

/// A channel and the path under it.
struct Bench final : private DatagramSink
{
    Bench()
    {
        auto below = std::make_unique<DtlsPath>();
        path = below.get();
        channel = std::make_unique<DtlsChannel>(std::move(below), DtlsConnection::Client{"me", key},
                                                [this] { ++notified; });
    }

    void receive()
    {
        constexpr int mostRounds = 20; // the two may never come to an end
        for (int round = 0; round < mostRounds && channel->receive(*this); ++round) {
        }
    }
    /// Lets time pass until something holds. Returns whether it does.
    template <typename Predicate>
    bool runUntil(Predicate &&holds, std::chrono::milliseconds atMost)
    {
        QElapsedTimer timer;
        timer.start();
        while (receive(), !holds()) {
            if (timer.elapsed() > atMost.count())
                return false;
            QTest::qWait(1);
        }
        return true;
    }
    void run(std::chrono::milliseconds time)
    {
        runUntil([] { return false; }, time);
    }
    bool open(std::chrono::milliseconds within = 5s)
    {
        return runUntil([this] { return channel->state() == DatagramChannel::State::Open; },
                        within);
    }
    void sendMessage() { channel->send(v1::encode(v1::Hello{})); }
    /// The proxy says that it does not know a connection, or somebody else does.
    void hint(ByteView correlator)
    {
        v1::Error error;
        std::ranges::copy(correlator, error.correlator.begin());
        error.reason = v1::ErrorReason::UnknownSession;
        error.versions[0] = v1::version;
        const auto bytes = v1::encode(error);
        path->outbox.emplace_back(bytes.begin(), bytes.end());
        receive();
    }

    DtlsPath *path = nullptr;
    int notified = 0;
    std::unique_ptr<DtlsChannel> channel;

private:
    void datagramArrived(ByteView) override {}
};

} // namespace

/// A hint that names nothing we sent is forged by one who does not read the path.
void tst_ProxyClientDtls::hintsNameWhatWasSent()
{
    Bench bench;
    QVERIFY(bench.open());
    const std::size_t hellos = bench.path->helloTimes.size();
    const Bytes nothing(16);
    const Bytes wrong(16, 0x5a);
    bench.hint(nothing);
    bench.sendMessage();
    for (const Bytes &forged : {nothing, wrong})
        bench.hint(forged);
    QCOMPARE(bench.path->helloTimes.size(), hellos);
    bench.hint(ByteView(bench.path->sent.back()).subspan(4, 16));
    QCOMPARE(bench.path->helloTimes.size(), hellos + 2); // without a cookie, then with one
}

/// The clients of a proxy that was restarted must not come as one.
void tst_ProxyClientDtls::pacesVary()
{
    std::vector<std::unique_ptr<Bench>> benches;
    for (int i = 0; i < 20; ++i) {
        benches.push_back(std::make_unique<Bench>());
        benches.back()->path->cut = true;
    }
    std::vector<qint64> waits;
    for (const auto &bench : benches) {
        QVERIFY(bench->runUntil([&] { return bench->path->helloTimes.size() >= 2; }, 2s));
        waits.push_back(bench->path->helloTimes[1] - bench->path->helloTimes[0]);
    }
    const auto [least, most] = std::ranges::minmax(waits);
    QVERIFY2(least >= 39 && most - least >= 6,
             qPrintable(QStringLiteral("%1 to %2").arg(least).arg(most)));
}

/// A proxy that was killed in the middle of a handshake is back, and knows nothing of it.
void tst_ProxyClientDtls::stuckHandshakeBeginsAfresh()
{
    Bench bench;
    bench.path->onHandshake = [&bench] {
        if (bench.path->handshakes == 1)
            bench.path->forget();
    };
    QVERIFY(bench.runUntil([&] { return bench.path->handshakes == 1; }, 2s));
    QElapsedTimer timer;
    timer.start();
    QVERIFY(bench.open());
    QVERIFY2(timer.elapsed() >= 500 && timer.elapsed() <= 2'000,
             qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(bench.path->handshakes, 2);
}

void tst_ProxyClientDtls::closedConnectionIsReplaced()
{
    Bench bench;
    QVERIFY(bench.open());
    bench.path->server->send(v1::encode(v1::Challenge{}));
    bench.receive();
    bench.channel->reopen();
    bench.path->server->close();
    bench.receive();
    QVERIFY(bench.open(30ms)); // without a pause
    QCOMPARE(bench.path->handshakes, 2);
}

/// One that is closed at once: there are too many of its identity.
void tst_ProxyClientDtls::refusedConnectionWaits()
{
    Bench bench;
    bench.path->onOpen = [&bench] { bench.path->server->close(); };
    for (int i = 0; i < 100; ++i) {
        bench.run(10ms);
        bench.channel->reopen();
    }
    QVERIFY2(bench.path->handshakes >= 2 && bench.path->handshakes <= 8,
             qPrintable(QString::number(bench.path->handshakes)));
    QCOMPARE(bench.channel->trouble(), ProxyTrouble::SessionLimit);
    bench.path->onOpen = nullptr; // there is room
    QVERIFY(bench.open());
    bench.path->server->send(v1::encode(v1::Challenge{}));
    bench.receive();
    QCOMPARE(bench.channel->trouble(), ProxyTrouble::NoHandshake);
}

void tst_ProxyClientDtls::tellsOfRenewal()
{
    Bench bench;
    QVERIFY(!bench.channel->takeRenewal());
    QVERIFY(bench.open());
    QVERIFY(bench.channel->takeRenewal());
    QVERIFY(!bench.channel->takeRenewal());
    bench.sendMessage();
    bench.path->forget();
    bench.hint(ByteView(bench.path->sent.back()).subspan(4, 16));
    QVERIFY(bench.runUntil([&] { return bench.path->handshakes == 2; }, 1s));
    QVERIFY(bench.channel->takeRenewal());
}

/// Each time the path can be asked for another address.
void tst_ProxyClientDtls::wakesWhileNobodyAnswers()
{
    Bench bench;
    bench.path->cut = true;
    QVERIFY(bench.runUntil([&] { return bench.path->helloTimes.size() >= 4; }, 2s));
    QVERIFY2(bench.notified >= 3, qPrintable(QString::number(bench.notified)));
}

QTEST_GUILESS_MAIN(tst_ProxyClientDtls)
#include "tst_proxy_clientdtls.moc"
