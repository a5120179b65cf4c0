// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "serverbench.h"

#include <QtTest>

#include <map>
#include <random>
#include <set>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;
using qicmp::sim::answering;

/// What becomes of pings, and that each client learns it exactly once.
class tst_Proxy_Server_Pings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outcomes();
    void refusals_data();
    void refusals();
    void rates();
    void lostResultComesAgain();
    void repeatedPingIsOnePing();
    void tokenInAnotherMessageIsTheSamePing();
    void cancel();
    void equalTokensOfTwoClients();
    void lateAndDuplicate();
    void keepAliveIsAnswered();
    void acknowledgesInTime();
    void refusalsAreBounded();
    void outstandingUntilAcknowledged();
    void interruptedWhenSuspended();
    void manyThroughALossyPath();
};

namespace {

v1::Ping pingOf(std::uint64_t token, const QString &target)
{
    return {token, *parseAddress(target)};
}

v1::Result only(const std::vector<v1::Result> &results)
{
    v1::Result none;
    none.outcome = {};
    return results.size() == 1 ? results.front() : none;
}

} // namespace

void tst_Proxy_Server_Pings::outcomes()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {7 * millisecond}));
    bench.network().addRule(answering("192.0.2.2", {}));
    bench.network().addRule(answering("2001:db8::1", {3 * millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    const Nanoseconds sentAt = bench.time().realtime();
    client.ping({pingOf(1, u"192.0.2.1"_s), pingOf(2, u"192.0.2.2"_s)});
    client.ping({pingOf(3, u"2001:db8::1"_s)});
    bench.run(50 * millisecond);
    client.read();
    const v1::Result reply = only(client.resultsOf(1));
    QCOMPARE(reply.outcome, v1::Outcome::Reply);
    QCOMPARE(reply.time, 7 * millisecond);
    QCOMPARE(reply.sentAt, sentAt);
    QVERIFY(reply.kernelStamps);
    QCOMPARE(reply.payloadSize, std::uint16_t{56});
    QCOMPARE(only(client.resultsOf(3)).time, 3 * millisecond);
    QVERIFY(client.resultsOf(2).empty());
    bench.run(second);
    client.read();
    QCOMPARE(only(client.resultsOf(2)).outcome, v1::Outcome::Timeout);
    QCOMPARE(only(client.resultsOf(2)).sentAt, sentAt);
    QCOMPARE(bench.counters().outcomes[v1::Outcome::Reply], 2U);
    QCOMPARE(bench.counters().outcomes[v1::Outcome::Timeout], 1U);
    QCOMPARE(bench.counters().outstanding, 0U);
}

void tst_Proxy_Server_Pings::refusals_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("payload");
    QTest::addColumn<int>("timeout");
    QTest::addColumn<int>("interface");
    QTest::addColumn<int>("reason");
    const auto row = [](const char *name, const QString &target, int payload, int timeout,
                        int interfaceIndex, v1::RefusalReason reason) {
        QTest::newRow(name) << target << payload << timeout << interfaceIndex << int(reason);
    };
    using enum v1::RefusalReason;
    row("denied", u"10.0.0.1"_s, 56, 1'000, 0, DestinationDenied);
    row("multicast", u"224.0.0.1"_s, 56, 1'000, 0, DestinationForbidden);
    row("payload", u"192.0.2.1"_s, 1'473, 1'000, 0, PayloadSize);
    row("timeout", u"192.0.2.1"_s, 56, 60'001, 0, TimeoutLength);
    row("option", u"192.0.2.1"_s, 56, 1'000, 1, OptionDenied);
    row("the first of them", u"224.0.0.1"_s, 2'000, 70'000, 1, DestinationForbidden);
}

void tst_Proxy_Server_Pings::refusals()
{
    QFETCH(QString, target);
    QFETCH(int, payload);
    QFETCH(int, timeout);
    QFETCH(int, interface);
    QFETCH(int, reason);
    Settings settings;
    settings.deny = {*Network::parse(u"10.0.0.0/8"_s)};
    settings.allowPlaintextFrom = {*Network::parse(u"198.51.100.0/24"_s)};
    ServerBench bench(settings);
    BenchClient client(bench, "198.51.100.1", 40'000);
    QVERIFY(client.open());
    v1::PingOptions options;
    options.payloadSize = static_cast<std::uint16_t>(payload);
    options.timeout = static_cast<std::uint32_t>(timeout);
    options.interfaceIndex = static_cast<std::uint32_t>(interface);
    client.ping({pingOf(1, target)}, options);
    client.read();
    QCOMPARE(only(client.resultsOf(1)).outcome, v1::Outcome::Refused);
    QCOMPARE(int(only(client.resultsOf(1)).refusal), reason);
    QVERIFY(bench.network().departures().empty());
    QCOMPARE(bench.counters().refusals[v1::RefusalReason(reason)], 1U);
}

void tst_Proxy_Server_Pings::rates()
{
    Settings settings;
    settings.allowPlaintextFrom = {*Network::parse(u"198.51.100.0/24"_s)};
    settings.totalRate = 260;
    ServerBench bench(settings);
    bench.network().addRule(answering("192.0.2.0/24", {millisecond}));
    BenchClient client(bench, "198.51.100.1", 40'000);
    QVERIFY(client.open());
    std::map<v1::RefusalReason, int> refused;
    const auto count = [&refused](BenchClient &from) {
        refused.clear();
        int replies = 0;
        from.read();
        for (const v1::Result &result : from.results()) {
            replies += result.outcome == v1::Outcome::Reply ? 1 : 0;
            if (result.outcome == v1::Outcome::Refused)
                ++refused[result.refusal];
        }
        return replies;
    };
    for (std::uint64_t token = 0; token < 30; ++token)
        client.ping({pingOf(token, u"192.0.2.1"_s)});
    bench.run(20 * millisecond);
    QCOMPARE(count(client), 10);
    QCOMPARE(refused[v1::RefusalReason::DestinationRate], 20);
    for (std::uint64_t token = 100; token < 350; ++token)
        client.ping({pingOf(token, u"192.0.2.%1"_s.arg(token % 100 + 2))});
    bench.run(20 * millisecond);
    QVERIFY(count(client) <= 200 + 8 && count(client) >= 200); // 8 come back in 40 ms
    QVERIFY(refused[v1::RefusalReason::ClientRate] > 0);
    BenchClient other(bench, "198.51.100.2", 40'000);
    QVERIFY(other.open());
    for (std::uint64_t token = 0; token < 100; ++token)
        other.ping({pingOf(token, u"192.0.2.%1"_s.arg(token + 130))});
    bench.run(20 * millisecond);
    QVERIFY(count(other) >= 50 && count(other) < 90);
    QVERIFY(refused[v1::RefusalReason::TotalRate] > 0);
}

void tst_Proxy_Server_Pings::lostResultComesAgain()
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

void tst_Proxy_Server_Pings::repeatedPingIsOnePing()
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

void tst_Proxy_Server_Pings::tokenInAnotherMessageIsTheSamePing()
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

void tst_Proxy_Server_Pings::cancel()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {20 * millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.ping({pingOf(1, u"192.0.2.1"_s), pingOf(2, u"192.0.2.1"_s)});
    client.cancel({1, 99});
    bench.run(100 * millisecond);
    client.cancel({2}); // it has its outcome
    bench.run(100 * millisecond);
    client.read();
    QCOMPARE(only(client.resultsOf(1)).outcome, v1::Outcome::Canceled);
    QVERIFY(only(client.resultsOf(1)).sentAt != 0);
    QCOMPARE(only(client.resultsOf(2)).outcome, v1::Outcome::Reply);
    QCOMPARE(client.results().size(), std::size_t{2});
}

void tst_Proxy_Server_Pings::equalTokensOfTwoClients()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {10 * millisecond}));
    bench.network().addRule(answering("192.0.2.2", {20 * millisecond}));
    BenchClient one(bench, "127.0.0.1", 40'000);
    BenchClient two(bench, "127.0.0.1", 40'001);
    QVERIFY(one.open() && two.open());
    for (std::uint64_t token = 0; token < 50; ++token) {
        one.ping({pingOf(token, u"192.0.2.1"_s)});
        two.ping({pingOf(token, u"192.0.2.2"_s)});
    }
    bench.run(100 * millisecond);
    one.read();
    two.read();
    for (std::uint64_t token = 0; token < 50; ++token) {
        QCOMPARE(only(one.resultsOf(token)).time, 10 * millisecond);
        QCOMPARE(only(two.resultsOf(token)).time, 20 * millisecond);
    }
}

void tst_Proxy_Server_Pings::lateAndDuplicate()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {1'500 * millisecond, 1'600 * millisecond}));
    bench.network().addRule(answering("192.0.2.2", std::vector<Nanoseconds>(1'500, millisecond)));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.ping({pingOf(1, u"192.0.2.1"_s)});
    bench.run(2 * second);
    client.read();
    const auto results = client.resultsOf(1);
    QCOMPARE(results.size(), std::size_t{3});
    QCOMPARE(results[0].outcome, v1::Outcome::Timeout);
    QCOMPARE(results[1].outcome, v1::Outcome::LateReply);
    QCOMPARE(results[1].time, 1'500 * millisecond);
    QCOMPARE(results[2].outcome, v1::Outcome::DuplicateReply);
    client.keepAlive();
    // A host gone mad: what waits to be told is bounded.
    client.setAcknowledging(false);
    client.ping({pingOf(2, u"192.0.2.2"_s)});
    bench.run(2 * second);
    client.read();
    QCOMPARE(client.resultsOf(2).size(), 1 + v1::mostExtraResults);
    QCOMPARE(bench.counters().extraResultsDropped, 1'499 - v1::mostExtraResults);
}

void tst_Proxy_Server_Pings::keepAliveIsAnswered()
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

void tst_Proxy_Server_Pings::acknowledgesInTime()
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

void tst_Proxy_Server_Pings::refusalsAreBounded()
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

void tst_Proxy_Server_Pings::outstandingUntilAcknowledged()
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

void tst_Proxy_Server_Pings::interruptedWhenSuspended()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.1", {}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.ping({pingOf(1, u"192.0.2.1"_s)});
    bench.network().suspend(3600 * second);
    bench.time().suspend(3600 * second);
    bench.run(100 * millisecond);
    client.read();
    QCOMPARE(only(client.resultsOf(1)).outcome, v1::Outcome::Interrupted);
    QCOMPARE(only(client.resultsOf(1)).interruption, v1::InterruptionCause::Suspended);
}

void tst_Proxy_Server_Pings::manyThroughALossyPath()
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

QTEST_GUILESS_MAIN(tst_Proxy_Server_Pings)
#include "tst_proxy_server_pings.moc"
