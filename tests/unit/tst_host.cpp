// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenetwork.h"
#include "qicmphost.h"

#include <QtCore/qpointer.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <array>

using namespace qicmp;
using namespace std::chrono_literals;
using Behaviour = FakeNetwork::Behaviour;
using Code = QIcmpError::Code;
using Outcome = QIcmpHost::Sample::Outcome;
using State = QIcmpHost::State;

namespace {

const QString address = QStringLiteral("192.0.2.7");
constexpr int withoutBackend = -1; ///< in place of a Behaviour::Kind

/// One letter for each sample: . in flight, r reply, t late, l lost, e ICMP error, i interrupted,
/// - not sent.
QByteArray letters(const QIcmpHost &host)
{
    QByteArray text;
    const QList<QIcmpHost::Sample> samples = host.samples();
    for (const QIcmpHost::Sample &sample : samples)
        text.append(".rtlei-"[static_cast<int>(sample.outcome)]);
    return text;
}

QByteArray counters(const QIcmpHost &host)
{
    const QIcmpStatistics s = host.statistics();
    return QStringLiteral("s%1 r%2 l%3 f%4 i%5 t%6 d%7 e%8")
            .arg(s.sent())
            .arg(s.received())
            .arg(s.lost())
            .arg(s.inFlight())
            .arg(s.interrupted())
            .arg(s.late())
            .arg(s.duplicates())
            .arg(s.errors())
            .toLatin1();
}

/// Lets time pass and real event loop iterations happen, until \a done.
template <typename Done>
bool runUntil(FakeNetwork &network, QIcmpManager *manager, Done done)
{
    return QTest::qWaitFor([&] {
        network.run(manager, 10 * millisecond);
        return done();
    });
}

} // namespace

class tst_Host : public QObject
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

    void deletedInItsOwnSlot_data();
    void deletedInItsOwnSlot();
    void managerGoesFirst();
    void managerDeletedInSlot();
    void hostDeletedWhileManagerGoes();
    void noManagerAtAll();

    void nameIsLookedUp();
    void nameIsConfirmedAndTheAddressKept();
    void nameWithoutAddress();
};

void tst_Host::outcomes_data()
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

void tst_Host::outcomes()
{
    QFETCH(int, kind);
    QFETCH(qint64, delay);
    FakeNetwork network;
    network.usual = {Behaviour::Kind(kind), delay};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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
        QCOMPARE(host.lastReply().host(), address);
        QCOMPARE(host.lastError().code(), Code::NoError);
    }
}

void tst_Host::notMeasured_data()
{
    QTest::addColumn<int>("failure");
    QTest::newRow("SendFailed") << int(FailureCode::SendFailed);
    QTest::newRow("NetworkUnreachable") << int(FailureCode::NetworkUnreachable);
    QTest::newRow("PermissionDenied") << int(FailureCode::PermissionDenied);
    QTest::newRow("PacketTooBig for this machine") << int(FailureCode::PacketTooBig);
}

void tst_Host::notMeasured()
{
    QFETCH(int, failure);
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::noBackend()
{
    FakeNetwork network;
    network.isOpen = false;
    const auto manager = network.makeManager();
    QTest::ignoreMessage(QtWarningMsg, "This program may not ping.");
    QIcmpHost host(manager.get(), address);
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

void tst_Host::badInput_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<qint64>("timeoutMs");
    QTest::newRow("no name") << QString() << qint64(1000);
    QTest::newRow("negative timeout") << address << qint64(-1);
    QTest::newRow("unspecified address") << QStringLiteral("0.0.0.0") << qint64(1000);
}

void tst_Host::badInput()
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

void tst_Host::goesDownAndComesUp()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::retriesHideLossFromTheState()
{
    FakeNetwork network;
    network.usual.kind = Behaviour::Silent;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::lateReplyIsCountedAndLosesNothing()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 700 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::timesDoNotDrift()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::blockedProgramCausesNoBurst()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
    host.start();
    network.run(manager.get(), 100 * millisecond);
    network.block(10 * second);
    network.run(manager.get(), 5 * second);
    // 0, then the plan goes on at 11, 12 … 15
    QCOMPARE(network.sent.size(), 6U);
    QVERIFY(network.sent[1].at - network.sent[0].at >= 11 * second);
}

void tst_Host::manyHostsKeepTheirDistance()
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

void tst_Host::blockedWayOutQueuesOneRequest()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    network.isReady = false;
    QIcmpHost host(manager.get(), address);
    host.start();
    network.run(manager.get(), 5500 * millisecond);
    QCOMPARE(letters(host), QByteArray("-----")); // the first still waits
    network.isReady = true;
    network.run(manager.get(), 100 * millisecond);
    QCOMPARE(network.sent.size(), 1U);
    QCOMPARE(letters(host), QByteArray("-----r"));
}

