// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/engine.h"
#include "steppedclock.h"

#include <QtTest/qtest.h>

#include <deque>
#include <utility>
#include <vector>

using namespace qicmp;
using qicmp::support::SteppedClock;
using Kind = EngineEvent::Kind;

namespace {

constexpr Nanoseconds travelTime = 3 * millisecond; // from us to whoever sends the probe

/// Has probes sent elsewhere, and hears from there what became of them.
class ConcludingTransport final : public Transport
{
public:
    bool isReady() const override { return true; }
    SendResult send(std::span<const OutgoingEcho> echoes) override
    {
        for (const OutgoingEcho &echo : echoes)
            sent.push_back(echo.probe);
        return {.accepted = static_cast<std::uint32_t>(echoes.size()),
                .verdict = SendResult::Verdict::Complete,
                .failure = {}};
    }
    bool receive(TransportSink &sink) override
    {
        sink.batchRead();
        for (const Conclusion &conclusion : std::exchange(conclusions, {}))
            sink.concluded(conclusion);
        return false;
    }
    std::uint64_t receiveOverflows() override { return 0; }
    std::optional<std::uint16_t> identifier(Family, std::uint32_t index) override
    {
        return static_cast<std::uint16_t>(index);
    }
    bool concludes() const override { return true; }
    void withdraw(std::uint64_t probe) override { withdrawn.push_back(probe); }

    std::vector<std::uint64_t> sent;
    std::vector<std::uint64_t> withdrawn;
    std::vector<Conclusion> conclusions;
};

class Fixture
{
public:
    explicit Fixture(std::uint16_t retries = 0) : engine(clock)
    {
        engine.setTransport(&transport);
        EchoOptions options;
        options.timeout = second;
        options.retries = retries;
        request = engine.add({.target = IpAddress::v4(0xc0000201),
                              .options = engine.options().acquire(options),
                              .owner = 1,
                              .observed = true});
        activate();
    }

    void activate()
    {
        while (engine.activate()) {
        }
        Engine::Events more;
        engine.takeEvents(more);
        for (const EngineEvent &event : more)
            kinds.push_back(event.kind);
        events.insert(events.end(), more.begin(), more.end());
    }
    void conclude(Conclusion conclusion)
    {
        conclusion.probe = transport.sent.back();
        transport.conclusions.push_back(conclusion);
        activate();
    }
    void wait(Nanoseconds time)
    {
        clock.now += time;
        activate();
    }

    SteppedClock clock;
    ConcludingTransport transport;
    Engine engine;
    Engine::Handle request = 0;
    Engine::Events events;
    std::vector<Kind> kinds;
};

Conclusion reply(Conclusion::Kind kind, const SteppedClock &clock)
{
    return {.kind = kind,
            .kernelStamps = true,
            .ttl = 61,
            .payloadSize = 56,
            .sentAtWall = clock.realtime() + travelTime,
            .time = 12'345'678,
            .responder = IpAddress::v4(0xc0000201)};
}

} // namespace

/// Outcomes that a transport tells, in place of packets that the engine would judge.
class tst_Conclusions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingExpiresHere();
    void replySucceeds();
    void lateAndDuplicateReplies();
    void timeoutStartsTheNextAttemptAtOnce();
    void icmpErrorLeavesTheAttemptItsTime();
    void unsentIsNeitherSentNorLost();
    void finalRefusalEndsTheRequest();
    void interruptionTellsItsCause();
    void cancelWithdraws();
    void whatDoesNotFitIsIgnored();
};

void tst_Conclusions::nothingExpiresHere()
{
    Fixture f;
    f.wait(3600 * second);
    QCOMPARE(f.kinds, std::vector{Kind::ProbeSent});
    QCOMPARE(f.engine.outstanding(), 1U);
}

void tst_Conclusions::replySucceeds()
{
    Fixture f;
    const Conclusion conclusion = reply(Conclusion::Kind::Reply, f.clock);
    f.wait(2 * second); // told late, and yet it was in time
    f.conclude(conclusion);
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeReplied, Kind::Succeeded}));
    const EngineEvent &event = f.events.back();
    QCOMPARE(event.roundTripTime, conclusion.time);
    QCOMPARE(event.sentAtWall, conclusion.sentAtWall);
    QCOMPARE(event.ttl, conclusion.ttl);
    QCOMPARE(event.payloadSize, conclusion.payloadSize);
    QVERIFY(event.kernelStamps);
    QVERIFY(sameHost(event.responder, conclusion.responder));
}

