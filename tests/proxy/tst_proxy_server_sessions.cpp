// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "serverbench.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;
using qicmp::sim::answering;

/// Sessions from HELLO to their end, without sockets and in a time of the test's own.
class tst_Proxy_Server_Sessions : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void opensWithACookie();
    void cookieExpires();
    void cookieOfAnotherIsWorthless();
    void openedAgain();
    void anotherNonceReplaces();
    void unknownSessions();
    void versionIsNegotiated();
    void addressesThatAreNotWanted();
    void idleEnds();
    void closeEnds();
    void shutDownTells();
    void asManyAsThereMayBe();
    void quietClientMakesRoom();
    void someAreForRemoteClients();
    void clientWithoutPingsMakesRoom();
    void lastLookSavesASession();
    void fewAreOpenedInATurn();
    void replacementEarnsNothing();
    void nothingLargerForStrangers();
};

namespace {

v1::Open openWith(const BenchClient &client)
{
    return client.lastOpen();
}

v1::Ping loopbackPing(std::uint64_t token)
{
    return {token, IpAddress::v4(0x7f000001)};
}

} // namespace

void tst_Proxy_Server_Sessions::opensWithACookie()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    QCOMPARE(bench.counters().sessions, 1U);
    QCOMPARE(client.opened().nonce, client.lastOpen().nonce);
    QCOMPARE(client.opened().bootId, bench.server().listener().bootId());
    QCOMPARE(client.opened().clock, bench.time().realtime());
    QCOMPARE(client.opened().grant.outstanding, 16'384U);
    BenchClient other(bench, "127.0.0.1", 40'001);
    QVERIFY(other.open());
    QVERIFY(other.opened().session != client.opened().session);
}

void tst_Proxy_Server_Sessions::cookieExpires()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.close();
    bench.run(9 * second); // one that was overheard opens again
    client.send(v1::encode(openWith(client)));
    QCOMPARE(bench.counters().sessions, 1U);
    client.close();
    bench.run(21 * second);
    client.send(v1::encode(openWith(client)));
    client.read();
    QCOMPARE(client.errors().back().reason, v1::ErrorReason::BadCookie);
    QCOMPARE(client.errors().back().correlator, openWith(client).nonce.bytes);
    QCOMPARE(client.errors().back().refusedType, std::uint8_t{3});
}

void tst_Proxy_Server_Sessions::cookieOfAnotherIsWorthless()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    BenchClient thief(bench, "127.0.0.1", 40'001);
    thief.send(v1::encode(openWith(client)));
    v1::Open altered = openWith(client);
    altered.nonce.bytes[0] ^= 1;
    client.send(v1::encode(altered));
    thief.read();
    QCOMPARE(thief.errors().size(), std::size_t{1});
    QCOMPARE(bench.counters().sessions, 1U);
    QCOMPARE(bench.counters().dropped[DropCause::BadCookie], 2U);
}

void tst_Proxy_Server_Sessions::openedAgain()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    bench.run(second);
    client.send(v1::encode(openWith(client)));
    QCOMPARE(bench.inbox(client.endpoint()).size(), std::size_t{1});
    const auto frame = v1::parseFromProxy(bench.inbox(client.endpoint()).front());
    QCOMPARE(std::get<v1::Opened>(frame), client.opened());
    QCOMPARE(bench.counters().sessionsOpened, 1U);
}

void tst_Proxy_Server_Sessions::anotherNonceReplaces()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    bench.network().addRule(answering("127.0.0.1", {50 * millisecond}));
    client.ping({loopbackPing(1)});
    const v1::SessionId old = client.opened().session;
    QVERIFY(client.open());
    QVERIFY(client.opened().session != old);
    QCOMPARE(bench.counters().sessions, 1U);
    QCOMPARE(bench.counters().sessionsEnded[SessionEnd::Replaced], 1U);
    bench.run(second);
    client.read();
    QVERIFY(client.results().empty()); // its pings went with it
    QCOMPARE(bench.counters().outstanding, 0U);
}