void tst_Host::otherInterval()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::limit_data()
{
    QTest::addColumn<int>("limit");
    QTest::newRow("1") << 1;
    QTest::newRow("3") << 3;
    QTest::newRow("none") << 0;
    QTest::newRow("negative is none") << -1;
}

void tst_Host::limit()
{
    QFETCH(int, limit);
    FakeNetwork network;
    network.usual.kind = Behaviour::Silent;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::stopWithdrawsTheProbeInFlight()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 100 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
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

void tst_Host::lateReplyAfterStop()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 700 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
    host.setTimeout(500ms);
    host.start();
    network.run(manager.get(), 600 * millisecond);
    host.stop();
    network.run(manager.get(), second);
    QCOMPARE(counters(host), QByteArray("s1 r1 l0 f0 i0 t1 d0 e0"));
}

void tst_Host::probeNowWhileStopped()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
    QSignalSpy running(&host, &QIcmpHost::runningChanged);
    host.probeNow();
    host.probeNow(); // the first has not been sent yet
    network.run(manager.get(), 5 * second);
    QCOMPARE(letters(host), QByteArray("r"));
    QCOMPARE(running.size(), 0);
    QCOMPARE(host.state(), State::Up);
}

void tst_Host::resetForgetsProbesInFlight()
{
    FakeNetwork network;
    network.usual = {Behaviour::Answers, 500 * millisecond};
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), address);
    host.start();
    network.run(manager.get(), 1100 * millisecond);
    host.resetStatistics();
    network.run(manager.get(), 700 * millisecond);
    QCOMPARE(counters(host), QByteArray("s0 r0 l0 f0 i0 t0 d0 e0"));
    network.run(manager.get(), second);
    QCOMPARE(counters(host), QByteArray("s1 r1 l0 f0 i0 t0 d0 e0"));
    QCOMPARE(letters(host), QByteArray("rrr"));
}

void tst_Host::deletedInItsOwnSlot_data()
{
    QTest::addColumn<QByteArray>("signal");
    QTest::addColumn<int>("kind");
    QTest::newRow("succeeded") << QByteArray(SIGNAL(succeeded(QIcmpReply)))
                               << int(Behaviour::Answers);
    QTest::newRow("stateChanged, Up")
            << QByteArray(SIGNAL(stateChanged(QIcmpHost::State))) << int(Behaviour::Answers);
    QTest::newRow("cameUp") << QByteArray(SIGNAL(cameUp(QIcmpReply))) << int(Behaviour::Answers);
    QTest::newRow("failed, timeout")
            << QByteArray(SIGNAL(failed(QIcmpError))) << int(Behaviour::Silent);
    QTest::newRow("failed, unreachable")
            << QByteArray(SIGNAL(failed(QIcmpError))) << int(Behaviour::Unreachable);
    QTest::newRow("failed, never sent")
            << QByteArray(SIGNAL(failed(QIcmpError))) << int(Behaviour::Refused);
    QTest::newRow("failed, no backend") << QByteArray(SIGNAL(failed(QIcmpError))) << withoutBackend;
    QTest::newRow("stateChanged, Down")
            << QByteArray(SIGNAL(stateChanged(QIcmpHost::State))) << int(Behaviour::Silent);
    QTest::newRow("wentDown") << QByteArray(SIGNAL(wentDown(QIcmpError))) << int(Behaviour::Silent);
    QTest::newRow("runningChanged")
            << QByteArray(SIGNAL(runningChanged(bool))) << int(Behaviour::Twice);
}