void tst_Conclusions::lateAndDuplicateReplies()
{
    Fixture f;
    const Conclusion late = reply(Conclusion::Kind::LateReply, f.clock);
    const Conclusion duplicate = reply(Conclusion::Kind::DuplicateReply, f.clock);
    f.conclude({.kind = Conclusion::Kind::Timeout});
    f.conclude(late);
    f.conclude(duplicate);
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeLost, Kind::Failed, Kind::ProbeLate,
                                   Kind::Late, Kind::Duplicate, Kind::ProbeDuplicate}));
    QCOMPARE(f.events[2].failure.code, FailureCode::Timeout);
    QVERIFY(f.events[3].wasLost);
}

void tst_Conclusions::timeoutStartsTheNextAttemptAtOnce()
{
    Fixture f(1);
    f.wait(second);
    f.conclude({.kind = Conclusion::Kind::Timeout});
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeLost, Kind::ProbeSent}));
    QCOMPARE(f.transport.sent.size(), std::size_t{2});
}

void tst_Conclusions::icmpErrorLeavesTheAttemptItsTime()
{
    Fixture f(1);
    f.conclude({.kind = Conclusion::Kind::IcmpError,
                .responder = IpAddress::v4(0xcb007101),
                .failure = {.code = FailureCode::TimeExceeded, .icmpType = 11, .icmpCode = 0}});
    f.wait(second - 10 * millisecond);
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeLost}));
    f.wait(20 * millisecond);
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeLost, Kind::ProbeSent}));
}

void tst_Conclusions::unsentIsNeitherSentNorLost()
{
    Fixture f(1);
    f.conclude({.kind = Conclusion::Kind::Unsent, .failure = {.code = FailureCode::SendFailed}});
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeWithdrawn}));
    f.wait(second + 10 * millisecond); // the next attempt has its turn
    f.conclude({.kind = Conclusion::Kind::Unsent, .failure = {.code = FailureCode::SendFailed}});
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeWithdrawn, Kind::ProbeSent,
                                   Kind::ProbeWithdrawn, Kind::Failed}));
}

void tst_Conclusions::finalRefusalEndsTheRequest()
{
    Fixture f(3);
    f.conclude({.kind = Conclusion::Kind::Unsent,
                .final = true,
                .failure = {.code = FailureCode::ProxyRefused, .detail = 2}});
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeWithdrawn, Kind::Failed}));
    QCOMPARE(f.events.back().failure.code, FailureCode::ProxyRefused);
    QCOMPARE(int(f.events.back().failure.detail), 2);
}

void tst_Conclusions::interruptionTellsItsCause()
{
    Fixture f;
    f.conclude({.kind = Conclusion::Kind::Interrupted,
                .failure = interruption(InterruptionCause::ProxyLost)});
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeInterrupted, Kind::Failed}));
    QCOMPARE(f.events.back().failure.detail, std::uint8_t(InterruptionCause::ProxyLost));
}

void tst_Conclusions::cancelWithdraws()
{
    Fixture f;
    QVERIFY(f.engine.cancel(f.request));
    f.activate();
    QCOMPARE(f.transport.withdrawn, f.transport.sent);
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeWithdrawn, Kind::Failed}));
    f.conclude(reply(Conclusion::Kind::Reply, f.clock)); // it was under way already
    QCOMPARE(f.kinds.size(), std::size_t{3});
}

void tst_Conclusions::whatDoesNotFitIsIgnored()
{
    Fixture f;
    f.conclude(reply(Conclusion::Kind::LateReply, f.clock));
    f.conclude(reply(Conclusion::Kind::DuplicateReply, f.clock));
    f.transport.sent.back() ^= 1;
    f.conclude(reply(Conclusion::Kind::Reply, f.clock)); // of a probe that never was
    f.transport.sent.back() ^= 1;
    QCOMPARE(f.kinds, std::vector{Kind::ProbeSent});
    f.conclude(reply(Conclusion::Kind::Reply, f.clock));
    f.conclude({.kind = Conclusion::Kind::Timeout});
    QCOMPARE(f.kinds, (std::vector{Kind::ProbeSent, Kind::ProbeReplied, Kind::Succeeded}));
}

QTEST_APPLESS_MAIN(tst_Conclusions)
#include "tst_conclusions.moc"