void tst_Proxy_Server_Sessions::unknownSessions()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    BenchClient stranger(bench, "127.0.0.1", 40'001);
    // The right session from the wrong port, and the wrong session from the right port.
    const auto stolen = v1::encode(v1::KeepAlive{{client.opened().session, 0, {}}, {}, 0});
    stranger.send(stolen);
    v1::SessionId guessed = client.opened().session;
    guessed.bytes[15] ^= 1;
    client.send(v1::encode(v1::KeepAlive{{guessed, 0, {}}, {}, 0}));
    stranger.read();
    client.read();
    QCOMPARE(stranger.errors().size(), std::size_t{1});
    QCOMPARE(stranger.errors()[0].reason, v1::ErrorReason::UnknownSession);
    QCOMPARE(stranger.errors()[0].correlator, client.opened().session.bytes);
    QCOMPARE(client.errors().size(), std::size_t{1});
    // CLOSE is never answered, and ends nobody else's session.
    stranger.send(
            v1::encode(v1::Close{{client.opened().session, 0, {}}, v1::CloseReason::Finished}));
    client.send(v1::encode(v1::Close{{guessed, 0, {}}, v1::CloseReason::Finished}));
    QVERIFY(bench.inbox(stranger.endpoint()).empty());
    QVERIFY(bench.inbox(client.endpoint()).empty());
    QCOMPARE(bench.counters().sessions, 1U);
}

void tst_Proxy_Server_Sessions::versionIsNegotiated()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    auto hello = v1::encode(v1::Hello{randomName<v1::Nonce>()});
    hello[1] = 9;
    client.send(hello);
    client.read();
    QCOMPARE(client.errors().size(), std::size_t{1});
    QCOMPARE(client.errors()[0].reason, v1::ErrorReason::UnsupportedVersion);
    QCOMPARE(client.errors()[0].versions[0], v1::version);
    QCOMPARE(bench.counters().errors[v1::ErrorReason::UnsupportedVersion], 1U);
}

void tst_Proxy_Server_Sessions::addressesThatAreNotWanted()
{
    Settings settings;
    settings.allowPlaintextFrom = {*Network::parse(u"192.0.2.0/24"_s)};
    ServerBench bench(settings);
    BenchClient wanted(bench, "192.0.2.7", 40'000);
    QVERIFY(wanted.open());
    QCOMPARE(wanted.opened().grant.rate, 200U);
    BenchClient unwanted(bench, "192.0.3.7", 40'000);
    QVERIFY(!unwanted.open());
    QCOMPARE(unwanted.errors().back().reason, v1::ErrorReason::AddressDenied);
    QCOMPARE(bench.counters().sessions, 1U);
}

void tst_Proxy_Server_Sessions::idleEnds()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    bench.run(59 * second);
    client.keepAlive();
    bench.run(59 * second);
    client.read();
    QVERIFY(client.closes().empty());
    bench.run(2 * second);
    client.read();
    QCOMPARE(client.closes().size(), std::size_t{1});
    QCOMPARE(client.closes()[0].reason, v1::CloseReason::Idle);
    QCOMPARE(bench.counters().sessionsEnded[SessionEnd::Idle], 1U);
    client.keepAlive();
    client.read();
    QCOMPARE(client.errors().back().reason, v1::ErrorReason::UnknownSession);
}

void tst_Proxy_Server_Sessions::closeEnds()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.ping({loopbackPing(1)});
    client.close();
    QVERIFY(bench.inbox(client.endpoint()).empty());
    QCOMPARE(bench.counters().sessions, 0U);
    QCOMPARE(bench.counters().outstanding, 0U);
    QVERIFY(client.open());
}

