// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/icmppacket.h"
#include "liveproxy.h"
#include "netnamespace.h"
#include "stressscale.h"

#include <QRandomGenerator>
#include <QThread>
#include <QtTest>

#include <array>
#include <variant>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace std::chrono_literals;

/// What one client has is not another's, and only who was asked can answer.
class tst_Proxy_Stress_Strangers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void equalTokens();
    void guessedSessions();
    void forgedReplies();
};

namespace {

IpAddress host(std::uint32_t number)
{
    return IpAddress::v4(0x7f000100 + number);
}

v1::SessionId guessOf(const v1::SessionId &right)
{
    QRandomGenerator &random = *QRandomGenerator::global();
    v1::SessionId guess = right;
    if (random.bounded(2) == 0) {
        const std::uint32_t bit = random.bounded(128U);
        guess.bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    } else {
        for (std::uint8_t &byte : guess.bytes)
            byte = static_cast<std::uint8_t>(random.generate());
    }
    return guess;
}

/// A message that would have an effect, and an answer, if the session were the sender's.
Bytes tryAt(const v1::SessionId &session, std::uint32_t number)
{
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    const v1::SessionHeader header{session, number % 64 + 1, {number, 0}};
    if (number % 3 == 0) {
        v1::PingWriter writer(buffer, header);
        writer.add({}, number, host(99));
        return {writer.message().begin(), writer.message().end()};
    }
    if (number % 3 == 1) {
        v1::CancelWriter writer(buffer, header);
        writer.add(number);
        return {writer.message().begin(), writer.message().end()};
    }
    const auto keepAlive =
            v1::encode(v1::KeepAlive{{session, 0, {}}, v1::KeepAlive::Kind::AnswerWanted, number});
    return {keepAlive.begin(), keepAlive.end()};
}

/// Receives all echo requests of this network, and sends replies in anybody's name.
class Forger
{
public:
    Forger() : m_descriptor(::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP))
    {
        constexpr int on = 1;
        setsockopt(m_descriptor, IPPROTO_IP, IP_HDRINCL, &on, sizeof on);
    }
    ~Forger() { ::close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(Forger)

    struct Request
    {
        IpAddress from;
        IpAddress to;
        std::uint16_t id = 0;
        std::uint16_t sequence = 0;
        Bytes payload;
    };

    std::vector<Request> requests()
    {
        std::vector<Request> all;
        Bytes packet(65'536);
        for (;;) {
            const ssize_t size = ::recv(m_descriptor, packet.data(), packet.size(), MSG_DONTWAIT);
            if (size < 0)
                return all;
            const auto parsed = parseIpv4(ByteView(packet).first(static_cast<std::size_t>(size)));
            const auto *ip = std::get_if<Ipv4Packet>(&parsed);
            const IcmpMessage message =
                    ip ? parseIcmp(Family::IPv4, ip->icmp) : IcmpMessage(Rejection::NotIcmp);
            if (const auto *echo = std::get_if<EchoMessage>(&message); echo && !echo->isReply)
                all.push_back({ip->source,
                               ip->destination,
                               echo->id,
                               echo->sequence,
                               {echo->payload.begin(), echo->payload.end()}});
        }
    }

    /// The reply to a request, as its fields have it now. The kernel fills in what else an IP
    /// header needs.
    bool reply(const Request &request)
    {
        constexpr std::size_t headerSize = 20;
        Bytes packet(headerSize + icmpEchoHeaderSize + request.payload.size());
        packet[0] = 0x45;
        packet[8] = 64;
        packet[9] = IPPROTO_ICMP;
        std::copy_n(request.to.bytes.begin(), 4, packet.begin() + 12);
        std::copy_n(request.from.bytes.begin(), 4, packet.begin() + 16);
        std::copy(request.payload.begin(), request.payload.end(),
                  packet.begin() + headerSize + icmpEchoHeaderSize);
        finishEchoReply(Family::IPv4, request.id, request.sequence,
                        ByteSpan(packet).subspan(headerSize));
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_addr.s_addr = htonl(request.from.toV4());
        return ::sendto(m_descriptor, packet.data(), packet.size(), 0,
                        reinterpret_cast<sockaddr *>(&to), sizeof to) >= 0;
    }

private:
    int m_descriptor;
};

/// One thing about a reply is wrong.
Forger::Request forged(Forger::Request request, int kind)
{
    QRandomGenerator &random = *QRandomGenerator::global();
    const auto change = static_cast<std::uint16_t>(random.bounded(1, 0x10000));
    switch (kind % 4) {
    case 0:
        request.to = IpAddress::v4(0x7f000200 + change % 251);
        break;
    case 1:
        request.id ^= change;
        break;
    case 2:
        request.sequence ^= change;
        break;
    default:
        request.payload[random.bounded(static_cast<int>(request.payload.size()))] ^=
                static_cast<std::uint8_t>(random.bounded(1, 0x100));
        break;
    }
    return request;
}

} // namespace

/// The length of the payload tells whose result it is.
void tst_Proxy_Stress_Strangers::equalTokens()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    std::array<LiveClient, 2> clients;
    constexpr std::array<std::uint16_t, 2> sizes{40, 80};
    for (LiveClient &client : clients)
        QVERIFY(client.open());
    const int rounds = scaled(20, 1'000);
    constexpr std::uint64_t each = 90;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < clients.size(); ++i) {
            std::vector<v1::Ping> pings;
            for (std::uint64_t token = 0; token < each; ++token)
                pings.push_back({token, host(static_cast<std::uint32_t>(token))});
            v1::PingOptions options;
            options.payloadSize = sizes[i];
            QVERIFY(clients[i].ping(pings, options));
        }
        for (std::size_t i = 0; i < clients.size(); ++i) {
            const auto results = clients[i].results(each);
            QCOMPARE(results.size(), std::size_t{each});
            for (const v1::Result &result : results) {
                QCOMPARE(result.outcome, v1::Outcome::Reply);
                QCOMPARE(result.payloadSize, sizes[i]);
            }
            clients[i].acknowledge(); // so that the tokens may be used again
        }
    }
    qInfo("%d pings with the same tokens by two clients, all results their owner's",
          rounds * 2 * int{each});
}

