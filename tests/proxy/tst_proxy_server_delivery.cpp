// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "serverbench.h"

#include <QtTest>

#include <random>
#include <set>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;
using qicmp::sim::answering;

/// Each client learns what became of each ping exactly once, whatever is lost.
class tst_Proxy_Server_Delivery : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void lostResultComesAgain();
    void repeatedPingIsOnePing();
    void tokenInAnotherMessageIsTheSamePing();
    void keepAliveIsAnswered();
    void acknowledgesInTime();
    void refusalsAreBounded();
    void outstandingUntilAcknowledged();
    void keptForAllIsBounded();
    void whoNeverAcknowledgesIsIdle();
    void whatCameBeforeShortensNoTurn();
    void manyThroughALossyPath();
};

void tst_Proxy_Server_Delivery::lostResultComesAgain()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    bench.loseEverything(true);
    client.ping({pingOf(1, u"192.0.2.1"_s)});
    bench.run(200 * millisecond);
    bench.loseEverything(false);
    bench.run(500 * millisecond);
    client.setAcknowledging(false);
    client.read();
    QCOMPARE(only(client.resultsOf(1)).outcome, v1::Outcome::Reply);
    bench.run(5 * second);
    client.read();
    QVERIFY(client.repeats() >= 3 && client.repeats() <= 8); // never more often than once a second
    client.setAcknowledging(true);
    client.keepAlive();
    const unsigned before = client.repeats();
    bench.run(5 * second);
    client.read();
    QCOMPARE(client.repeats(), before);
    QCOMPARE(client.results().size(), std::size_t{1});
}

void tst_Proxy_Server_Delivery::repeatedPingIsOnePing()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {10 * millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    const Bytes message = client.ping({pingOf(1, u"192.0.2.1"_s)});
    for (int i = 0; i < 5; ++i)
        client.send(message);
    bench.run(100 * millisecond);
    client.read();
    for (int i = 0; i < 5; ++i) // long after its outcome
        client.send(message);
    bench.run(100 * millisecond);
    client.read();
    QCOMPARE(client.results().size(), std::size_t{1});
    QCOMPARE(bench.network().departures().size(), std::size_t{1});
    QCOMPARE(bench.counters().dropped[DropCause::Repeated], 10U);
}

void tst_Proxy_Server_Delivery::tokenInAnotherMessageIsTheSamePing()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.0/24", {10 * millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.ping({pingOf(1, u"192.0.2.1"_s)});
    client.ping({pingOf(1, u"192.0.2.1"_s), pingOf(2, u"192.0.2.2"_s)});
    client.ping({pingOf(3, u"224.0.0.1"_s)});
    client.ping({pingOf(3, u"224.0.0.1"_s)}); // a refusal, too, is told once
    bench.run(100 * millisecond);
    client.read();
    QCOMPARE(client.results().size(), std::size_t{3});
    QCOMPARE(bench.network().departures().size(), std::size_t{2});
    client.keepAlive(); // acknowledges; the token may be used anew
    client.ping({pingOf(1, u"192.0.2.1"_s)});
    bench.run(100 * millisecond);
    client.read();
    QCOMPARE(client.resultsOf(1).size(), std::size_t{2});
}

void tst_Proxy_Server_Delivery::keepAliveIsAnswered()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.keepAlive();
    bench.run(second);
    client.read();
    QVERIFY(client.keepAlives().empty());
    client.keepAlive(v1::KeepAlive::Kind::AnswerWanted, 4711);
    client.read();
    QCOMPARE(client.keepAlives().size(), std::size_t{1});
    QCOMPARE(client.keepAlives()[0].kind, v1::KeepAlive::Kind::Answer);
    QCOMPARE(client.keepAlives()[0].stamp, 4711U);
}

void tst_Proxy_Server_Delivery::acknowledgesInTime()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    const Bytes first = client.ping({pingOf(1, u"192.0.2.1"_s)});
    bench.run(6 * millisecond);
    client.read();
    QCOMPARE(client.keepAlives().size(), std::size_t{1});
    QCOMPARE(client.keepAlives()[0].header.acknowledgement.through, 1U);
    client.send(first); // it has not heard us
    client.read();
    QCOMPARE(client.keepAlives().size(), std::size_t{2});
    for (std::uint64_t token = 2; token < 10; ++token)
        client.ping({pingOf(token, u"192.0.2.1"_s)});
    client.read();
    QCOMPARE(client.keepAlives().back().header.acknowledgement.through, 9U);
}

void tst_Proxy_Server_Delivery::refusalsAreBounded()
{
    ServerBench bench;
    BenchClient client(bench, "127.0.0.1", 40'000);
    v1::Open wishes;
    wishes.outstanding = 10;
    QVERIFY(client.open(wishes));
    client.setAcknowledging(false);
    std::uint64_t token = 0;
    for (int i = 0; i < 1'000; ++i) {
        std::vector<v1::Ping> pings;
        for (int j = 0; j < 50; ++j)
            pings.push_back(pingOf(++token, u"224.0.0.1"_s));
        client.ping(pings);
    }
    const std::uint64_t refused = bench.counters().outcomes[v1::Outcome::Refused];
    QVERIFY(refused <= 10 + 64 * 98);
    QVERIFY(bench.counters().dropped[DropCause::NoRoom] > 0);
    // They were not acknowledged either, so an honest client would send them again.
    bench.run(10 * millisecond);
    client.read();
    QVERIFY(client.acknowledged() > 0 && client.acknowledged() < 200);
}

void tst_Proxy_Server_Delivery::outstandingUntilAcknowledged()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    v1::Open wishes;
    wishes.outstanding = 3;
    QVERIFY(client.open(wishes));
    client.setAcknowledging(false);
    for (std::uint64_t token = 1; token <= 4; ++token)
        client.ping({pingOf(token, u"192.0.2.1"_s)});
    bench.run(20 * millisecond);
    client.read();
    QCOMPARE(only(client.resultsOf(3)).outcome, v1::Outcome::Reply);
    QCOMPARE(only(client.resultsOf(4)).refusal, v1::RefusalReason::Outstanding);
    client.ping({pingOf(5, u"192.0.2.1"_s)});
    bench.run(20 * millisecond);
    client.read();
    QCOMPARE(only(client.resultsOf(5)).refusal, v1::RefusalReason::Outstanding);
    client.setAcknowledging(true);
    client.keepAlive();
    client.ping({pingOf(6, u"192.0.2.1"_s)});
    bench.run(20 * millisecond);
    client.read();
    QCOMPARE(only(client.resultsOf(6)).outcome, v1::Outcome::Reply);
}

