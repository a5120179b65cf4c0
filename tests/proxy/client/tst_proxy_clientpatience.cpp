// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "proxyclientfixture.h"

#include <QtTest/qtest.h>

#include <malloc.h>

using namespace qicmp;
using namespace qicmp::support;
using Kind = Conclusion::Kind;
using State = ProxyClient::State;

/// What a client makes of a proxy that answers, and does not do its part; and that it does its own
/// without haste.
class tst_ProxyClientPatience : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doesNotHurryToBeRefused();
    void doesNotHurryIntoSessionsThatEnd();
    void largeMessagesThatDoNotArriveBecomeSmall();
    void pingsThatNeverArriveFail();
    void withheldOutcomesEndTheSession();
    void whatIsSentIsNotOverdue();
    void whatIsCanceledTakesNoRoom();
    void doesNotHurryToKeepItAlive();
    void greetsAtOnceByANewWay();
    void asksAtOnceByANewWay();
    void whatWaitedKeepsToTheMaximumRate();
};

void tst_ProxyClientPatience::doesNotHurryToBeRefused()
{
    ClientFixture f;
    f.path.swallows = [](ByteView datagram) {
        if (datagram[2] == std::uint8_t(v1::MessageType::Challenge))
            // The bytes are the fixture's. NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
            const_cast<std::uint8_t &>(datagram[30]) ^= 1; // so that the cookie is wrong
        return false;
    };
    f.ping(1, 60 * second);
    f.run(5 * second);
    QVERIFY2(f.proxy.hellos >= 4 && f.proxy.hellos <= 15,
             qPrintable(QString::number(f.proxy.hellos)));
}

void tst_ProxyClientPatience::doesNotHurryIntoSessionsThatEnd()
{
    ClientFixture f;
    f.ping(1, 60 * second);
    for (int i = 0; i < 5'000; ++i) {
        f.run(millisecond);
        if (f.proxy.hasSession())
            f.proxy.close(v1::CloseReason::Evicted);
    }
    QVERIFY2(f.proxy.sessions >= 4 && f.proxy.sessions <= 15,
             qPrintable(QString::number(f.proxy.sessions)));
}