void tst_Proxy_Stress_Strangers::guessedSessions()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    LiveClient client;
    LiveClient thief;
    QVERIFY(client.open());
    QVERIFY(thief.open());
    const qint64 before = echoRequestsSent();
    const auto tries = static_cast<std::uint32_t>(scaled(20'000, 1'000'000));
    constexpr std::uint32_t atOnce = 50;
    std::uint64_t pings = 0;
    for (std::uint32_t i = 0; i < tries;) {
        QVERIFY(client.ping({{++pings, host(1)}}));
        thief.send(v1::encode(
                v1::Close{{guessOf(client.opened().session), 0, {}}, v1::CloseReason::Finished}));
        for (std::uint32_t j = 0; j < atOnce; ++j, ++i) // now and then with the right one
            thief.send(tryAt(i % 1'024 == 0 ? client.opened().session
                                            : guessOf(client.opened().session),
                             i));
        for (std::uint32_t j = 0; j < atOnce; ++j) {
            const auto answer = thief.receive();
            QVERIFY2(answer, "a try was not answered");
            const v1::ProxyFrame frame = v1::parseFromProxy(*answer);
            const auto *error = std::get_if<v1::Error>(&frame);
            QVERIFY(error && error->reason == v1::ErrorReason::UnknownSession);
        }
        const auto results = client.results(1);
        QCOMPARE(results.size(), std::size_t{1});
        QCOMPARE(results[0].token, pings);
        QCOMPARE(results[0].outcome, v1::Outcome::Reply);
    }
    QCOMPARE(echoRequestsSent() - before, static_cast<qint64>(pings));
    qInfo("%u tries at another's session, each refused; %llu pings of its owner, each answered",
          tries, static_cast<unsigned long long>(pings));
}

void tst_Proxy_Stress_Strangers::forgedReplies()
{
    QCOMPARE(qicmp::support::setNetworkSysctl(u"ipv4/icmp_echo_ignore_all"_s, u"1"_s), QString());
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    LiveClient client;
    QVERIFY(client.open());
    Forger forger;
    constexpr std::uint64_t probes = 16;
    std::vector<v1::Ping> pings;
    for (std::uint64_t token = 0; token < probes; ++token)
        pings.push_back({token, host(static_cast<std::uint32_t>(token))});
    v1::PingOptions options;
    options.timeout = 600'000;
    QVERIFY(client.ping(pings, options));
    std::vector<Forger::Request> requests;
    QTRY_VERIFY([&] {
        for (Forger::Request &request : forger.requests())
            if (request.to != IpAddress::v4(0x7f000001)) // with those, the proxy tries its sockets
                requests.push_back(std::move(request));
        return requests.size() == probes;
    }());

    const int replies = scaled(10'000, 100'000);
    constexpr int atOnce = 100; // the proxy's buffer has room for as many
    for (int i = 0; i < replies; ++i) {
        QVERIFY(forger.reply(forged(requests[static_cast<std::size_t>(i) % probes], i / 16)));
        if (i % atOnce == 0)
            QThread::msleep(2);
    }
    QVERIFY(client.results(1, 200ms).empty());
    // Those that are true end them: the others had got there, too.
    for (const Forger::Request &request : requests)
        QVERIFY(forger.reply(request));
    const auto results = client.results(probes);
    QCOMPARE(results.size(), std::size_t{probes});
    for (const v1::Result &result : results)
        QCOMPARE(result.outcome, v1::Outcome::Reply);
    qInfo("%d forged replies, none taken for one", replies);
    QCOMPARE(qicmp::support::setNetworkSysctl(u"ipv4/icmp_echo_ignore_all"_s, u"0"_s), QString());
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Stress_Strangers)
#include "tst_proxy_stress_strangers.moc"
