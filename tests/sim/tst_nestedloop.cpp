// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "plainrule.h"
#include "simulation.h"

#include <QtCore/qpointer.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <numeric>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::sim;
using namespace std::chrono_literals;

namespace {

const QHostAddress host(u"192.0.2.1"_s);     // answers after 10 ms, and again after 20 ms
const QHostAddress lateHost(u"192.0.2.2"_s); // answers after 150 ms

QIcmpOptions once(quint64 context = 0)
{
    QIcmpOptions options;
    options.setTimeout(100ms);
    options.setRetries(0);
    options.setContext(context);
    return options;
}

void addHosts(Simulation &simulation)
{
    simulation.network().addRule(answering("192.0.2.1", {10 * millisecond, 20 * millisecond}));
    simulation.network().addRule(answering("192.0.2.2", {150 * millisecond}));
}

quint64 contextOf(const QIcmpResult &result)
{
    return std::visit([](const auto &outcome) { return outcome.context(); }, result);
}

} // namespace

/// A slot that runs an event loop of its own, as a dialog does, gets there what happens meanwhile.
class tst_NestedLoop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slotMayRunAnEventLoop();
    void managerMayGoInANestedEventLoop();
    void batchesStayInOrder_data();
    void batchesStayInOrder();
};

void tst_NestedLoop::slotMayRunAnEventLoop()
{
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    QList<QIcmpId> order;
    connect(&manager, &QIcmpManager::succeeded, this, [&](const QIcmpReply &reply) {
        order << reply.id();
        if (order.size() == 1)
            simulation.runFor(50 * millisecond);
    });
    const QIcmpId first = manager.submit(host, once());
    const QIcmpId twin = manager.submit(host, once()); // of the same instant
    simulation.runFor(5 * millisecond);
    const QIcmpId later = manager.submit(host, once());
    simulation.runFor(200 * millisecond);
    std::sort(order.begin() + 1, order.end()); // whether the twin comes before or after the loop
    QList<QIcmpId> expected{first, twin, later};
    std::sort(expected.begin() + 1, expected.end());
    QCOMPARE(order, expected);
}

void tst_NestedLoop::managerMayGoInANestedEventLoop()
{
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    int outer = 0;
    const QPointer<QIcmpRequest> trigger = manager.ping(host, once());
    for (int i = 0; i < 5; ++i)
        manager.ping(host, once());
    const QPointer<QIcmpRequest> killer = manager.ping(lateHost, once());
    connect(killer, &QIcmpRequest::failed, this, [&] { simulation.destroyManager(); });
    connect(trigger, &QIcmpRequest::succeeded, this, [&] {
        ++outer;
        simulation.runFor(1 * qicmp::second);
    });
    simulation.runFor(2 * qicmp::second);
    QCOMPARE(outer, 1);
    QVERIFY(!simulation.hasManager() && !killer);
}

void tst_NestedLoop::batchesStayInOrder_data()
{
    QTest::addColumn<QByteArray>("nesting"); // whose slot does it
    QTest::newRow("of finished()") << QByteArray("manager");
    QTest::newRow("of a request, the first of a batch") << QByteArray("first");
    QTest::newRow("of a request in the middle of a batch") << QByteArray("middle");
    QTest::newRow("of a request, the last of a batch") << QByteArray("last");
    QTest::newRow("of a future's continuation") << QByteArray("future");
}

/// Ten pings end at once, further ones while a slot has not returned yet; finished() tells each of
/// them once, and in the order in which they ended.
void tst_NestedLoop::batchesStayInOrder()
{
    QFETCH(QByteArray, nesting);
    constexpr quint64 together = 10;
    constexpr quint64 all = 25;
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    manager.setBatchSignals(true);
    int nested = 0;
    const auto runLoop = [&] {
        ++nested;
        simulation.runFor(500 * millisecond);
    };
    QList<quint64> order;
    QList<int> sizes;
    connect(&manager, &QIcmpManager::finished, this, [&](const QList<QIcmpResult> &results) {
        sizes << static_cast<int>(results.size());
        for (const QIcmpResult &result : results)
            order << contextOf(result);
        if (nesting == "manager" && nested < 3)
            runLoop();
    });

    for (quint64 i = 0; i < all; ++i) {
        const bool nests = (nesting == "first" && i == 0) || (nesting == "middle" && i == 4) ||
                           (nesting == "last" && i == together - 1);
        if (nesting == "future" && i == 4)
            manager.pingAsync(host, once(i)).then([&](const QIcmpResult &) { runLoop(); });
        else if (QIcmpRequest *request = manager.ping(host, once(i)); nests)
            connect(request, &QIcmpRequest::succeeded, this, runLoop);
        if (i + 1 >= together)
            simulation.runFor(1 * millisecond);
    }
    simulation.runFor(1 * second);

    QVERIFY(nested > 0);
    QList<quint64> expected(all);
    std::iota(expected.begin(), expected.end(), 0);
    QCOMPARE(order, expected);
    QVERIFY2(sizes.first() >= static_cast<int>(together) - 1, "they were to end together");
}

QTEST_GUILESS_MAIN(tst_NestedLoop)
#include "tst_nestedloop.moc"