void tst_Proxy_Server_Sessions::shutDownTells()
{
    ServerBench bench;
    BenchClient one(bench, "127.0.0.1", 40'000);
    BenchClient two(bench, "::1", 40'000);
    QVERIFY(one.open() && two.open());
    bench.server().sessions().endAll(SessionEnd::ShuttingDown);
    for (BenchClient *client : {&one, &two}) {
        client->read();
        QCOMPARE(client->closes().size(), std::size_t{1});
        QCOMPARE(client->closes()[0].reason, v1::CloseReason::ShuttingDown);
    }
}

void tst_Proxy_Server_Sessions::asManyAsThereMayBe()
{
    ServerBench bench;
    for (std::uint32_t i = 0; i < SessionTable::mostLocal; ++i)
        QVERIFY(BenchClient(bench, "127.0.0.1", std::uint16_t(1'000 + i)).open());
    BenchClient late(bench, "127.0.0.1", 40'000);
    QVERIFY(!late.open());
    QCOMPARE(late.errors().back().reason, v1::ErrorReason::SessionLimit);
    QVERIFY(late.errors().back().retryAfter > 0);
    // Whoever has a session may replace it all the same.
    QVERIFY(BenchClient(bench, "127.0.0.1", 1'000).open());
    QCOMPARE(bench.counters().sessions, SessionTable::mostLocal);
}

/// However many are taken by users of this machine.
void tst_Proxy_Server_Sessions::someAreForRemoteClients()
{
    Settings settings;
    settings.allowPlaintextFrom = {*Network::parse(u"192.0.2.0/24"_s)};
    ServerBench bench(settings);
    for (std::uint32_t i = 0; i < SessionTable::mostLocal + 10; ++i)
        BenchClient(bench, i % 2 == 0 ? "127.0.0.1" : "::1", std::uint16_t(1'000 + i)).open();
    QCOMPARE(bench.counters().sessions, SessionTable::mostLocal);
    for (std::uint32_t i = SessionTable::mostLocal; i < SessionTable::capacity; ++i) {
        const std::string address = "192.0.2." + std::to_string(i % 200 + 1);
        QVERIFY(BenchClient(bench, address, std::uint16_t(1'000 + i)).open());
    }
    BenchClient late(bench, "192.0.2.250", 40'000);
    QVERIFY(!late.open());
    QCOMPARE(bench.counters().sessions, SessionTable::capacity);
}

/// Whoever says it is there, but asks for nothing.
void tst_Proxy_Server_Sessions::clientWithoutPingsMakesRoom()
{
    ServerBench bench;
    bench.network().addRule(answering("127.0.0.1", {millisecond}));
    std::vector<BenchClient> clients;
    for (std::uint32_t i = 0; i < SessionTable::mostLocal; ++i)
        QVERIFY(clients.emplace_back(bench, "127.0.0.1", std::uint16_t(1'000 + i)).open());
    for (std::uint64_t i = 0; i < 4; ++i) {
        bench.run(9 * second);
        for (std::size_t j = 0; j < clients.size(); ++j) {
            if (j == 500)
                clients[j].keepAlive();
            else
                clients[j].ping({loopbackPing(i)});
        }
        bench.run(10 * millisecond);
        for (BenchClient &client : clients) {
            client.read();
            client.keepAlive();
        }
    }
    QVERIFY(BenchClient(bench, "127.0.0.1", 40'000).open());
    clients[500].read();
    QCOMPARE(clients[500].closes().size(), std::size_t{1});
    QCOMPARE(clients[500].closes()[0].reason, v1::CloseReason::Evicted);
    QVERIFY(!BenchClient(bench, "127.0.0.1", 40'001).open());
}

/// A session is not ended for a silence that is ours.
void tst_Proxy_Server_Sessions::lastLookSavesASession()
{
    ServerBench bench;
    BenchClient one(bench, "127.0.0.1", 40'000);
    BenchClient two(bench, "127.0.0.1", 40'001);
    QVERIFY(one.open() && two.open());
    int looks = 0;
    bench.server().sessions().setLastLook([&](Session &session) {
        ++looks;
        if (session.client() == one.endpoint()) // which has said something that nobody has read
            session.heard(bench.time().monotonic());
    });
    bench.run(61 * second);
    QCOMPARE(looks, 2);
    QCOMPARE(bench.counters().sessions, 1U);
    one.read();
    two.read();
    QVERIFY(one.closes().empty());
    QCOMPARE(two.closes().size(), std::size_t{1});
}

/// Those who come first in a turn; the others come again.
void tst_Proxy_Server_Sessions::fewAreOpenedInATurn()
{
    ServerBench bench;
    std::vector<BenchClient> clients;
    for (std::uint32_t i = 0; i < 20; ++i) {
        QVERIFY(clients.emplace_back(bench, "127.0.0.1", std::uint16_t(1'000 + i)).open());
        clients.back().close();
    }
    const auto openAll = [&] {
        for (const BenchClient &client : clients)
            bench.arrive(client.endpoint(), v1::encode(client.lastOpen()));
        const std::uint32_t before = bench.counters().sessions;
        bench.run(millisecond);
        return before;
    };
    QCOMPARE(openAll(), 4U);
    QCOMPARE(bench.counters().dropped[DropCause::Busy], 16U);
    QCOMPARE(openAll(), 8U);
}

/// What a client has used up stays so, though it opens another session.
void tst_Proxy_Server_Sessions::replacementEarnsNothing()
{
    Settings settings;
    settings.clientRate = 5;
    ServerBench bench(settings);
    bench.network().addRule(answering("127.0.0.1", {millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    for (int i = 0; i < 4; ++i) {
        QVERIFY(client.open());
        for (std::uint64_t token = 0; token < 5; ++token)
            client.ping({loopbackPing(token)});
    }
    bench.run(50 * millisecond);
    QCOMPARE(bench.network().departures().size(), std::size_t{5});
    QCOMPARE(bench.counters().refusals[v1::RefusalReason::ClientRate], 15U);
}

void tst_Proxy_Server_Sessions::quietClientMakesRoom()
{
    ServerBench bench;
    std::vector<BenchClient> clients;
    for (std::uint32_t i = 0; i < SessionTable::mostLocal; ++i)
        QVERIFY(clients.emplace_back(bench, "127.0.0.1", std::uint16_t(1'000 + i)).open());
    bench.run(10 * second);
    for (std::size_t i = 0; i < clients.size(); ++i)
        if (i != 500)
            clients[i].keepAlive();
    bench.run(6 * second);
    BenchClient late(bench, "127.0.0.1", 40'000);
    QVERIFY(late.open());
    clients[500].read();
    QCOMPARE(clients[500].closes().size(), std::size_t{1});
    QCOMPARE(clients[500].closes()[0].reason, v1::CloseReason::Evicted);
    BenchClient another(bench, "127.0.0.1", 40'001);
    QVERIFY(!another.open());
}

void tst_Proxy_Server_Sessions::nothingLargerForStrangers()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    v1::SessionId unknown = randomName<v1::SessionId>();
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    v1::PingWriter ping(buffer, {unknown, 1, {}});
    QCOMPARE(ping.add({}, 1, IpAddress::v4(0x7f000001)), v1::Added::Yes);
    std::array<std::uint8_t, v1::maximumMessageSize> cancelBuffer{};
    v1::CancelWriter cancel(cancelBuffer, {unknown, 1, {}});
    QVERIFY(cancel.add(1));
    const auto bytesOf = [](auto &&message) { return Bytes(message.begin(), message.end()); };
    std::vector<Bytes> messages{
            bytesOf(v1::encode(v1::Hello{})),
            bytesOf(v1::encode(v1::Open{})),
            bytesOf(ping.message()),
            bytesOf(cancel.message()),
            bytesOf(v1::encode(v1::KeepAlive{{unknown, 0, {}}, {}, 0})),
            bytesOf(v1::encode(v1::Close{{unknown, 0, {}}, v1::CloseReason::Finished})),
            bytesOf(v1::encode(v1::Challenge{})),
            bytesOf(v1::encode(v1::Opened{})),
            bytesOf(v1::encode(v1::Error{})),
    };
    for (std::size_t i = 0; i < 6; ++i) { // and the same in every other version
        messages.push_back(messages[i]);
        messages.back()[1] = 2;
    }
    const Endpoint stranger{IpAddress::v4(0x7f000001), 50'000};
    for (const Bytes &message : messages) {
        // Whole, cut and prolonged.
        for (std::size_t size = 0; size <= message.size() + 1; ++size) {
            Bytes datagram = message;
            datagram.resize(size);
            const std::size_t before = bench.bytesOut();
            bench.send(stranger, datagram);
            QVERIFY2(bench.bytesOut() - before <= size,
                     qPrintable(u"type %1, %2 bytes"_s.arg(message[2]).arg(size)));
        }
    }
    QVERIFY(bench.network().departures().empty());
    QCOMPARE(bench.counters().sessions, 1U);
}

QTEST_GUILESS_MAIN(tst_Proxy_Server_Sessions)
#include "tst_proxy_server_sessions.moc"
