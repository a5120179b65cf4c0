// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "plainrule.h"
#include "simulation.h"

#include <QtCore/qpointer.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <random>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::sim;
using namespace std::chrono_literals;

namespace {

const QHostAddress host(u"192.0.2.1"_s);     // answers after 10 ms, and again after 20 ms
const QHostAddress lateHost(u"192.0.2.2"_s); // answers after 150 ms
const QHostAddress deadHost(u"192.0.2.9"_s);

QIcmpOptions once()
{
    QIcmpOptions options;
    options.setTimeout(100ms);
    options.setRetries(0);
    return options;
}

void addHosts(Simulation &simulation)
{
    simulation.network().addRule(answering("192.0.2.1", {10 * millisecond, 20 * millisecond}));
    simulation.network().addRule(answering("192.0.2.2", {150 * millisecond}));
}

} // namespace

/// Who owns what for how long, and that any slot may delete anything.
class tst_Lifetime : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void deletesItselfAfterFinished();
    void staysWhenToldTo();
    void anySlotMayDeleteAnything_data();
    void anySlotMayDeleteAnything();
    void deletedRequestsAreSilent();
    void requestOutlivesManager();
    void canceledByItsOwnSignal();
    void continuationMayDeleteTheManager();
    void futuresOfADestroyedManagerHaveResults();
    void slotMayPingAgain();
};

void tst_Lifetime::deletesItselfAfterFinished()
{
    Simulation simulation;
    addHosts(simulation);
    const QPointer<QIcmpRequest> request = simulation.manager().ping(host, once());
    QVERIFY(request->autoDelete());
    QCOMPARE(request->parent(), nullptr);
    bool there = false;
    bool finished = false;
    connect(request, &QIcmpRequest::finished, this, [&] {
        there = !request.isNull();
        finished = request->isFinished();
    });
    simulation.runFor(9 * millisecond);
    QVERIFY(request && !request->isFinished());
    simulation.runFor(1 * millisecond);
    QVERIFY(there && finished);
    QVERIFY(!request);
}

void tst_Lifetime::staysWhenToldTo()
{
    Simulation simulation;
    addHosts(simulation);
    const QPointer<QIcmpRequest> request = simulation.manager().ping(host, once());
    request->setAutoDelete(false);
    const QSignalSpy succeeded(request, &QIcmpRequest::succeeded);
    const QSignalSpy finished(request, &QIcmpRequest::finished);
    simulation.runFor(60 * second);
    QVERIFY(request && request->isFinished());
    request->cancel(); // too late, means nothing
    simulation.runFor(1 * second);
    QCOMPARE(succeeded.size(), 1);
    QCOMPARE(finished.size(), 1);
    delete request;
}

void tst_Lifetime::anySlotMayDeleteAnything_data()
{
    QTest::addColumn<QString>("slot");
    QTest::addColumn<QString>("victims");
    for (const char *slot : {"request succeeded", "request failed", "request finished", "succeeded",
                             "failed", "batch", "late", "duplicate", "backend"})
        for (const char *victims : {"request", "manager", "manager request", "request manager",
                                    "others", "others manager"})
            QTest::addRow("%s: %s", slot, victims)
                    << QString::fromLatin1(slot) << QString::fromLatin1(victims);
}

void tst_Lifetime::anySlotMayDeleteAnything()
{
    QFETCH(QString, slot);
    QFETCH(QString, victims);
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    manager.setBatchSignals(slot == u"batch"_s);
    const QHostAddress &target = slot.endsWith(u"failed"_s) ? deadHost
                                 : slot == u"late"_s        ? lateHost
                                                            : host;
    const QPointer<QIcmpRequest> request = manager.ping(target, once());
    request->setAutoDelete(false);
    QList<QPointer<QIcmpRequest>> others; // some of them end in the same instant
    for (int i = 0; i < 20; ++i)
        others << manager.ping(i % 2 == 0 ? target : deadHost, once());

    int calls = 0;
    const auto act = [&] {
        if (++calls > 1)
            return;
        for (const QString &victim : victims.split(u' ')) {
            if (victim == u"request"_s)
                delete request;
            else if (victim == u"manager"_s)
                simulation.destroyManager();
            else
                for (const auto &other : std::as_const(others))
                    delete other;
        }
    };
    if (slot == u"request succeeded"_s)
        connect(request, &QIcmpRequest::succeeded, this, act);
    else if (slot == u"request failed"_s)
        connect(request, &QIcmpRequest::failed, this, act);
    else if (slot == u"request finished"_s)
        connect(request, &QIcmpRequest::finished, this, act);
    else if (slot == u"succeeded"_s)
        connect(&manager, &QIcmpManager::succeeded, this, act);
    else if (slot == u"failed"_s)
        connect(&manager, &QIcmpManager::failed, this, act);
    else if (slot == u"batch"_s)
        connect(&manager, &QIcmpManager::finished, this, act);
    else if (slot == u"late"_s)
        connect(&manager, &QIcmpManager::lateReply, this, act);
    else if (slot == u"duplicate"_s)
        connect(&manager, &QIcmpManager::duplicateReply, this, act);
    else
        connect(&manager, &QIcmpManager::activeBackendChanged, this, act);

    simulation.runFor(60 * second);
    QVERIFY(calls >= 1);
    QVERIFY(!victims.contains(u"request"_s) || !request);
    QCOMPARE(simulation.hasManager(), !victims.contains(u"manager"_s));
    for (const auto &other : std::as_const(others))
        QVERIFY2(!other, "a request that deletes itself was left over");
    delete request;
}

