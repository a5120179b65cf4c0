// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "proxyclientfixture.h"

#include <QtTest/qtest.h>

#include <random>
#include <set>

using namespace qicmp;
using namespace qicmp::support;
using Kind = Conclusion::Kind;
using State = ProxyClient::State;

namespace {

v1::Result only(v1::Outcome outcome)
{
    v1::Result result;
    result.outcome = outcome;
    return result;
}

} // namespace

/// What a client makes of a proxy that behaves: proxy/PROTOCOL.md, 3 to 6.
class tst_ProxyClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void opensWithTheFirstPing();
    void pingsOfOneCallShareADatagram();
    void optionsReachTheProxy();
    void replyIsToldWhole();
    void outcomes_data();
    void outcomes();
    void clocksMayDiffer();
    void timeOfNonsenseIsNotTold();
    void timesCountFromTheArrival();
    void lateRepliesComeAfterTheOutcome();
    void lostDatagramsCostNothing_data();
    void lostDatagramsCostNothing();
    void keepsToWhatMayBeOutstanding();
    void keepsToTheRate();
    void cancels();
    void cancelsWhatWaits();
    void cancelWaitsForTheAcknowledgement();
    void whatPingsCantCarryIsRefused();
    void countsTheProxysOverflows();
    void keepsTheSessionAlive();
    void closesWhatIsNotUsed();
    void closesWhenDestroyed();
    void ignoresStrangers();
};

void tst_ProxyClient::opensWithTheFirstPing()
{
    ClientFixture f;
    f.run(10 * second);
    QCOMPARE(f.path.sent, 0);
    QCOMPARE(f.client->state(), State::Idle);
    QVERIFY(f.client->isReady());

    const auto tokens = f.ping();
    QCOMPARE(f.proxy.hellos, 1); // at once
    f.run(millisecond);
    QCOMPARE(f.client->state(), State::Open);
    QCOMPARE(f.proxy.tokens(), tokens);
    QCOMPARE(f.proxy.messages,
             (std::vector{v1::MessageType::Hello, v1::MessageType::Open, v1::MessageType::Ping}));
    QCOMPARE(f.proxy.malformed, 0);
}

void tst_ProxyClient::pingsOfOneCallShareADatagram()
{
    ClientFixture f;
    f.open();
    const auto tokens = f.ping(98);
    QCOMPARE(f.last.accepted, 98U);
    QCOMPARE(f.proxy.messages, std::vector{v1::MessageType::Ping});
    QCOMPARE(f.proxy.tokens(), tokens);
    f.ping(99);
    QCOMPARE(f.proxy.messages.size(), std::size_t{3});
    QCOMPARE(f.proxy.pings.size(), std::size_t{197});
}

