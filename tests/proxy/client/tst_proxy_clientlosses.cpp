// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "proxyclientfixture.h"

#include <QtTest/qtest.h>

using namespace qicmp;
using namespace qicmp::support;
using Kind = Conclusion::Kind;
using State = ProxyClient::State;

namespace {

ProxyTrouble troubleOf(const Conclusion &conclusion)
{
    return static_cast<ProxyTrouble>(conclusion.failure.detail);
}

} // namespace

/// What a client makes of a proxy that is not there, goes, or comes back: proxy/PROTOCOL.md, 7.
class tst_ProxyClientLosses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pingsFailAfterTheirOwnTimeout();
    void pingsFailWithTheReason_data();
    void pingsFailWithTheReason();
    void greetsAtTheRightPace();
    void givesUpGreetingForNobody();
    void waitsForTheChannel();
    void failsWithTheChannel();
    void opensAnewWhenOpenIsNotAnswered();
    void badCookieBeginsAnew();
    void restartInterruptsWhatWasTaken();
    void whatWasNotTakenIsSentAgain();
    void closeEndsTheSession();
    void earlyResultsAreToldAtTheEnd();
    void silenceIsDoubtedAndThenLost();
    void anAnswerEndsTheDoubt();
    void overdueResultIsAskedFor();
    void refusalIsAHint();
    void threeRefusalsEndTheSession();
    void untrustedPeerIsNotBelieved();
    void peerIsLookedAtAgainAfterARefusal();
    void resumesWithinASecond();
};

void tst_ProxyClientLosses::pingsFailAfterTheirOwnTimeout()
{
    ClientFixture f;
    f.path.cut = true;
    const auto quick = f.ping(1, 300 * millisecond);
    const auto slow = f.ping(2, second);
    f.run(299 * millisecond);
    QVERIFY(f.conclusions.empty());
    f.run(3 * millisecond);
    QCOMPARE(f.conclusions.size(), std::size_t{1});
    QCOMPARE(f.conclusions[0].probe, quick[0]);
    f.run(700 * millisecond);
    QCOMPARE(f.conclusions.size(), std::size_t{3});
    for (const Conclusion &conclusion : f.conclusions) {
        QCOMPARE(conclusion.kind, Kind::Unsent);
        QVERIFY(conclusion.final);
        QCOMPARE(conclusion.failure.code, FailureCode::ProxyUnavailable);
        QCOMPARE(troubleOf(conclusion), ProxyTrouble::NoAnswer);
    }
}

void tst_ProxyClientLosses::pingsFailWithTheReason_data()
{
    QTest::addColumn<int>("reason"); // of ERROR; 0: port unreachable
    QTest::addColumn<ProxyTrouble>("trouble");
    QTest::addColumn<bool>("atOnce");
    QTest::newRow("nobody listens") << 0 << ProxyTrouble::NobodyListens << false;
    QTest::newRow("version") << 1 << ProxyTrouble::NoCommonVersion << true;
    QTest::newRow("session limit") << 4 << ProxyTrouble::SessionLimit << false;
    QTest::newRow("overloaded") << 5 << ProxyTrouble::Overloaded << false;
    QTest::newRow("address denied") << 6 << ProxyTrouble::AddressDenied << true;
    QTest::newRow("shutting down") << 7 << ProxyTrouble::ShuttingDown << false;
}