void tst_ProxyClientPatience::largeMessagesThatDoNotArriveBecomeSmall()
{
    ClientFixture f;
    f.open();
    f.path.loses = [](ByteView datagram) { return datagram.size() > 548; };
    const auto tokens = f.ping(98, 3'600 * second);
    f.run(9 * second);
    QCOMPARE(f.proxy.sessions, 1); // it answers, after all
    f.run(2 * second);
    QCOMPARE(f.proxy.sessions, 2);
    QCOMPARE(f.proxy.tokens(), tokens);
    QVERIFY(f.conclusions.empty());
}

void tst_ProxyClientPatience::pingsThatNeverArriveFail()
{
    ClientFixture f;
    f.open();
    f.path.loses = [](ByteView datagram) {
        return datagram[2] == std::uint8_t(v1::MessageType::Ping);
    };
    f.ping(3, 3'600 * second);
    f.run(22 * second);
    QCOMPARE(f.kinds(), (std::vector{Kind::Unsent, Kind::Unsent, Kind::Unsent}));
    QCOMPARE(f.conclusions[0].failure.code, FailureCode::ProxyUnavailable);
    QVERIFY(f.conclusions[0].final);
    QCOMPARE(f.client->outstanding(), 0U);
    f.path.loses = {};
    const auto tokens = f.ping();
    f.run(2 * second);
    QCOMPARE(f.proxy.tokens(), tokens);
}

void tst_ProxyClientPatience::withheldOutcomesEndTheSession()
{
    ClientFixture f;
    f.proxy.grant.outstanding = 8;
    f.open();
    f.ping(8);
    f.run(11 * second);
    QCOMPARE(f.proxy.sessions, 1);
    QVERIFY(!f.client->isReady());
    f.run(2 * second);
    QCOMPARE(f.kinds(), std::vector(8, Kind::Interrupted));
    QCOMPARE(f.proxy.sessions, 2);
    QVERIFY(f.client->isReady());
    f.ping();
    QCOMPARE(f.last.accepted, 1U);
}

void tst_ProxyClientPatience::whatIsSentIsNotOverdue()
{
    ClientFixture f;
    Datagram opened;
    f.path.swallows = [&opened](ByteView datagram) {
        if (datagram[2] != std::uint8_t(v1::MessageType::Opened))
            return false;
        opened.assign(datagram.begin(), datagram.end());
        return true;
    };
    f.ping();
    f.run(980 * millisecond);
    f.path.swallows = {};
    f.proxy.acknowledges = false;
    f.proxy.outbox.push_back(opened); // late
    f.receive();
    QCOMPARE(f.proxy.pings.size(), std::size_t{1});
    f.run(40 * millisecond); // its timeout runs at the proxy from now on
    QCOMPARE(f.proxy.answersWanted, 0);
    QVERIFY(f.conclusions.empty());
}

void tst_ProxyClientPatience::whatIsCanceledTakesNoRoom()
{
    ClientFixture f;
    f.path.cut = true;
    f.options.timeout = 3'600 * second;
    const auto cancelMany = [&f](std::uint64_t generation) {
        for (int i = 0; i < 100'000; ++i) {
            const std::uint64_t token = generation++ << 32;
            const OutgoingEcho echo{
                    .target = IpAddress::v4(1), .options = &f.options, .probe = token};
            f.client->send({&echo, 1});
            f.client->withdraw(token);
        }
    };
    cancelMany(1);
    const auto before = mallinfo2().uordblks;
    cancelMany(1'000'000);
    QVERIFY(mallinfo2().uordblks < before + 10'000);
}

void tst_ProxyClientPatience::doesNotHurryToKeepItAlive()
{
    ClientFixture f;
    f.proxy.grant.keepAlive = 1;
    f.open();
    f.run(10 * second);
    QVERIFY2(f.proxy.messages.size() <= 100, qPrintable(QString::number(f.proxy.messages.size())));
}

/// What it said last went by the old one, and a second would pass before it says it again.
void tst_ProxyClientPatience::greetsAtOnceByANewWay()
{
    ClientFixture f;
    f.path.cut = true;
    f.ping(1, 60 * second);
    f.run(20 * second); // the pace is that of a proxy which is not there
    const int sent = f.path.sent;
    while (f.path.sent == sent)
        f.run(millisecond);
    f.path.cut = false;
    f.path.renewed = true;
    f.run(10 * millisecond);
    QCOMPARE(f.proxy.pings.size(), std::size_t{1});
}

/// The session may have been lost with the old one.
void tst_ProxyClientPatience::asksAtOnceByANewWay()
{
    ClientFixture f;
    f.open();
    f.proxy.restart();
    f.run(500 * millisecond);
    QCOMPARE(f.proxy.sessions, 1);
    f.path.renewed = true;
    f.run(10 * millisecond);
    QCOMPARE(f.proxy.sessions, 2);
}

void tst_ProxyClientPatience::whatWaitedKeepsToTheMaximumRate()
{
    ClientFixture f;
    f.client->setMaximumRate(100);
    f.path.cut = true;
    const auto tokens = f.ping(20, 60 * second);
    f.run(10 * millisecond);
    f.path.cut = false;
    while (f.client->state() != State::Open)
        f.run(millisecond);
    f.run(50 * millisecond);
    QVERIFY2(f.proxy.pings.size() >= 5 && f.proxy.pings.size() <= 7,
             qPrintable(QString::number(f.proxy.pings.size())));
    f.run(150 * millisecond);
    QCOMPARE(f.proxy.tokens(), tokens);
}

QTEST_APPLESS_MAIN(tst_ProxyClientPatience)
#include "tst_proxy_clientpatience.moc"
