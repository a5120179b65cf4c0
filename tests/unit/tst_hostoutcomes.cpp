// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenetwork.h"
#include "qicmphost.h"
#include "watchedhost.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace qicmp;
using namespace std::chrono_literals;
using Behaviour = FakeNetwork::Behaviour;
using Code = QIcmpError::Code;
using State = QIcmpHost::State;

/// What becomes of probes, and what that does to the state and the statistics of a host.
class tst_HostOutcomes : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void outcomes_data();
    void outcomes();
    void notMeasured_data();
    void notMeasured();
    void noBackend();
    void badInput_data();
    void badInput();

    void goesDownAndComesUp();
    void retriesHideLossFromTheState();
    void lateReplyIsCountedAndLosesNothing();
};

void tst_HostOutcomes::outcomes_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<qint64>("delay");
    QTest::addColumn<QByteArray>("expectedCounters");
    QTest::addColumn<QByteArray>("expectedSamples");
    QTest::addColumn<int>("state");
    QTest::newRow("answers") << int(Behaviour::Answers) << qint64(5 * millisecond)
                             << QByteArray("s10 r10 l0 f0 i0 t0 d0 e0") << QByteArray("rrrrrrrrrr")
                             << int(State::Up);
    QTest::newRow("answers twice") << int(Behaviour::Twice) << qint64(5 * millisecond)
                                   << QByteArray("s10 r10 l0 f0 i0 t0 d10 e0")
                                   << QByteArray("rrrrrrrrrr") << int(State::Up);
    QTest::newRow("silent") << int(Behaviour::Silent) << qint64(0)
                            << QByteArray("s10 r0 l10 f0 i0 t0 d0 e0") << QByteArray("llllllllll")
                            << int(State::Down);
    QTest::newRow("unreachable") << int(Behaviour::Unreachable) << qint64(5 * millisecond)
                                 << QByteArray("s10 r0 l10 f0 i0 t0 d0 e10")
                                 << QByteArray("eeeeeeeeee") << int(State::Down);
    QTest::newRow("late") << int(Behaviour::Answers) << qint64(450 * millisecond)
                          << QByteArray("s10 r10 l0 f0 i0 t10 d0 e0") << QByteArray("tttttttttt")
                          << int(State::Down);
    QTest::newRow("refused") << int(Behaviour::Refused) << qint64(0)
                             << QByteArray("s0 r0 l0 f0 i0 t0 d0 e0") << QByteArray("----------")
                             << int(State::Unknown);
}

void tst_HostOutcomes::outcomes()
{
    QFETCH(int, kind);
    QFETCH(qint64, delay);
    FakeNetwork network;
    network.usual = {Behaviour::Kind(kind), delay};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.setTimeout(400ms);
    host.setProbeLimit(10);
    QSignalSpy succeeded(&host, &QIcmpHost::succeeded);
    QSignalSpy failed(&host, &QIcmpHost::failed);
    host.start();
    network.run(manager.get(), 20 * second);

    QTEST(counters(host), "expectedCounters");
    QTEST(letters(host), "expectedSamples");
    QTEST(int(host.state()), "state");
    QCOMPARE(succeeded.size() + failed.size(), 10);
    QVERIFY(!host.isRunning());
    if (!succeeded.isEmpty()) {
        QCOMPARE(host.lastReply().roundTripTime(), std::chrono::nanoseconds(delay));
        QCOMPARE(host.lastReply().host(), watchedAddress);
        QCOMPARE(host.lastError().code(), Code::NoError);
    }
}

void tst_HostOutcomes::notMeasured_data()
{
    QTest::addColumn<int>("failure");
    QTest::newRow("SendFailed") << int(FailureCode::SendFailed);
    QTest::newRow("NetworkUnreachable") << int(FailureCode::NetworkUnreachable);
    QTest::newRow("PermissionDenied") << int(FailureCode::PermissionDenied);
    QTest::newRow("PacketTooBig for this machine") << int(FailureCode::PacketTooBig);
}

void tst_HostOutcomes::notMeasured()
{
    QFETCH(int, failure);
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.start();
    network.run(manager.get(), 2500 * millisecond);
    QCOMPARE(host.state(), State::Up);
    network.usual = {Behaviour::Refused, 0, FailureCode(failure)};
    network.run(manager.get(), 10 * second);
    QCOMPARE(host.state(), State::Up);
    QCOMPARE(host.failuresUntilDown(), 5);
    QCOMPARE(int(host.lastError().code()), failure);
    QCOMPARE(letters(host), QByteArray("rrr----------"));
    QCOMPARE(host.statistics().lossPercent().value(), 0.0);
}