void tst_ProxyClientLosses::pingsFailWithTheReason()
{
    QFETCH(const int, reason);
    QFETCH(const bool, atOnce);
    ClientFixture f;
    f.path.refused = reason == 0;
    f.proxy.refuses = static_cast<v1::ErrorReason>(reason);
    f.proxy.retryAfter = 100;
    f.proxy.versions = {3, 2};
    f.ping(2);
    f.run(10 * millisecond);
    QCOMPARE(f.conclusions.size(), atOnce ? std::size_t{2} : std::size_t{0});
    f.run(second);
    QCOMPARE(f.conclusions.size(), std::size_t{2});
    QCOMPARE(f.conclusions[1].failure.code, FailureCode::ProxyUnavailable);
    QTEST(troubleOf(f.conclusions[1]), "trouble");
    QVERIFY2(f.path.sent < 15, qPrintable(QString::number(f.path.sent)));

    f.path.refused = false;
    f.proxy.refuses.reset(); // it has thought better of it
    const auto tokens = f.ping(1, 3 * second);
    f.run(2'500 * millisecond);
    QCOMPARE(f.proxy.tokens(), tokens);
}

void tst_ProxyClientLosses::greetsAtTheRightPace()
{
    ClientFixture f;
    f.proxy.answersHello = false;
    f.ping(1, 3'600 * second);
    std::vector<Nanoseconds> gaps;
    Nanoseconds last = f.clock.now;
    for (int hellos = 1; f.clock.now < 1'030 * second;) {
        f.step(std::max(f.client->nextDue(), f.clock.now + microsecond));
        if (f.proxy.hellos != hellos) {
            hellos = f.proxy.hellos;
            gaps.push_back(f.clock.now - last);
            last = f.clock.now;
        }
    }
    const auto isAbout = [&gaps](std::size_t index, Nanoseconds pace) {
        return std::abs(gaps.at(index) - pace) <= pace / 5 + millisecond;
    };
    QVERIFY(isAbout(0, 50 * millisecond));
    QVERIFY(isAbout(1, 100 * millisecond));
    QVERIFY(isAbout(2, 200 * millisecond));
    QVERIFY(isAbout(3, 250 * millisecond));
    QVERIFY(isAbout(20, 250 * millisecond));
    QVERIFY(isAbout(gaps.size() - 1, second * 3 / 4)); // after ten seconds
    QVERIFY(*std::ranges::max_element(gaps) <= second + millisecond);
    QVERIFY(std::set(gaps.begin() + 3, gaps.begin() + 20).size() > 10); // varied
}

void tst_ProxyClientLosses::givesUpGreetingForNobody()
{
    ClientFixture f;
    f.path.cut = true;
    f.ping();
    f.run(12 * second);
    QCOMPARE(f.client->state(), State::Idle);
    const int sent = f.path.sent;
    f.run(60 * second);
    QCOMPARE(f.path.sent, sent);
}

void tst_ProxyClientLosses::waitsForTheChannel()
{
    ClientFixture f;
    f.path.current = DatagramChannel::State::Opening;
    f.ping(2);
    f.run(200 * millisecond);
    QCOMPARE(f.path.sent, 0);
    f.path.current = DatagramChannel::State::Open;
    f.run(2 * millisecond);
    QCOMPARE(f.proxy.pings.size(), std::size_t{2});
}

void tst_ProxyClientLosses::failsWithTheChannel()
{
    ClientFixture f;
    f.path.current = DatagramChannel::State::Opening;
    f.ping();
    f.run(200 * millisecond);
    f.path.current = DatagramChannel::State::Failed;
    f.run(5 * millisecond);
    QCOMPARE(f.conclusions.size(), std::size_t{1});
    QCOMPARE(troubleOf(f.conclusions[0]), ProxyTrouble::NoAddress);
    const int reopened = f.path.reopened;
    f.ping();
    QCOMPARE(f.path.reopened, reopened + 1);
}

void tst_ProxyClientLosses::opensAnewWhenOpenIsNotAnswered()
{
    ClientFixture f;
    f.proxy.answersOpen = false;
    f.ping(1, 3'600 * second);
    f.run(9 * second);
    QCOMPARE(f.proxy.hellos, 1);
    f.run(3 * second);
    QVERIFY(f.proxy.hellos > 1);
    f.proxy.answersOpen = true;
    f.run(2 * second);
    QCOMPARE(f.client->state(), State::Open);
}

void tst_ProxyClientLosses::badCookieBeginsAnew()
{
    ClientFixture f;
    f.path.swallows = [forged = false](ByteView datagram) mutable {
        // The first CHALLENGE arrives damaged; an honest proxy refuses what comes of it.
        if (datagram[2] != std::uint8_t(v1::MessageType::Challenge) || std::exchange(forged, true))
            return false;
        const_cast<std::uint8_t &>(datagram[30]) ^= 1;
        return false;
    };
    f.ping();
    f.run(20 * millisecond);
    QCOMPARE(f.proxy.hellos, 2);
    QCOMPARE(f.client->state(), State::Open);
}

void tst_ProxyClientLosses::restartInterruptsWhatWasTaken()
{
    ClientFixture f;
    f.open();
    const auto tokens = f.ping(3);
    f.run(20 * millisecond);
    f.proxy.tell(f.proxy.result(tokens[0]), f.clock.now);
    f.receive();
    f.proxy.restart();
    f.proxy.pings.clear();
    const auto next = f.ping();
    f.run(20 * millisecond);
    QCOMPARE(f.kinds(), (std::vector{Kind::Reply, Kind::Interrupted, Kind::Interrupted}));
    QCOMPARE(f.conclusions[1].probe, tokens[1]);
    QCOMPARE(f.conclusions[1].failure.detail, std::uint8_t(InterruptionCause::ProxyLost));
    QCOMPARE(f.proxy.tokens(), next);
    QCOMPARE(f.proxy.sessions, 2);
    QCOMPARE(f.client->outstanding(), 1U);
}

void tst_ProxyClientLosses::whatWasNotTakenIsSentAgain()
{
    ClientFixture f;
    f.open();
    f.path.cut = true;
    const auto tokens = f.ping(150);
    f.client->withdraw(tokens[3]);
    f.run(10 * millisecond);
    f.proxy.restart();
    f.path.cut = false;
    f.run(500 * millisecond);
    QVERIFY(f.conclusions.empty());
    std::vector<std::uint64_t> expected = tokens;
    expected.erase(expected.begin() + 3);
    QCOMPARE(f.proxy.tokens(), expected); // in order
    for (const FakeProxy::Ping &ping : f.proxy.pings)
        QCOMPARE(ping.options.timeout, 1'000U);
}

void tst_ProxyClientLosses::closeEndsTheSession()
{
    ClientFixture f;
    f.open();
    f.ping();
    f.run(20 * millisecond);
    f.proxy.close(v1::CloseReason::ShuttingDown);
    f.path.swallows = [](ByteView datagram) {
        return datagram[2] != std::uint8_t(v1::MessageType::Close);
    };
    f.run(5 * millisecond);
    QCOMPARE(f.kinds(), std::vector{Kind::Interrupted});
    QCOMPARE(f.client->state(), State::Greeting);
    f.ping();
    f.run(1'100 * millisecond);
    QCOMPARE(troubleOf(f.conclusions.back()), ProxyTrouble::ShuttingDown);
}

void tst_ProxyClientLosses::earlyResultsAreToldAtTheEnd()
{
    ClientFixture f;
    f.open();
    const auto tokens = f.ping(2);
    f.run(20 * millisecond);
    f.path.swallows = [results = 0](ByteView datagram) mutable {
        return datagram[2] == std::uint8_t(v1::MessageType::Result) && results++ == 0;
    };
    f.proxy.tell(f.proxy.result(tokens[0]), f.clock.now); // lost
    f.proxy.tell(f.proxy.result(tokens[1]), f.clock.now);
    f.proxy.close(v1::CloseReason::ShuttingDown);
    f.receive();
    QCOMPARE(f.kinds(), (std::vector{Kind::Reply, Kind::Interrupted}));
    QCOMPARE(f.conclusions[0].probe, tokens[1]);
    QCOMPARE(f.conclusions[1].probe, tokens[0]);
}

void tst_ProxyClientLosses::silenceIsDoubtedAndThenLost()
{
    ClientFixture f;
    f.open();
    f.path.cut = true;
    const auto tokens = f.ping();
    f.run(20 * millisecond);
    QCOMPARE(f.client->state(), State::Open);
    f.run(200 * millisecond); // three sends are not acknowledged
    QCOMPARE(f.client->state(), State::Doubting);
    f.run(1'100 * millisecond);
    QCOMPARE(f.client->state(), State::Greeting);
    QVERIFY(f.path.reopened > 0);
    QVERIFY(f.conclusions.empty());
    f.run(1'100 * millisecond);
    QCOMPARE(f.conclusions.size(), std::size_t{1});
    QCOMPARE(f.conclusions[0].probe, tokens[0]);
    QCOMPARE(f.conclusions[0].failure.code, FailureCode::ProxyUnavailable);
}

void tst_ProxyClientLosses::anAnswerEndsTheDoubt()
{
    ClientFixture f;
    f.open();
    f.path.loses = [](ByteView datagram) { // PINGs get lost, and nothing else
        return datagram[2] == std::uint8_t(v1::MessageType::Ping);
    };
    f.ping(1, 60 * second);
    f.run(5 * second);
    QCOMPARE(f.client->state(), State::Open);
    QCOMPARE(f.proxy.sessions, 1);
    QVERIFY(f.proxy.answersWanted > 0);
    QVERIFY2(f.proxy.answersWanted < 10, qPrintable(QString::number(f.proxy.answersWanted)));
    f.path.loses = {};
    f.run(2 * second);
    QCOMPARE(f.proxy.pings.size(), std::size_t{1});
}

void tst_ProxyClientLosses::overdueResultIsAskedFor()
{
    ClientFixture f;
    f.open();
    const auto tokens = f.ping(2);
    f.run(1'400 * millisecond);
    QCOMPARE(f.proxy.answersWanted, 0);
    f.run(150 * millisecond); // half a second over the timeout
    QVERIFY(f.proxy.answersWanted > 0);
    f.run(2 * second);
    QCOMPARE(f.client->state(), State::Open);
    f.proxy.tell(f.proxy.result(tokens[0]), f.clock.now); // it was just slow
    f.run(11 * second);
    QCOMPARE(f.kinds(), (std::vector{Kind::Reply, Kind::Interrupted}));
    QCOMPARE(f.client->outstanding(), 1U); // as far as the proxy is concerned
    f.proxy.tell(f.proxy.result(tokens[1]), f.clock.now);
    f.receive();
    QCOMPARE(f.conclusions.size(), std::size_t{2});
    QCOMPARE(f.client->outstanding(), 0U);
}

void tst_ProxyClientLosses::refusalIsAHint()
{
    ClientFixture f;
    f.open();
    for (int forged = 0; forged < 10; ++forged) {
        f.path.refusal = true;
        f.run(2 * millisecond);
    }
    QVERIFY(f.proxy.answersWanted >= 10);
    QCOMPARE(f.client->state(), State::Open);
    QCOMPARE(f.proxy.sessions, 1);
}

void tst_ProxyClientLosses::threeRefusalsEndTheSession()
{
    ClientFixture f;
    f.open();
    f.ping();
    f.run(20 * millisecond);
    f.path.refused = true; // killed
    f.ping();
    f.run(5 * millisecond);
    QCOMPARE(f.client->state(), State::Greeting);
    QCOMPARE(f.kinds(), std::vector{Kind::Interrupted});
    f.run(1'100 * millisecond);
    QCOMPARE(troubleOf(f.conclusions.back()), ProxyTrouble::NobodyListens);
}

void tst_ProxyClientLosses::untrustedPeerIsNotBelieved()
{
    ClientFixture f;
    f.path.trusted = false;
    f.ping(2);
    f.run(10 * millisecond);
    QCOMPARE(f.conclusions.size(), std::size_t{2});
    QCOMPARE(f.conclusions[0].failure.code, FailureCode::ProxyUnavailable);
    QCOMPARE(troubleOf(f.conclusions[0]), ProxyTrouble::NotTrusted);
    QVERIFY(f.proxy.pings.empty());
}

void tst_ProxyClientLosses::peerIsLookedAtAgainAfterARefusal()
{
    ClientFixture f;
    f.open();
    f.ping();
    f.run(20 * millisecond);
    f.path.refusal = true; // the proxy was gone for a moment
    f.path.trusted = false;
    f.run(5 * millisecond);
    QCOMPARE(f.kinds(), std::vector{Kind::Interrupted});
    QVERIFY(f.client->state() != State::Open);
}

void tst_ProxyClientLosses::resumesWithinASecond()
{
    for (int restart = 0; restart < 20; ++restart) {
        ClientFixture f;
        f.open();
        f.ping(1, 60 * second);
        f.run(20 * millisecond);
        f.path.refused = true;
        f.ping(1, 60 * second);
        f.run((restart * 137 % 3'000 + 50) * millisecond);
        f.proxy.restart();
        f.path.refused = false;
        f.run(second);
        QCOMPARE(f.client->state(), State::Open);
        QCOMPARE(f.kinds(), std::vector{Kind::Interrupted});
        QCOMPARE(f.client->outstanding(), 1U);
    }
}

QTEST_APPLESS_MAIN(tst_ProxyClientLosses)
#include "tst_proxy_clientlosses.moc"
