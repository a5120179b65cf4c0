// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "plainrule.h"
#include "simulation.h"

#include <QtCore/qpointer.h>
#include <QtCore/qset.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <limits>
#include <random>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::sim;
using namespace std::chrono_literals;

/// What needs more requests, or a closer look, than a scenario file has.
class tst_Simulation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void nothingIsEmittedFromInsideACall();
    void anIdleManagerSleeps();
    void aWaitingManagerSleeps();
    void manyOutstanding();
    void manyRequestsDeletedInAnyOrder();
    void activationsAreBounded();
    void openTellsWhatIsWrong();
};

void tst_Simulation::nothingIsEmittedFromInsideACall()
{
    Simulation simulation;
    QIcmpManager &manager = simulation.manager();
    int emitted = 0;
    const auto count = [&] { ++emitted; };
    connect(&manager, &QIcmpManager::succeeded, this, count);
    connect(&manager, &QIcmpManager::failed, this, count);
    connect(&manager, &QIcmpManager::finished, this, count);
    QIcmpOptions wrong;
    wrong.setTtl(0);

    simulation.backends().setAvailable(false);
    connect(manager.ping(u""_s), &QIcmpRequest::failed, this, count);
    connect(manager.ping(QHostAddress()), &QIcmpRequest::failed, this, count);
    connect(manager.ping(u"192.0.2.1"_s, wrong), &QIcmpRequest::failed, this, count);
    QIcmpRequest *good = manager.ping(u"192.0.2.1"_s);
    connect(good, &QIcmpRequest::failed, this, count);
    good->cancel();
    const QIcmpId id = manager.submit(QHostAddress(u"192.0.2.1"_s), wrong);
    QVERIFY(id != 0);
    QVERIFY2(!manager.cancel(id), "it has failed already, which is told later");
    const QFuture<QIcmpResult> future = manager.pingAsync(u""_s);
    QVERIFY(!future.isFinished());
    QVERIFY(!manager.open());
    manager.setBackend(QIcmpManager::Backend::RawSocket);
    QCOMPARE(emitted, 0);
    simulation.runFor(0);
    QCOMPARE(emitted, 4 + 6);
    QVERIFY(future.isFinished());
}

void tst_Simulation::anIdleManagerSleeps()
{
    Simulation simulation;
    simulation.network().addRule(answering("192.0.2.1", {10 * millisecond}));
    for (int i = 0; i < 100; ++i)
        simulation.manager().submit(QHostAddress(u"192.0.2.1"_s));
    simulation.runFor(1 * second);
    const std::uint64_t before = simulation.activations();
    QVERIFY(before < 20);
    simulation.runFor(3600 * second);
    QCOMPARE(simulation.activations(), before);
    QCOMPARE(QIcmpManagerPrivate::get(&simulation.manager())->nextWakeup(),
             std::numeric_limits<Nanoseconds>::max());
}

/// Whatever it waits for, it is called a handful of times and not once a millisecond.
void tst_Simulation::aWaitingManagerSleeps()
{
    Simulation simulation;
    QIcmpOptions options;
    options.setRetries(0);
    options.setTimeout(1h);
    simulation.manager().submit(QHostAddress(u"192.0.2.9"_s), options);
    simulation.network().setRoom(1, 1800 * second);
    simulation.manager().submit(QHostAddress(u"192.0.2.9"_s), options);
    const QSignalSpy failed(&simulation.manager(), &QIcmpManager::failed);
    simulation.runFor(3600 * second);
    QCOMPARE(failed.size(), 1);
    simulation.runFor(3600 * second);
    QCOMPARE(failed.size(), 2);
    QVERIFY2(simulation.activations() < 50, qPrintable(QString::number(simulation.activations())));
}

