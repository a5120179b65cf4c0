// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "golden/golden.h"
#include "liveproxy.h"
#include "netnamespace.h"

#include <QElapsedTimer>
#include <QThread>
#include <QtTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <thread>

#include <linux/capability.h>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace std::chrono_literals;

/// The program among people who mean it no good.
class tst_Proxy_Server_Hostility : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void malformedDatagrams();
    void malformedInsideASession();
    void guesses();
    void floodBySessions();
    void largeRepliesCrowdNobodyOut();
    void desertedPortIsLeft();

private:
    void pingHonestly(LiveClient &honest, qint64 duration);
};

namespace {

const IpAddress loopback = IpAddress::v4(0x7f000001);

/// All that a stranger might make of \a message: cut, prolonged, with each bit turned over. Those
/// that are sound all the same are left out.
std::vector<Bytes> malformed(const Bytes &message)
{
    std::vector<Bytes> variants;
    for (std::size_t size = 0; size < message.size(); ++size)
        variants.emplace_back(message.begin(), message.begin() + static_cast<std::ptrdiff_t>(size));
    variants.push_back(message);
    variants.back().push_back(0);
    for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
        variants.push_back(message);
        variants.back()[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
    std::erase_if(variants, [](const Bytes &variant) {
        return !std::holds_alternative<v1::FrameRejection>(v1::parseFromClient(variant));
    });
    return variants;
}

constexpr qint64 floodDuration = 3'000; // ms

/// Between an honest client's datagrams, in milliseconds. Its share of what the proxy can read is
/// smaller where all is slower.
#ifdef __SANITIZE_ADDRESS__
constexpr unsigned honestPace = 10;
#else
constexpr unsigned honestPace = 1;
#endif

/// Threads that do the same again and again, each with a socket of its own.
class Flood
{
public:
    template <typename Send>
    Flood(int senders, Send send)
    {
        for (int i = 0; i < senders; ++i) {
            m_threads.emplace_back([this, send, i] {
                LiveClient hostile;
                while (!m_stop) {
                    for (int j = 0; j < 100; ++j)
                        send(hostile, i);
                    m_sent += 100;
                }
            });
        }
    }
    ~Flood()
    {
        m_stop = true;
        for (std::thread &thread : m_threads)
            thread.join();
    }
    Q_DISABLE_COPY_MOVE(Flood)

    qint64 sent() const { return m_sent; } ///< how often all of them together have

private:
    std::atomic<bool> m_stop = false;
    std::atomic<qint64> m_sent = 0;
    std::vector<std::thread> m_threads;
};

bool stillPings(LiveClient &client, std::uint64_t token)
{
    if (!client.ping({{token, loopback}}))
        return false;
    const auto results = client.results(1);
    return results.size() == 1 && results[0].outcome == v1::Outcome::Reply;
}

} // namespace

void tst_Proxy_Server_Hostility::malformedDatagrams()
{
    LiveProxy proxy({u"--icmp4em"_s});
    const QString said = proxy.start();
    QVERIFY2(said.isEmpty(), qPrintable(said));
    LiveClient honest;
    QVERIFY(honest.open());
    QVERIFY(stillPings(honest, 1));
    const qint64 before = echoRequestsSent();
    std::vector<Bytes> datagrams{
            {}, {0}, {0xff, 0xff}, {0, 4, 'a', 'b', 'c'}, Bytes(65'000, 0), Bytes(65'000, 0xc1)};
    for (const golden::Frame &frame : golden::proxyFrames())
        for (Bytes &variant : malformed(golden::bytes(frame.hex)))
            datagrams.push_back(std::move(variant));
    for (const golden::Alteration &alteration : golden::malformedFrames())
        datagrams.push_back(golden::bytes(alteration));
    for (const golden::Datagram &dtls : golden::dtlsDatagrams())
        datagrams.push_back(golden::bytes(dtls.hex));
    QVERIFY2(datagrams.size() >= 10'000, qPrintable(QString::number(datagrams.size())));
    LiveClient stranger;
    std::size_t sent = 0;
    std::size_t received = 0;
    for (std::size_t i = 0; i < datagrams.size(); ++i) {
        sent += stranger.send(datagrams[i]) ? datagrams[i].size() : 0;
        while (const auto answer = stranger.receive(0ms))
            received += answer->size();
        if (i % 500 == 0)
            QVERIFY(stillPings(honest, 1'000 + i)); // and has had the time to read
    }
    while (const auto answer = stranger.receive(100ms))
        received += answer->size();
    QVERIFY(proxy.isAlive());
    QVERIFY(received <= sent);
    const auto pings = static_cast<qint64>((datagrams.size() + 499) / 500);
    QCOMPARE(echoRequestsSent() - before, pings);
}

void tst_Proxy_Server_Hostility::malformedInsideASession()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    LiveClient client;
    QVERIFY(client.open());
    const qint64 before = echoRequestsSent();
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    v1::PingWriter writer(buffer, client.header(1));
    QCOMPARE(writer.add({}, 1, loopback), v1::Added::Yes);
    QCOMPARE(writer.add({}, 2, IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})),
             v1::Added::Yes);
    const ByteView message = writer.message();
    for (const Bytes &variant : malformed({message.begin(), message.end()}))
        QVERIFY(client.send(variant));
    QVERIFY(stillPings(client, 3));
    QCOMPARE(echoRequestsSent() - before, 1);
}

void tst_Proxy_Server_Hostility::guesses()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    LiveClient client;
    QVERIFY(client.open());
    QVERIFY(client.ping({{1, IpAddress::v4(0x7f000001)}}));
    LiveClient thief;
    QVERIFY(thief.open());
    // It may have the right id but for one bit, and it may have the right one from a wrong port.
    int answers = 0;
    for (std::size_t bit = 0; bit <= 128; ++bit) {
        v1::SessionId id = client.opened().session;
        if (bit < 128)
            id.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        thief.send(v1::encode(v1::KeepAlive{{id, 0, {}}, v1::KeepAlive::Kind::AnswerWanted, bit}));
        const auto frame = thief.other();
        QVERIFY(frame && std::holds_alternative<v1::Error>(*frame));
        answers += std::get<v1::Error>(*frame).reason == v1::ErrorReason::UnknownSession ? 1 : 0;
    }
    QCOMPARE(answers, 129);
    QVERIFY(thief.results(1, 50ms).empty());
    QCOMPARE(client.results(1).size(), std::size_t{1});
}

