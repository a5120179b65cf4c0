// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenetwork.h"
#include "qicmphost.h"
#include "watchedhost.h"

#include <QtCore/qpointer.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace qicmp;
using namespace std::chrono_literals;
using Behaviour = FakeNetwork::Behaviour;

namespace {

constexpr int withoutBackend = -1; ///< in place of a Behaviour::Kind

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

/// Hosts and their manager may go in any order, and in any slot.
class tst_HostLifetime : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void deletedInItsOwnSlot_data();
    void deletedInItsOwnSlot();
    void managerGoesFirst();
    void managerDeletedInSlot();
    void hostDeletedWhileManagerGoes();
    void noManagerAtAll();
};

void tst_HostLifetime::deletedInItsOwnSlot_data()
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

void tst_HostLifetime::deletedInItsOwnSlot()
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
    auto *host = new QIcmpHost(manager.get(), watchedAddress);
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

void tst_HostLifetime::managerGoesFirst()
{
    FakeNetwork network;
    network.usual.kind = Behaviour::Silent;
    auto manager = network.makeManager();
    QIcmpHost probing(manager.get(), watchedAddress);
    QIcmpHost idle(manager.get(), watchedAddress);
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

void tst_HostLifetime::managerDeletedInSlot()
{
    FakeNetwork network;
    QIcmpManager *const manager = network.makeManager().release();
    QIcmpHost host(manager, watchedAddress);
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

void tst_HostLifetime::hostDeletedWhileManagerGoes()
{
    FakeNetwork network;
    auto manager = network.makeManager();
    std::vector<std::unique_ptr<Deleter>> deleters;
    QList<QIcmpHost *> hosts;
    for (int i = 0; i < 10; ++i) {
        hosts.append(new QIcmpHost(manager.get(), watchedAddress));
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

void tst_HostLifetime::noManagerAtAll()
{
    QIcmpHost host(nullptr, watchedAddress);
    host.start();
    host.probeNow();
    host.stop();
    QVERIFY(!host.isRunning());
    QCOMPARE(host.address(), QHostAddress(watchedAddress));
}

QTEST_GUILESS_MAIN(tst_HostLifetime)
#include "tst_hostlifetime.moc"