namespace {

/// Deletes an object in a slot.
class Deleter : public QObject
{
    Q_OBJECT
public:
    explicit Deleter(QObject *v) : victim(v) {}
    QPointer<QObject> victim;

    Q_SLOT void deleteVictim() { delete victim.data(); }
};

} // namespace

void tst_Host::deletedInItsOwnSlot()
{
    QFETCH(QByteArray, signal);
    QFETCH(int, kind);
    FakeNetwork network;
    network.isOpen = kind != withoutBackend;
    if (network.isOpen)
        network.usual = {Behaviour::Kind(kind), millisecond};
    else
        QTest::ignoreMessage(QtWarningMsg, "This program may not ping.");
    const auto manager = network.makeManager();
    auto *host = new QIcmpHost(manager.get(), address);
    host->setFailuresRequired(1);
    host->setProbeLimit(3);
    host->setInterval(50ms);
    host->setTimeout(120ms); // others are in flight when the first ends
    host->start();
    Deleter deleter(host);
    connect(host, signal.constData(), &deleter, SLOT(deleteVictim()));
    network.run(manager.get(), 60 * second);
    QVERIFY(!deleter.victim);
}

void tst_Host::managerGoesFirst()
{
    FakeNetwork network;
    network.usual.kind = Behaviour::Silent;
    auto manager = network.makeManager();
    QIcmpHost probing(manager.get(), address);
    QIcmpHost idle(manager.get(), address);
    QSignalSpy running(&probing, &QIcmpHost::runningChanged);
    probing.start();
    network.run(manager.get(), 1100 * millisecond);
    manager.reset();
    QVERIFY(!probing.isRunning());
    QCOMPARE(running.size(), 2);
    QCOMPARE(counters(probing), QByteArray("s1 r0 l1 f0 i0 t0 d0 e0"));
    for (QIcmpHost *host : {&probing, &idle}) {
        host->start();
        host->probeNow();
        host->setInterval(20ms);
        host->setProbeLimit(1);
        host->resetStatistics();
        host->stop();
        QVERIFY(!host->isRunning());
        QCOMPARE(host->timeout(), 1000ms);
    }
}

void tst_Host::managerDeletedInSlot()
{
    FakeNetwork network;
    QIcmpManager *const manager = network.makeManager().release();
    QIcmpHost host(manager, address);
    QIcmpHost other(manager, QStringLiteral("192.0.2.8"));
    Deleter deleter(manager);
    connect(&host, &QIcmpHost::succeeded, &deleter, &Deleter::deleteVictim);
    host.start();
    other.start();
    network.run(manager, 5 * second);
    QVERIFY(!deleter.victim);
    QVERIFY(!host.isRunning());
    QVERIFY(!other.isRunning());
}

void tst_Host::hostDeletedWhileManagerGoes()
{
    FakeNetwork network;
    auto manager = network.makeManager();
    std::vector<std::unique_ptr<Deleter>> deleters;
    QList<QIcmpHost *> hosts;
    for (int i = 0; i < 10; ++i) {
        hosts.append(new QIcmpHost(manager.get(), address));
        deleters.push_back(std::make_unique<Deleter>(hosts.constLast()));
    }
    for (int i = 0; i < 10; ++i) { // each deletes itself and another
        connect(hosts[i], &QIcmpHost::runningChanged, deleters[std::size_t(i + 3) % 10].get(),
                &Deleter::deleteVictim);
        connect(hosts[i], &QIcmpHost::runningChanged, deleters[std::size_t(i)].get(),
                &Deleter::deleteVictim);
        hosts[i]->blockSignals(true);
        hosts[i]->start();
        hosts[i]->blockSignals(false);
    }
    network.run(manager.get(), 100 * millisecond);
    manager.reset();
    for (const auto &deleter : deleters)
        QVERIFY(!deleter->victim);
}