/// One ping each millisecond, all of which have to be answered.
void tst_Proxy_Server_Hostility::pingHonestly(LiveClient &honest, qint64 duration)
{
    QElapsedTimer timer;
    timer.start();
    std::uint64_t token = 0;
    std::map<v1::Outcome, std::uint64_t> outcomes;
    std::set<std::uint64_t> seen;
    const auto take = [&](const std::vector<v1::Result> &results) {
        for (const v1::Result &result : results) {
            ++outcomes[result.outcome];
            seen.insert(result.token);
        }
    };
    while (timer.elapsed() < duration) {
        std::vector<v1::Ping> pings; // those that have become due
        while (static_cast<qint64>(token) < timer.elapsed() && pings.size() < 90)
            pings.push_back({++token, loopback});
        if (!pings.empty())
            QVERIFY(honest.ping(pings));
        QThread::msleep(honestPace);
        take(honest.drain());
    }
    take(honest.results(token - seen.size()));
    QVERIFY2(seen.size() == token, // unsent ones would have to be sent again, which it does not do
             qPrintable(u"%1 of %2 have an outcome"_s.arg(seen.size()).arg(token)));
    QCOMPARE(outcomes[v1::Outcome::Reply], token);
}

/// Whoever holds sessions floods as many sockets. There are more of them than are read in a turn.
void tst_Proxy_Server_Hostility::floodBySessions()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    std::vector<std::unique_ptr<LiveClient>> clients;
    for (int i = 0; i < 80; ++i)
        QVERIFY(clients.emplace_back(std::make_unique<LiveClient>())->open());
    LiveClient honest;
    QVERIFY(honest.open());
    const auto hello = v1::encode(v1::Hello{});
    const Flood flood(4, [&](LiveClient &, int number) {
        for (std::size_t i = static_cast<std::size_t>(number); i < clients.size(); i += 4)
            clients[i]->send(hello);
    });
    pingHonestly(honest, floodDuration);
    QVERIFY2(flood.sent() > 1'000, qPrintable(QString::number(flood.sent())));
}

/// Hosts on this machine answer while a batch is still being sent, into one receive buffer, which
/// is no larger than the kernel gives to anybody.
void tst_Proxy_Server_Hostility::largeRepliesCrowdNobodyOut()
{
    LiveProxy proxy;
    proxy.setWithout(CAP_NET_ADMIN);
    QCOMPARE(proxy.start(), QString());
    LiveClient honest;
    LiveClient greedy;
    QVERIFY(honest.open() && greedy.open());
    constexpr std::uint64_t count = 640;
    v1::PingOptions large;
    large.payloadSize = 30'000;
    large.timeout = 2'000;
    for (std::uint64_t token = 0; token < count; token += 64) {
        std::vector<v1::Ping> pings;
        for (std::uint64_t i = 0; i < 64; ++i)
            pings.push_back({token + i, loopback});
        QVERIFY(greedy.ping(pings, large));
    }
    QVERIFY(honest.ping({{1, loopback}}));
    const auto mine = honest.results(1);
    QCOMPARE(mine.size(), std::size_t{1});
    QCOMPARE(mine[0].outcome, v1::Outcome::Reply);
    const auto results = greedy.results(count, 5s);
    QCOMPARE(results.size(), std::size_t{count});
    QCOMPARE(std::ranges::count(results, v1::Outcome::Reply, &v1::Result::outcome),
             std::ptrdiff_t{count});
}

/// A program that ended without a word is told nothing for long: another user may get its port.
void tst_Proxy_Server_Hostility::desertedPortIsLeft()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    const int descriptors = proxy.descriptorCount();
    {
        LiveClient client;
        QVERIFY(client.open());
        QVERIFY(client.ping({{1, loopback}}));
        QVERIFY(client.results(1).size() == 1); // which it does not acknowledge
    }
    QTRY_COMPARE_WITH_TIMEOUT(proxy.descriptorCount(), descriptors, 10'000); // idle would be 60 s
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Server_Hostility)
#include "tst_proxy_server_hostility.moc"