/// Even where their outcome was decided in the same instant.
void tst_Lifetime::deletedRequestsAreSilent()
{
    Simulation simulation;
    addHosts(simulation);
    QList<QPointer<QIcmpRequest>> requests;
    for (int i = 0; i < 10; ++i)
        requests << simulation.manager().ping(host, once());
    int told = 0;
    connect(&simulation.manager(), &QIcmpManager::duplicateReply, this, [&] { ++told; });
    connect(&simulation.manager(), &QIcmpManager::succeeded, this, [&](const QIcmpReply &reply) {
        ++told;
        for (QIcmpRequest *request : requests)
            if (request && request->id() != reply.id())
                delete request;
    });
    simulation.runFor(1 * second);
    QCOMPARE(told, 2); // one reply, one duplicate
}

void tst_Lifetime::requestOutlivesManager()
{
    Simulation simulation;
    addHosts(simulation);
    const QPointer<QIcmpRequest> kept = simulation.manager().ping(host, once());
    const QPointer<QIcmpRequest> goes = simulation.manager().ping(host, once());
    kept->setAutoDelete(false);
    QSignalSpy failed(kept, &QIcmpRequest::failed);
    const QSignalSpy managerFailed(&simulation.manager(), &QIcmpManager::failed);
    simulation.runFor(5 * millisecond);
    simulation.destroyManager();
    QVERIFY2(!goes, "there may be no event loop any more to delete it later");
    QVERIFY(kept && kept->isFinished());
    QCOMPARE(failed.size(), 1);
    QCOMPARE(failed[0][0].value<QIcmpError>().code(), QIcmpError::Code::Canceled);
    QCOMPARE(managerFailed.size(), 0);
    kept->cancel();
    QCOMPARE(kept->address(), host);
    delete kept;
}

void tst_Lifetime::canceledByItsOwnSignal()
{
    Simulation simulation;
    addHosts(simulation);
    QIcmpRequest *request = simulation.manager().ping(host, once());
    int outcomes = 0;
    connect(request, &QIcmpRequest::succeeded, this, [&] {
        ++outcomes;
        request->cancel();
        QVERIFY(!simulation.manager().cancel(request->id()));
    });
    connect(request, &QIcmpRequest::failed, this, [&] { ++outcomes; });
    simulation.runFor(1 * second);
    QCOMPARE(outcomes, 1);
}

void tst_Lifetime::continuationMayDeleteTheManager()
{
    Simulation simulation;
    addHosts(simulation);
    bool replied = false;
    simulation.manager().pingAsync(host, once()).then([&](const QIcmpResult &result) {
        replied = std::holds_alternative<QIcmpReply>(result);
        simulation.destroyManager();
    });
    const QFuture<QIcmpResult> other = simulation.manager().pingAsync(deadHost, once());
    simulation.runFor(1 * second);
    QVERIFY(replied && !simulation.hasManager());
    QVERIFY(other.isFinished());
    QCOMPARE(std::get<QIcmpError>(other.result()).code(), QIcmpError::Code::Canceled);
}

void tst_Lifetime::futuresOfADestroyedManagerHaveResults()
{
    Simulation simulation;
    const QFuture<QIcmpResult> sent = simulation.manager().pingAsync(deadHost, once());
    simulation.runFor(10 * millisecond);
    const QFuture<QIcmpResult> fresh = simulation.manager().pingAsync(deadHost, once());
    const QFuture<QIcmpResult> wrong = simulation.manager().pingAsync(QHostAddress(), once());
    simulation.destroyManager();
    for (const QFuture<QIcmpResult> &future : {sent, fresh}) {
        QVERIFY(future.isFinished());
        QCOMPARE(future.resultCount(), 1);
        QCOMPARE(std::get<QIcmpError>(future.result()).code(), QIcmpError::Code::Canceled);
    }
    QCOMPARE(std::get<QIcmpError>(wrong.result()).code(), QIcmpError::Code::InvalidArgument);
}

void tst_Lifetime::slotMayPingAgain()
{
    constexpr int rounds = 1000;
    Simulation simulation;
    addHosts(simulation);
    int succeeded = 0;
    std::function<void()> again = [&] {
        if (succeeded < rounds)
            connect(simulation.manager().ping(host, once()), &QIcmpRequest::succeeded, this,
                    [&](const QIcmpReply &reply) {
                        QCOMPARE(reply.roundTripTime(), 10ms);
                        ++succeeded;
                        again();
                    });
    };
    again();
    simulation.runFor(rounds * 10 * millisecond);
    QCOMPARE(succeeded, rounds);
}

QTEST_GUILESS_MAIN(tst_Lifetime)
#include "tst_lifetime.moc"
