// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenetwork.h"
#include "qicmphost.h"
#include "watchedhost.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <array>

using namespace qicmp;
using namespace std::chrono_literals;
using Behaviour = FakeNetwork::Behaviour;
using State = QIcmpHost::State;

/// When a host is probed, and when not.
class tst_HostPlan : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void timesDoNotDrift();
    void blockedProgramCausesNoBurst();
    void manyHostsKeepTheirDistance();
    void blockedWayOutQueuesOneRequest();
    void otherInterval();

    void limit_data();
    void limit();
    void stopWithdrawsTheProbeInFlight();
    void lateReplyAfterStop();
    void probeNowWhileStopped();
    void resetForgetsProbesInFlight();
};

void tst_HostPlan::timesDoNotDrift()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.setInterval(250ms);
    host.start();
    const Nanoseconds began = network.now;
    for (int i = 0; i < 1000; ++i) {
        network.run(manager.get(), 43 * millisecond);
        network.block(7 * millisecond); // a program that is often busy
    }
    QCOMPARE(network.sent.size(), 200U);
    for (std::size_t i = 0; i < network.sent.size(); ++i) {
        const Nanoseconds planned = began + Nanoseconds(i) * 250 * millisecond;
        QVERIFY(network.sent[i].at >= planned && network.sent[i].at <= planned + 8 * millisecond);
    }
}

void tst_HostPlan::blockedProgramCausesNoBurst()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.start();
    network.run(manager.get(), 100 * millisecond);
    network.block(10 * second);
    network.run(manager.get(), 5 * second);
    // 0, then the plan goes on at 11, 12 … 15
    QCOMPARE(network.sent.size(), 6U);
    QVERIFY(network.sent[1].at - network.sent[0].at >= 11 * second);
}

void tst_HostPlan::manyHostsKeepTheirDistance()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    std::vector<std::unique_ptr<QIcmpHost>> hosts;
    for (int i = 0; i < 1000; ++i) {
        hosts.push_back(std::make_unique<QIcmpHost>(
                manager.get(), QStringLiteral("10.0.%1.%2").arg(i / 250).arg(i % 250 + 1)));
        hosts.back()->start();
    }
    const auto perTenth = [&network](Nanoseconds from) {
        std::array<int, 10> tenths{};
        for (const FakeNetwork::Sent &sent : network.sent)
            if (sent.at >= from && sent.at < from + second)
                ++tenths[static_cast<std::size_t>((sent.at - from) / (100 * millisecond))];
        const auto [least, most] = std::minmax_element(tenths.begin(), tenths.end());
        return std::pair(*least, *most);
    };
    const Nanoseconds began = network.now;
    network.run(manager.get(), 3 * second);
    const auto isEven = [&perTenth](Nanoseconds from) {
        const auto [least, most] = perTenth(from);
        return least >= 95 && most <= 105;
    };
    QVERIFY(perTenth(began).second <= 160); // some first probes come earlier than their phase
    QVERIFY(isEven(began + second));
    QVERIFY(isEven(began + 2 * second));
    network.block(3 * second);
    network.run(manager.get(), 3 * second);
    QVERIFY(isEven(began + 7 * second)); // nor does a pause of the program bring them together
    QVERIFY(perTenth(began + 6 * second).second <= 105);
}

void tst_HostPlan::blockedWayOutQueuesOneRequest()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    network.isReady = false;
    QIcmpHost host(manager.get(), watchedAddress);
    host.start();
    network.run(manager.get(), 5500 * millisecond);
    QCOMPARE(letters(host), QByteArray("-----")); // the first still waits
    network.isReady = true;
    network.run(manager.get(), 100 * millisecond);
    QCOMPARE(network.sent.size(), 1U);
    QCOMPARE(letters(host), QByteArray("-----r"));
}

void tst_HostPlan::otherInterval()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.setInterval(1ms);
    QCOMPARE(host.interval(), 10ms); // the shortest
    host.setInterval(3600s);
    host.start();
    network.run(manager.get(), 100 * millisecond);
    QCOMPARE(network.sent.size(), 1U);
    network.run(manager.get(), 10 * second);
    host.setInterval(1s);
    network.run(manager.get(), 5500 * millisecond);
    QCOMPARE(network.sent.size(), 7U);
}

