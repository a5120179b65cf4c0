// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "serverbench.h"

#include <QtTest>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;
using qicmp::sim::answering;

/// What becomes of pings.
class tst_Proxy_Server_Pings : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outcomes();
    void refusals_data();
    void refusals();
    void rates();
    void cancel();
    void equalTokensOfTwoClients();
    void lateAndDuplicate();
    void interruptedWhenSuspended();
    void duplicatesAreFew();
    void manyPingsDelayNobodyElse();
    void canceledBeforeItsTurn();
};

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
    // A host gone mad: it does not use up what there is for the others.
    constexpr std::size_t burst = 16;
    client.ping({pingOf(2, u"192.0.2.2"_s)});
    bench.run(2 * second);
    client.read();
    QCOMPARE(client.resultsOf(2).size(), 1 + burst);
    QCOMPARE(bench.counters().extraResultsDropped, 1'499 - burst);
    client.keepAlive();
    // Many of them: what waits to be told is bounded.
    client.setAcknowledging(false);
    constexpr std::size_t mad = v1::mostExtraResults / burst + 10;
    for (std::uint64_t token = 3; token < 3 + mad; ++token)
        client.ping({pingOf(token, u"192.0.2.2"_s)});
    bench.run(2 * second);
    QVERIFY(bench.counters().extraResultsDropped >= (1'499 - burst) * (mad + 1));
    client.read();
    std::size_t told = 0;
    for (std::uint64_t token = 3; token < 3 + mad; ++token)
        told += client.resultsOf(token).size();
    QVERIFY2(told <= mad + v1::mostExtraResults, qPrintable(QString::number(told)));
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

/// However often somebody replies to the same ping.
void tst_Proxy_Server_Pings::duplicatesAreFew()
{
    ServerBench bench;
    std::vector<Nanoseconds> replies;
    for (int i = 0; i < 500; ++i)
        replies.push_back(millisecond + i * 10 * microsecond);
    bench.network().addRule(answering("192.0.2.1", replies));
    bench.network().addRule(answering("192.0.2.2", {millisecond, 2 * millisecond}));
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    client.ping({pingOf(1, u"192.0.2.1"_s), pingOf(2, u"192.0.2.2"_s)});
    bench.run(100 * millisecond);
    client.read();
    QCOMPARE(client.resultsOf(1).size(), std::size_t{17});
    QCOMPARE(client.resultsOf(2).size(), std::size_t{2});
    QCOMPARE(bench.counters().extraResultsDropped, 483U);
}

/// However many one client has waiting.
void tst_Proxy_Server_Pings::manyPingsDelayNobodyElse()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.0/24", {millisecond}));
    bench.network().setRoom(64, millisecond);
    BenchClient hog(bench, "127.0.0.1", 40'000);
    BenchClient honest(bench, "127.0.0.1", 40'001);
    QVERIFY(hog.open() && honest.open());
    std::uint64_t token = 0;
    for (int i = 0; i < 60; ++i) {
        std::vector<v1::Ping> pings;
        for (int j = 0; j < 90; ++j)
            pings.push_back(pingOf(++token, u"192.0.2.1"_s));
        hog.ping(pings);
    }
    QVERIFY(bench.counters().outstanding > 5'000);
    honest.ping({pingOf(1, u"192.0.2.2"_s)});
    bench.run(second);
    const auto &departures = bench.network().departures();
    const auto mine = std::ranges::find_if(departures, [](const auto &departure) {
        return departure.target == *support::Address::parse("192.0.2.2");
    });
    QVERIFY(mine != departures.end());
    QVERIFY2(mine - departures.begin() < 4 * 64,
             qPrintable(QString::number(mine - departures.begin())));
    QCOMPARE(departures.size(), std::size_t{token + 1});
}

void tst_Proxy_Server_Pings::canceledBeforeItsTurn()
{
    ServerBench bench;
    bench.network().addRule(answering("192.0.2.0/24", {millisecond}));
    bench.network().setRoom(1, second);
    BenchClient client(bench, "127.0.0.1", 40'000);
    QVERIFY(client.open());
    std::vector<v1::Ping> pings;
    for (std::uint64_t token = 1; token <= 90; ++token)
        pings.push_back(pingOf(token, u"192.0.2.1"_s));
    client.ping(pings);
    client.ping({pingOf(91, u"192.0.2.1"_s)});
    client.cancel({91});
    bench.run(10 * millisecond);
    client.read();
    QCOMPARE(only(client.resultsOf(91)).outcome, v1::Outcome::Canceled);
    client.close();
    bench.run(second);
    QCOMPARE(bench.counters().outstanding, 0U);
    QVERIFY(bench.network().departures().size() <= 2);
    QCOMPARE(bench.counters().outcomes[v1::Outcome::Canceled], 91U - 1U); // one was answered
}

QTEST_GUILESS_MAIN(tst_Proxy_Server_Pings)
#include "tst_proxy_server_pings.moc"