void tst_ProxyClient::optionsReachTheProxy()
{
    ClientFixture f;
    f.open();
    f.options.payloadSize = 1'000;
    f.options.ttl = 7;
    f.options.trafficClass = 0x2e;
    f.options.dontFragment = true;
    f.options.interfaceIndex = 3;
    f.options.source = IpAddress::v4(0x0a000001);
    f.ping(1, 1'500 * millisecond + 1);
    const v1::PingOptions &options = f.proxy.pings.at(0).options;
    QCOMPARE(options.payloadSize, std::uint16_t{1'000});
    QCOMPARE(options.timeout, 1'501U);
    QCOMPARE(options.ttl, std::uint8_t{7});
    QCOMPARE(options.trafficClass, std::int16_t{0x2e});
    QVERIFY(options.dontFragment);
    QCOMPARE(options.interfaceIndex, 3U);
    QVERIFY(options.source == f.options.source);
}

void tst_ProxyClient::replyIsToldWhole()
{
    ClientFixture f;
    f.open();
    const std::uint64_t token = f.ping().front();
    f.run(3 * millisecond);
    v1::Result result = f.proxy.result(token);
    result.responder = IpAddress::v4(0xcb007109);
    const Nanoseconds wall = f.clock.realtime();
    f.proxy.tell(result, f.clock.now);
    f.receive();
    QCOMPARE(f.kinds(), std::vector{Kind::Reply});
    const Conclusion &reply = f.conclusions.front();
    QCOMPARE(reply.probe, token);
    QCOMPARE(reply.time, Nanoseconds{1'500'000});
    QCOMPARE(reply.sentAtWall, wall - 20 * millisecond);
    QCOMPARE(reply.ttl, std::int16_t{64});
    QCOMPARE(reply.payloadSize, 56U);
    QVERIFY(reply.kernelStamps);
    QVERIFY(reply.responder == result.responder);
    QCOMPARE(f.client->outstanding(), 0U);
}

void tst_ProxyClient::outcomes_data()
{
    QTest::addColumn<v1::Result>("result");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<FailureCode>("code");
    QTest::addColumn<int>("detail");
    QTest::addColumn<bool>("final");

    const auto row = [](const char *name, const v1::Result &result, Kind kind, FailureCode code,
                        int detail = 0, bool final = false) {
        QTest::newRow(name) << result << kind << code << detail << final;
    };
    v1::Result result = only(v1::Outcome::Timeout);
    row("timeout", result, Kind::Timeout, FailureCode::NoError);

    result = only(v1::Outcome::IcmpError);
    result.icmpType = 3;
    result.icmpCode = 1;
    row("unreachable", result, Kind::IcmpError, FailureCode::DestinationUnreachable);
    result.icmpCode = 4;
    result.mtu = 1'400;
    row("too big", result, Kind::IcmpError, FailureCode::PacketTooBig);
    result.icmpType = 11;
    result.icmpCode = 0;
    row("time exceeded", result, Kind::IcmpError, FailureCode::TimeExceeded);

    result = only(v1::Outcome::SendError);
    result.systemError = 101;
    result.sendError = v1::SendErrorClass::NetworkUnreachable;
    row("no route", result, Kind::Unsent, FailureCode::NetworkUnreachable);
    result.sendError = v1::SendErrorClass::PermissionDenied;
    row("no permission", result, Kind::Unsent, FailureCode::PermissionDenied, 0, true);
    result.sendError = v1::SendErrorClass::PacketTooBig;
    row("larger than the interface", result, Kind::Unsent, FailureCode::PacketTooBig, 0, true);
    result.sendError = v1::SendErrorClass::InvalidArgument;
    row("wrong options", result, Kind::Unsent, FailureCode::InvalidArgument, 0, true);
    result.sendError = v1::SendErrorClass::SendFailed;
    row("not sent", result, Kind::Unsent, FailureCode::SendFailed);

    result = only(v1::Outcome::Refused);
    for (int reason = 1; reason <= 10; ++reason) {
        result.refusal = static_cast<v1::RefusalReason>(reason);
        const bool passes = reason >= 5 && reason <= 8; // there was too much at a time
        row(qPrintable(QStringLiteral("refused, %1").arg(reason)), result, Kind::Unsent,
            FailureCode::ProxyRefused, reason, !passes);
    }
    result = only(v1::Outcome::Interrupted);
    for (int cause = 0; cause <= 3; ++cause) {
        result.interruption = static_cast<v1::InterruptionCause>(cause);
        row(qPrintable(QStringLiteral("interrupted, %1").arg(cause)), result, Kind::Interrupted,
            FailureCode::Interrupted, cause);
    }
    row("canceled, but not by us", only(v1::Outcome::Canceled), Kind::Interrupted,
        FailureCode::Interrupted);
}

void tst_ProxyClient::outcomes()
{
    QFETCH(v1::Result, result);
    ClientFixture f;
    f.open();
    result.token = f.ping().front();
    f.run(3 * millisecond);
    f.proxy.tell(result, f.clock.now);
    f.receive();
    QCOMPARE(f.conclusions.size(), std::size_t{1});
    const Conclusion &conclusion = f.conclusions.front();
    QTEST(conclusion.kind, "kind");
    QTEST(conclusion.failure.code, "code");
    QTEST(int(conclusion.failure.detail), "detail");
    QTEST(bool(conclusion.final), "final");
    if (result.outcome != v1::Outcome::Refused)
        QCOMPARE(conclusion.failure.mtu, result.mtu);
}

void tst_ProxyClient::clocksMayDiffer()
{
    const auto sentAt = [](Nanoseconds sent, Nanoseconds clock) {
        v1::Result result = only(v1::Outcome::Timeout);
        result.sentAt = sent;
        return concludeFrom(result, Family::IPv4, {.proxy = clock, .here = 5'000 * second})
                .sentAtWall;
    };
    QCOMPARE(sentAt(10 * second, 11 * second), 4'999 * second);
    QCOMPARE(sentAt(0, 11 * second), 0);                        // never left
    QCOMPARE(sentAt(11 * second, 10 * second), 5'000 * second); // set back meanwhile
    constexpr Nanoseconds most = std::numeric_limits<Nanoseconds>::max();
    QVERIFY(sentAt(1, most) < 5'000 * second); // nonsense overflows nothing
    QCOMPARE(sentAt(most, 0), 5'000 * second);
}

void tst_ProxyClient::timeOfNonsenseIsNotTold()
{
    const auto time = [](Nanoseconds told) {
        v1::Result result = only(v1::Outcome::Reply);
        result.time = told;
        return concludeFrom(result, Family::IPv4, {}).time;
    };
    QCOMPARE(time(1'500'000), Nanoseconds{1'500'000});
    QCOMPARE(time(-1), Nanoseconds{0});
    QCOMPARE(time(std::numeric_limits<Nanoseconds>::max()), 24 * 3'600 * second);
}

void tst_ProxyClient::timesCountFromTheArrival()
{
    ClientFixture f;
    f.open();
    const std::uint64_t token = f.ping().front();
    f.run(3 * millisecond);
    f.path.arrived = f.clock.realtime();
    f.proxy.tell(f.proxy.result(token), f.clock.now);
    f.clock.now += 300 * millisecond; // the application is busy
    f.receive();
    QCOMPARE(f.kinds(), std::vector{Kind::Reply});
    QCOMPARE(f.conclusions.front().sentAtWall, f.path.arrived - 20 * millisecond);
}

void tst_ProxyClient::lateRepliesComeAfterTheOutcome()
{
    ClientFixture f;
    f.open();
    const std::uint64_t token = f.ping().front();
    f.run(3 * millisecond);
    // The RESULT with the outcome is lost at first, those behind it arrive.
    int results = 0;
    f.path.swallows = [&results](ByteView datagram) {
        return datagram[2] == std::uint8_t(v1::MessageType::Result) && results++ == 0;
    };
    f.proxy.tell(f.proxy.result(token, v1::Outcome::Timeout), f.clock.now);
    f.proxy.tell(f.proxy.result(token, v1::Outcome::LateReply), f.clock.now);
    f.proxy.tell(f.proxy.result(token, v1::Outcome::DuplicateReply), f.clock.now);
    f.receive();
    QCOMPARE(f.kinds(), std::vector<Kind>{});
    f.run(200 * millisecond);
    QCOMPARE(f.kinds(), (std::vector{Kind::Timeout, Kind::LateReply, Kind::DuplicateReply}));
}

void tst_ProxyClient::lostDatagramsCostNothing_data()
{
    QTest::addColumn<unsigned>("percent");
    for (const unsigned percent : {0U, 5U, 10U, 20U})
        QTest::addRow("%u %%", percent) << percent;
}

void tst_ProxyClient::lostDatagramsCostNothing()
{
    QFETCH(const unsigned, percent);
    ClientFixture f;
    std::mt19937 random(5);
    f.path.loses = [&](ByteView) { return random() % 100 < percent; };
    f.path.swallows = f.path.loses;
    std::vector<std::uint64_t> tokens;
    std::size_t told = 0;
    for (int turn = 0; turn < 5'000 && f.conclusions.size() < 1'000; ++turn) {
        if (tokens.size() < 1'000 && f.client->isReady()) {
            const auto more = f.ping(10, 3'600 * second);
            tokens.insert(tokens.end(), more.begin(), more.begin() + f.last.accepted);
        }
        f.run(10 * millisecond);
        std::vector<v1::Result> results;
        for (; results.size() < 20 && f.proxy.canTell() && told < f.proxy.pings.size(); ++told)
            results.push_back(f.proxy.result(f.proxy.pings[told].ping.token));
        if (!results.empty())
            f.proxy.tell(results, f.clock.now);
    }
    QCOMPARE(f.proxy.sessions, 1);
    QCOMPARE(f.proxy.pings.size(), tokens.size());
    QCOMPARE(f.conclusions.size(), tokens.size());
    std::set<std::uint64_t> concluded;
    for (const Conclusion &conclusion : f.conclusions) {
        QCOMPARE(conclusion.kind, Kind::Reply);
        concluded.insert(conclusion.probe);
    }
    QCOMPARE(concluded.size(), tokens.size());
}

void tst_ProxyClient::keepsToWhatMayBeOutstanding()
{
    ClientFixture f;
    f.proxy.grant.outstanding = 3;
    f.open();
    const auto tokens = f.ping(5);
    QCOMPARE(f.last.accepted, 3U);
    QCOMPARE(f.last.verdict, SendResult::Verdict::Blocked);
    QVERIFY(!f.client->isReady());
    f.run(3 * millisecond);
    f.proxy.tell(f.proxy.result(tokens[1]), f.clock.now);
    f.receive();
    QVERIFY(f.client->isReady());
    f.ping(5);
    QCOMPARE(f.last.accepted, 1U);
    QCOMPARE(f.client->outstanding(), 3U);
}

void tst_ProxyClient::keepsToTheRate()
{
    ClientFixture f;
    f.proxy.grant.rate = 1'000;
    f.proxy.grant.burst = 100;
    f.open();
    f.run(second);
    const Nanoseconds began = f.clock.now;
    std::size_t sent = 0;
    while (f.clock.now < began + second) {
        f.ping(64);
        sent += f.last.accepted;
        const auto inTime = std::size_t((f.clock.now - began) / millisecond);
        QVERIFY2(sent <= inTime + 50, qPrintable(QString::number(sent)));
        QVERIFY(f.client->isReady() || f.client->nextDue() <= f.clock.now + 2 * millisecond);
        f.step(f.clock.now + millisecond);
        for (const auto &ping : std::exchange(f.proxy.pings, {}))
            f.proxy.tell(f.proxy.result(ping.ping.token), f.clock.now);
    }
    QVERIFY2(sent >= 999 && sent <= 1'050, qPrintable(QString::number(sent)));
}

void tst_ProxyClient::cancels()
{
    ClientFixture f;
    f.open();
    const auto tokens = f.ping(3);
    f.run(20 * millisecond); // acknowledged
    f.client->withdraw(tokens[0]);
    f.client->withdraw(tokens[2]);
    QVERIFY(f.client->nextDue() <= f.clock.now);
    f.run(millisecond);
    QCOMPARE(std::set(f.proxy.cancels.begin(), f.proxy.cancels.end()),
             (std::set{tokens[0], tokens[2]}));
    QCOMPARE(f.client->outstanding(), 3U); // as long as the proxy says so
    f.proxy.tell({f.proxy.result(tokens[0], v1::Outcome::Canceled),
                  f.proxy.result(tokens[1], v1::Outcome::Reply),
                  f.proxy.result(tokens[2], v1::Outcome::Reply)},
                 f.clock.now);
    f.receive();
    QCOMPARE(f.client->outstanding(), 0U);
    QCOMPARE(f.conclusions.size(), std::size_t{1});
    QCOMPARE(f.conclusions.front().probe, tokens[1]);
}

void tst_ProxyClient::cancelsWhatWaits()
{
    ClientFixture f;
    f.path.cut = true;
    const auto tokens = f.ping(3);
    f.client->withdraw(tokens[1]);
    f.path.cut = false;
    f.run(300 * millisecond);
    QCOMPARE(f.proxy.tokens(), (std::vector{tokens[0], tokens[2]}));
    QVERIFY(f.proxy.cancels.empty());
}

void tst_ProxyClient::cancelWaitsForTheAcknowledgement()
{
    ClientFixture f;
    f.open();
    f.path.cut = true;
    const std::uint64_t token = f.ping().front();
    f.client->withdraw(token);
    f.run(40 * millisecond);
    f.path.cut = false;
    f.run(200 * millisecond);
    QCOMPARE(f.proxy.tokens(), std::vector{token});
    QCOMPARE(f.proxy.cancels, std::vector{token});
    const auto &messages = f.proxy.messages;
    QVERIFY(std::ranges::find(messages, v1::MessageType::Ping) <
            std::ranges::find(messages, v1::MessageType::Cancel));
}

void tst_ProxyClient::whatPingsCantCarryIsRefused()
{
    for (const bool open : {false, true}) {
        ClientFixture f;
        if (open)
            f.open();
        f.options.broadcast = true;
        f.ping(2);
        QCOMPARE(f.last.accepted, 0U);
        QCOMPARE(f.last.verdict, SendResult::Verdict::Refused);
        QCOMPARE(f.last.failure.code, FailureCode::InvalidArgument);
        QCOMPARE(f.last.failure.detail, std::uint8_t(ProxyLimit::Broadcast));
        f.options.broadcast = false;
        f.options.payload = {1, 2, 3};
        f.ping();
        QCOMPARE(f.last.failure.detail, std::uint8_t(ProxyLimit::Payload));
        f.options.payload = {};
        f.ping();
        QCOMPARE(f.last.accepted, 1U);
    }
    ClientFixture f;
    f.options.source = IpAddress::v6({0x20, 0x01}); // for an IPv4 target: no PING can say that
    f.ping();
    f.run(20 * millisecond);
    QCOMPARE(f.kinds(), std::vector{Kind::Unsent});
    QCOMPARE(f.conclusions.front().failure.code, FailureCode::InvalidArgument);
}

void tst_ProxyClient::countsTheProxysOverflows()
{
    ClientFixture f;
    f.proxy.dropped = 0xffff'fffe; // before our time
    f.open();
    QCOMPARE(f.client->overflows(), 0U);
    const auto tokens = f.ping(1);
    f.run(3 * millisecond);
    f.proxy.dropped = 1; // it counts modulo 2^32
    f.proxy.tell(f.proxy.result(tokens[0]), f.clock.now);
    f.receive();
    QCOMPARE(f.client->overflows(), 3U);
}

void tst_ProxyClient::keepsTheSessionAlive()
{
    ClientFixture f;
    f.open();
    f.run(25 * second);
    QCOMPARE(f.proxy.messages,
             (std::vector{v1::MessageType::KeepAlive, v1::MessageType::KeepAlive}));
    QCOMPARE(f.client->state(), State::Open);
}

void tst_ProxyClient::closesWhatIsNotUsed()
{
    ClientFixture f;
    f.open();
    f.run(61 * second);
    QCOMPARE(f.client->state(), State::Idle);
    QVERIFY(f.proxy.closed == v1::CloseReason::Finished);
    const auto tokens = f.ping();
    f.run(10 * millisecond);
    QCOMPARE(f.proxy.sessions, 2);
    QCOMPARE(f.proxy.tokens(), tokens);
}

void tst_ProxyClient::closesWhenDestroyed()
{
    ClientFixture f;
    f.open();
    f.client.reset();
    QVERIFY(f.proxy.closed == v1::CloseReason::Finished);
}

void tst_ProxyClient::ignoresStrangers()
{
    ClientFixture f;
    f.open();
    const std::uint64_t token = f.ping().front();
    f.run(20 * millisecond);
    const v1::SessionHeader header{{{0x99}}, 1, {}};
    const auto inject = [&f](ByteView message) {
        f.proxy.outbox.emplace_back(message.begin(), message.end());
        f.receive();
    };
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    v1::ResultWriter writer(buffer, header, 1, 0);
    writer.add(f.proxy.result(token));
    inject(writer.message());
    inject(v1::encode(v1::Close{{{{0x99}}, 0, {}}, v1::CloseReason::Evicted}));
    inject(v1::encode(v1::Error{.correlator = {0x99}, .reason = v1::ErrorReason::UnknownSession}));
    inject(v1::encode(v1::Opened{}));
    inject(v1::encode(v1::Challenge{}));
    inject(Datagram{});
    inject(Datagram(1500, 0xc1));
    QCOMPARE(f.client->state(), State::Open);
    QCOMPARE(f.proxy.sessions, 1);
    QVERIFY(f.conclusions.empty());
}

QTEST_APPLESS_MAIN(tst_ProxyClient)
#include "tst_proxy_client.moc"