void tst_HostPlan::limit_data()
{
    QTest::addColumn<int>("limit");
    QTest::newRow("1") << 1;
    QTest::newRow("3") << 3;
    QTest::newRow("none") << 0;
    QTest::newRow("negative is none") << -1;
}

void tst_HostPlan::limit()
{
    QFETCH(int, limit);
    FakeNetwork network;
    network.usual.kind = Behaviour::Silent;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.setInterval(100ms);
    host.setTimeout(950ms); // several are in flight at a time
    host.setProbeLimit(limit);
    QSignalSpy running(&host, &QIcmpHost::runningChanged);
    host.start();
    host.start(); // does nothing
    QCOMPARE(running, (QList<QVariantList>{{true}}));
    if (limit <= 0) {
        network.run(manager.get(), 10050 * millisecond);
        QCOMPARE(network.sent.size(), 101U);
        QVERIFY(host.isRunning());
        return;
    }
    const Nanoseconds lastOutcome = (limit - 1) * 100 * millisecond + 950 * millisecond;
    network.run(manager.get(), lastOutcome - 5 * millisecond);
    QVERIFY(host.isRunning());
    network.run(manager.get(), 10 * millisecond);
    QVERIFY(!host.isRunning());
    QCOMPARE(running, (QList<QVariantList>{{true}, {false}}));
    network.run(manager.get(), 5 * second);
    QCOMPARE(network.sent.size(), static_cast<std::size_t>(limit));

    host.start(); // counts anew
    network.run(manager.get(), 5 * second);
    QCOMPARE(network.sent.size(), static_cast<std::size_t>(2 * limit));
}

void tst_HostPlan::stopWithdrawsTheProbeInFlight()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 100 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    QSignalSpy succeeded(&host, &QIcmpHost::succeeded);
    QSignalSpy failed(&host, &QIcmpHost::failed);
    host.start();
    network.run(manager.get(), 1050 * millisecond);
    QCOMPARE(counters(host), QByteArray("s2 r1 l0 f1 i0 t0 d0 e0"));
    host.stop();
    QVERIFY(!host.isRunning());
    QCOMPARE(counters(host), QByteArray("s1 r1 l0 f0 i0 t0 d0 e0"));
    QCOMPARE(letters(host), QByteArray("r-"));
    network.run(manager.get(), 5 * second);
    QCOMPARE(network.sent.size(), 2U);
    QCOMPARE(succeeded.size(), 1);
    QCOMPARE(failed.size(), 0);
    QCOMPARE(host.state(), State::Up);
    host.start();
    network.run(manager.get(), 500 * millisecond);
    QCOMPARE(letters(host), QByteArray("r-r"));
}

void tst_HostPlan::lateReplyAfterStop()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 700 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.setTimeout(500ms);
    host.start();
    network.run(manager.get(), 600 * millisecond);
    host.stop();
    network.run(manager.get(), second);
    QCOMPARE(counters(host), QByteArray("s1 r1 l0 f0 i0 t1 d0 e0"));
}

void tst_HostPlan::probeNowWhileStopped()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    QSignalSpy running(&host, &QIcmpHost::runningChanged);
    host.probeNow();
    host.probeNow(); // the first has not been sent yet
    network.run(manager.get(), 5 * second);
    QCOMPARE(letters(host), QByteArray("r"));
    QCOMPARE(running.size(), 0);
    QCOMPARE(host.state(), State::Up);
}

void tst_HostPlan::resetForgetsProbesInFlight()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 500 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.start();
    network.run(manager.get(), 1100 * millisecond);
    host.resetStatistics();
    network.run(manager.get(), 700 * millisecond);
    QCOMPARE(counters(host), QByteArray("s0 r0 l0 f0 i0 t0 d0 e0"));
    network.run(manager.get(), second);
    QCOMPARE(counters(host), QByteArray("s1 r1 l0 f0 i0 t0 d0 e0"));
    QCOMPARE(letters(host), QByteArray("rrr"));
}

QTEST_GUILESS_MAIN(tst_HostPlan)
#include "tst_hostplan.moc"
