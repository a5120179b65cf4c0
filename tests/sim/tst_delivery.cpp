// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "plainrule.h"
#include "simulation.h"

#include <QtTest/qtest.h>

#include <numeric>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::sim;
using namespace std::chrono_literals;

namespace {

const QHostAddress host(u"192.0.2.1"_s); // answers after 10 ms
const QHostAddress host6(u"2001:db8::1"_s);
constexpr Nanoseconds roundTrip = 10 * millisecond;

void addHosts(Simulation &simulation)
{
    simulation.network().addRule(answering("192.0.2.1", {roundTrip}));
    simulation.network().addRule(answering("2001:db8::1", {roundTrip}));
}

} // namespace

/// Much to tell, slots that take long, and little room: everybody gets their turn.
class tst_Delivery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void slowSlotsLeaveOtherEventsTheirTurn();
    void slotsThatFailAgainDoNotStarveTheNetwork();
    void refusalKeepsItsReason();
    void familiesShareARate();
};

void tst_Delivery::slowSlotsLeaveOtherEventsTheirTurn()
{
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    QList<quint64> told;
    std::uint64_t activations = 0;
    int inARow = 0;
    int most = 0;
    connect(&manager, &QIcmpManager::succeeded, this, [&](const QIcmpReply &reply) {
        told << reply.context();
        inARow = simulation.activations() == activations ? inARow + 1 : 1;
        activations = simulation.activations();
        most = std::max(most, inARow);
        simulation.stopProcess(2 * millisecond);
    });
    constexpr quint64 pings = 200; // that all are answered at once
    for (quint64 i = 0; i < pings; ++i) {
        QIcmpOptions options;
        options.setContext(i);
        manager.submit(host, options);
    }
    simulation.runFor(2 * qicmp::second);
    QList<quint64> expected(pings);
    std::iota(expected.begin(), expected.end(), 0);
    QCOMPARE(told, expected);
    QVERIFY2(most <= 3, qPrintable(QString::number(most)));
}

void tst_Delivery::slotsThatFailAgainDoNotStarveTheNetwork()
{
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    QIcmpOptions impossible;
    impossible.setPayloadSize(70'000);
    int failures = 0;
    connect(&manager, &QIcmpManager::failed, this, [&](const QIcmpError &error) {
        QCOMPARE(error.code(), QIcmpError::Code::InvalidArgument);
        ++failures;
        simulation.stopProcess(20 * microsecond);
        manager.submit(host, impossible);
    });
    Nanoseconds answeredAt = 0;
    connect(&manager, &QIcmpManager::succeeded, this, [&](const QIcmpReply &reply) {
        QCOMPARE(reply.roundTripTime().count(), roundTrip);
        answeredAt = simulation.elapsed();
    });
    for (int i = 0; i < 5'000; ++i)
        manager.submit(host, impossible);
    manager.submit(host);
    simulation.runFor(qicmp::second);
    QVERIFY(answeredAt > 0 && answeredAt < 500 * millisecond);
    QVERIFY(failures > 40'000); // in 20 µs each
}

void tst_Delivery::refusalKeepsItsReason()
{
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    simulation.backends().setAvailable(false);
    QStringList messages;
    connect(&manager, &QIcmpManager::failed, this, [&](const QIcmpError &error) {
        messages << error.message();
        simulation.stopProcess(millisecond);
        if (messages.size() == 1) { // somebody finds the remedy while the others are told
            simulation.backends().setAvailable(true);
            QVERIFY(manager.open());
        }
    });
    for (int i = 0; i < 20; ++i)
        manager.submit(host);
    simulation.runFor(qicmp::second);
    QCOMPARE(messages.size(), 20);
    QCOMPARE(messages, QStringList(messages.size(), messages.first()));
}

void tst_Delivery::familiesShareARate()
{
    Simulation simulation;
    addHosts(simulation);
    QIcmpManager &manager = simulation.manager();
    manager.setMaximumRate(100);
    for (int i = 0; i < 200; ++i) {
        manager.submit(host);
        manager.submit(host6);
    }
    int answered = 0;
    int answered6 = 0;
    connect(&manager, &QIcmpManager::succeeded, this,
            [&](const QIcmpReply &reply) { ++(reply.target() == host ? answered : answered6); });
    simulation.runFor(qicmp::second);
    QVERIFY2(answered >= 49 && answered6 >= 49,
             qPrintable(u"%1 and %2"_s.arg(answered).arg(answered6)));
}

QTEST_GUILESS_MAIN(tst_Delivery)
#include "tst_delivery.moc"