/// Once others have used up what is common, each has its own still, and is told.
void tst_Proxy_Server_Delivery::keptForAllIsBounded()
{
    ServerBench bench;
    Quota &quota = bench.server().services().quota;
    for (std::size_t i = 0; i < Quota::common; ++i)
        quota.add(Quota::own);
    bench.network().addRule(answering("192.0.2.1", {millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.setAcknowledging(false);
    std::uint64_t token = 0;
    for (int i = 0; i < 60; ++i) {
        std::vector<v1::Ping> pings;
        for (int j = 0; j < 10; ++j)
            pings.push_back(pingOf(++token, i % 2 == 0 ? u"192.0.2.1"_s : u"224.0.0.1"_s));
        client.ping(pings);
    }
    bench.run(50 * millisecond);
    const auto &counters = bench.counters();
    QVERIFY(counters.refusals[v1::RefusalReason::Outstanding] > 0);
    QVERIFY(counters.dropped[DropCause::NoRoom] > 0);
    QVERIFY(counters.outcomes[v1::Outcome::Refused] + counters.outcomes[v1::Outcome::Reply] <=
            Quota::own);
    client.setAcknowledging(true);
    for (int i = 0; i < 20; ++i) {
        client.read();
        client.keepAlive();
        bench.run(50 * millisecond);
    }
    client.ping({pingOf(1'000'000, u"192.0.2.1"_s)});
    bench.run(50 * millisecond);
    client.read();
    QCOMPARE(only(client.resultsOf(1'000'000)).outcome, v1::Outcome::Reply);
    client.close();
    QCOMPARE(quota.used(), Quota::common); // as before
}

void tst_Proxy_Server_Delivery::whoNeverAcknowledgesIsIdle()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {millisecond}));
    BenchClient hoarder(bench, "127.0.0.1", 40'000);
    BenchClient honest(bench, "127.0.0.1", 40'001);
    QVERIFY(hoarder.open() && honest.open());
    hoarder.setAcknowledging(false);
    hoarder.ping({pingOf(1, u"192.0.2.1"_s)});
    std::uint64_t token = 0;
    for (int i = 0; i < 13; ++i) {
        bench.run(5 * second);
        hoarder.keepAlive();
        honest.ping({pingOf(++token, u"192.0.2.1"_s)});
        bench.run(10 * millisecond);
        honest.read();
        honest.keepAlive();
    }
    hoarder.read();
    honest.read();
    QCOMPARE(hoarder.closes().size(), std::size_t{1});
    QCOMPARE(hoarder.closes()[0].reason, v1::CloseReason::Idle);
    QVERIFY(honest.closes().empty());
    QCOMPARE(honest.results().size(), std::size_t{token});
}

void tst_Proxy_Server_Delivery::manyThroughALossyPath()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.0/24", {5 * millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    std::mt19937 random(3);
    constexpr std::uint64_t count = 5'000;
    std::uint64_t token = 0;
    // Half of what the server sends is lost; what it was sent arrives, some of it twice.
    for (int round = 0; round < 3'000 && client.results().size() < count; ++round) {
        bench.loseEverything(random() % 2 == 0);
        if (token < count) {
            std::vector<v1::Ping> pings;
            for (int i = 0; i < 20; ++i, ++token)
                pings.push_back(pingOf(token, u"192.0.2.%1"_s.arg(token % 250 + 1)));
            const Bytes message = client.ping(pings);
            if (random() % 4 == 0)
                client.send(message);
        } else {
            client.keepAlive();
        }
        bench.run(3 * millisecond);
        client.read();
    }
    QCOMPARE(client.results().size(), count);
    std::set<std::uint64_t> tokens;
    for (const v1::Result &result : client.results()) {
        QCOMPARE(result.outcome, v1::Outcome::Reply);
        QVERIFY(tokens.insert(result.token).second);
    }
    QCOMPARE(bench.network().departures().size(), count);
}

/// Telling what has come in may have taken as long as sending may take.
void tst_Proxy_Server_Delivery::whatCameBeforeShortensNoTurn()
{
    ServerBench bench;
    SessionTable &sessions = bench.server().sessions();
    std::vector<BenchClient> clients;
    for (std::uint16_t i = 0; i < 5; ++i)
        QVERIFY(clients.emplace_back(bench, "127.0.0.1", std::uint16_t(40'000 + i)).open());
    for (const BenchClient &client : clients)
        sessions.touch(*sessions.find(client.endpoint()));
    const Nanoseconds turn = bench.time().monotonic();
    bench.time().advanceTo(turn + 5 * millisecond);
    QVERIFY(!sessions.flush(turn)); // nobody is left for the next
}

QTEST_GUILESS_MAIN(tst_Proxy_Server_Delivery)
#include "tst_proxy_server_delivery.moc"