void tst_Simulation::manyOutstanding()
{
    constexpr int count = 200'000;
    Simulation simulation;
    simulation.network().addRule(answering("10.0.0.0/8", {500 * millisecond}));
    QIcmpManager &manager = simulation.manager();
    manager.setBatchSignals(true);
    QIcmpOptions options;
    options.setRetries(0);
    QSet<QIcmpId> ids;
    for (quint32 i = 0; i < count; ++i) {
        options.setContext(i);
        ids.insert(
                manager.submit(QHostAddress(i % 2 == 0 ? 0x0a00'0000 + i : 0xc000'0200), options));
    }
    QCOMPARE(ids.size(), count);

    int succeeded = 0;
    int timedOut = 0;
    connect(&manager, &QIcmpManager::finished, this, [&](const QList<QIcmpResult> &results) {
        for (const QIcmpResult &result : results) {
            if (const auto *reply = std::get_if<QIcmpReply>(&result)) {
                QVERIFY(ids.remove(reply->id()));
                QCOMPARE(reply->target().toIPv4Address(), 0x0a00'0000 + reply->context());
                QCOMPARE(reply->roundTripTime(), 500ms);
                ++succeeded;
            } else {
                QVERIFY(ids.remove(std::get<QIcmpError>(result).id()));
                QCOMPARE(std::get<QIcmpError>(result).code(), QIcmpError::Code::Timeout);
                ++timedOut;
            }
        }
    });
    simulation.runFor(400 * millisecond);
    QCOMPARE(simulation.network().departures().size(), std::size_t{count});
    simulation.runFor(1 * second);
    QCOMPARE(succeeded, count / 2);
    QCOMPARE(timedOut, count / 2);
    QVERIFY(ids.isEmpty());
}

void tst_Simulation::manyRequestsDeletedInAnyOrder()
{
    constexpr int count = 200'000;
    Simulation simulation;
    std::vector<std::unique_ptr<QIcmpRequest>> requests;
    for (int i = 0; i < count; ++i)
        requests.emplace_back(simulation.manager().ping(QHostAddress(u"192.0.2.9"_s)));
    simulation.runFor(10 * millisecond);
    std::shuffle(requests.begin(), requests.end(), std::mt19937(1)); // NOLINT: the same each time
    requests.resize(count / 2);
    const QSignalSpy failed(&simulation.manager(), &QIcmpManager::failed);
    simulation.runFor(100 * second);
    QCOMPARE(failed.size(), count / 2);
    for (auto &request : requests) // these have deleted themselves
        (void)request.release();
}

/// One call may not take the event loop for as long as there is work: the clock shows that here by
/// the packets that a single activation sends.
void tst_Simulation::activationsAreBounded()
{
    Simulation simulation;
    for (int i = 0; i < 100'000; ++i)
        simulation.manager().submit(QHostAddress(), {}); // each has an outcome to deliver
    QSignalSpy failed(&simulation.manager(), &QIcmpManager::failed);
    QIcmpManagerPrivate::get(&simulation.manager())->activate();
    QVERIFY(!failed.isEmpty());
    simulation.runFor(0);
    QCOMPARE(failed.size(), 100'000);
}

void tst_Simulation::openTellsWhatIsWrong()
{
    Simulation simulation;
    QIcmpManager &manager = simulation.manager();
    const QSignalSpy changed(&manager, &QIcmpManager::activeBackendChanged);
    simulation.backends().setAvailable(false);
    QVERIFY(!manager.open());
    QCOMPARE(manager.lastError().code(), QIcmpError::Code::PermissionDenied);
    QCOMPARE(manager.lastError().message(), u"The simulation has no backend."_s);
    QCOMPARE(manager.activeBackend(), QIcmpManager::Backend::NoBackend);
    simulation.backends().setAvailable(true);
    QVERIFY(manager.open());
    QCOMPARE(manager.lastError().code(), QIcmpError::Code::NoError);
    QCOMPARE(manager.activeBackend(), QIcmpManager::Backend::RawSocket);
    QCOMPARE(changed.size(), 1);
    QVERIFY(manager.open());
    QCOMPARE(simulation.backends().timesOpened(), 2);
}

QTEST_GUILESS_MAIN(tst_Simulation)
#include "tst_simulation.moc"