void tst_Host::noManagerAtAll()
{
    QIcmpHost host(nullptr, address);
    host.start();
    host.probeNow();
    host.stop();
    QVERIFY(!host.isRunning());
    QCOMPARE(host.address(), QHostAddress(address));
}

void tst_Host::nameIsLookedUp()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), QStringLiteral("localhost"));
    QIcmpOptions options;
    options.setProtocol(QAbstractSocket::IPv4Protocol);
    host.setOptions(options);
    QSignalSpy addressChanged(&host, &QIcmpHost::addressChanged);
    host.start();
    QVERIFY(host.address().isNull());
    QVERIFY(runUntil(network, manager.get(), [&] { return !host.lastReply().target().isNull(); }));
    QCOMPARE(host.address(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(host.lastReply().host(), QStringLiteral("localhost"));
    network.run(manager.get(), 3 * second); // without a turn of the event loop: needs no resolver
    QVERIFY(network.sent.size() >= 3);
    QCOMPARE(addressChanged.size(), 1);
    QCOMPARE(host.lastReply().host(), QStringLiteral("localhost"));
}

void tst_Host::nameIsConfirmedAndTheAddressKept()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), QStringLiteral("localhost"));
    QIcmpOptions options;
    options.setProtocol(QAbstractSocket::IPv4Protocol);
    host.setOptions(options);
    host.start();
    QVERIFY(runUntil(network, manager.get(), [&] { return !host.address().isNull(); }));
    QSignalSpy addressChanged(&host, &QIcmpHost::addressChanged);
    network.run(manager.get(), 70 * second); // the lookup is under way, or answered
    QTest::qWait(0);
    const std::size_t sent = network.sent.size();
    QVERIFY(sent >= 70);
    network.run(manager.get(), 10 * second);
    QCOMPARE(network.sent.size(), sent + 10);
    QCOMPARE(addressChanged.size(), 0);

    // With the other family the name is looked up anew.
    options.setProtocol(QAbstractSocket::IPv6Protocol);
    host.setOptions(options);
    QVERIFY(host.address().isNull());
    QSignalSpy failed(&host, &QIcmpHost::failed); // not every machine has it
    QVERIFY(runUntil(network, manager.get(),
                     [&] { return !addressChanged.isEmpty() || !failed.isEmpty(); }));
    if (failed.isEmpty())
        QCOMPARE(host.address(), QHostAddress(QHostAddress::LocalHostIPv6));
    else
        QCOMPARE(host.lastError().code(), Code::HostNotFound);
}

void tst_Host::nameWithoutAddress()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), QStringLiteral("no..name"));
    QSignalSpy failed(&host, &QIcmpHost::failed);
    host.setInterval(100ms);
    host.setProbeLimit(15);
    host.start();
    QVERIFY(runUntil(network, manager.get(), [&] { return failed.size() == 1; }));
    QCOMPARE(host.lastError().code(), Code::HostNotFound);
    QCOMPARE(host.lastError().host(), QStringLiteral("no..name"));
    QVERIFY(host.isRunning());
    // Planned probes pass unsent while it is not tried again, and count against the limit.
    network.run(manager.get(), 1500 * millisecond);
    QCOMPARE(failed.size(), 1);
    QVERIFY(!host.isRunning());
    QVERIFY(letters(host).size() >= 15);
    QCOMPARE(letters(host).count('-'), letters(host).size());
    QCOMPARE(host.state(), State::Unknown);
    QCOMPARE(counters(host), QByteArray("s0 r0 l0 f0 i0 t0 d0 e0"));

    host.setProbeLimit(0);
    host.start();
    QVERIFY(runUntil(network, manager.get(), [&] { return failed.size() == 2; }));
}

QTEST_GUILESS_MAIN(tst_Host)
#include "tst_host.moc"