void tst_HostOutcomes::noBackend()
{
    FakeNetwork network;
    network.isOpen = false;
    const auto manager = network.makeManager();
    QTest::ignoreMessage(QtWarningMsg, "This program may not ping.");
    QIcmpHost host(manager.get(), watchedAddress);
    host.setProbeLimit(1);
    QSignalSpy failed(&host, &QIcmpHost::failed);
    host.start();
    network.run(manager.get(), 100 * millisecond);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(host.lastError().code(), Code::PermissionDenied);
    QCOMPARE(host.lastError().message(), QStringLiteral("This program may not ping."));
    QCOMPARE(letters(host), QByteArray("-"));
    QCOMPARE(host.state(), State::Unknown);
    QVERIFY(!host.isRunning());
}

void tst_HostOutcomes::badInput_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("timeoutMs");
    QTest::newRow("no name") << QString() << qint64(1000);
    QTest::newRow("negative timeout") << watchedAddress << qint64(-1);
    QTest::newRow("unspecified address") << QStringLiteral("0.0.0.0") << qint64(1000);
}

void tst_HostOutcomes::badInput()
{
    QFETCH(QString, name);
    QFETCH(qint64, timeoutMs);
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), name);
    host.setTimeout(std::chrono::milliseconds(timeoutMs));
    host.setProbeLimit(2);
    host.start();
    network.run(manager.get(), 5 * second);
    QCOMPARE(host.lastError().code(), Code::InvalidArgument);
    QCOMPARE(letters(host), QByteArray("--"));
    QCOMPARE(host.state(), State::Unknown);
    QVERIFY(!host.isRunning());
}

void tst_HostOutcomes::goesDownAndComesUp()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.setFailuresRequired(3);
    host.setRecoveriesRequired(2);
    host.setTimeout(100ms);
    QList<State> states;
    QByteArray order;
    connect(&host, &QIcmpHost::stateChanged, this, [&](State state) {
        states.append(state);
        order.append('c');
    });
    connect(&host, &QIcmpHost::succeeded, this, [&] { order.append('s'); });
    connect(&host, &QIcmpHost::failed, this, [&] { order.append('f'); });
    connect(&host, &QIcmpHost::cameUp, this, [&] { order.append('u'); });
    connect(&host, &QIcmpHost::wentDown, this, [&](const QIcmpError &error) {
        QCOMPARE(error.code(), Code::Timeout);
        QCOMPARE(host.state(), State::Down);
        order.append('d');
    });
    host.start();
    network.run(manager.get(), 500 * millisecond);
    QCOMPARE(order, QByteArray("scu"));
    network.usual.kind = Behaviour::Silent;
    network.run(manager.get(), 2 * second);
    QCOMPARE(host.failuresUntilDown(), 1);
    network.run(manager.get(), 2 * second);
    QCOMPARE(order, QByteArray("scuff"
                               "fcdf"));
    QCOMPARE(host.failuresUntilDown(), 0);
    QCOMPARE(host.successesUntilUp(), 2);
    network.usual.kind = Behaviour::Answers;
    network.run(manager.get(), 3 * second);
    QCOMPARE(order, QByteArray("scufffcdfsscus"));
    QCOMPARE(states, (QList<State>{State::Up, State::Down, State::Up}));
}

void tst_HostOutcomes::retriesHideLossFromTheState()
{
    FakeNetwork network;
    network.usual.kind = Behaviour::Silent;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    QIcmpOptions options;
    options.setRetries(2);
    options.setTimeout(100ms);
    host.setOptions(options);
    host.setProbeLimit(1);
    QSignalSpy failed(&host, &QIcmpHost::failed);
    host.start();
    network.run(manager.get(), 2 * second);
    QCOMPARE(failed.size(), 1);                 // one request,
    QCOMPARE(letters(host), QByteArray("lll")); // three probes
    QCOMPARE(host.failuresUntilDown(), 4);
}

void tst_HostOutcomes::lateReplyIsCountedAndLosesNothing()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 700 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), watchedAddress);
    host.setTimeout(500ms);
    host.setProbeLimit(1);
    host.start();
    network.run(manager.get(), 600 * millisecond);
    QCOMPARE(counters(host), QByteArray("s1 r0 l1 f0 i0 t0 d0 e0"));
    QVERIFY(!host.isRunning());
    network.run(manager.get(), 200 * millisecond);
    QCOMPARE(counters(host), QByteArray("s1 r1 l0 f0 i0 t1 d0 e0"));
    QCOMPARE(host.samples().constFirst().roundTripTime, 700ms);
}

QTEST_GUILESS_MAIN(tst_HostOutcomes)
#include "tst_hostoutcomes.moc"
