// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "hostmodeltest.h"

#include <QtCore/qpointer.h>
#include <QtCore/qsortfilterproxymodel.h>
#include <QtCore/qtimer.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace qicmp;
using namespace std::chrono_literals;
using Behaviour = FakeNetwork::Behaviour;
using Condition = QIcmpHostModel::Condition;
using Model = QIcmpHostModel;

/// How rows come, go and change, and in which order they can be sorted.
class tst_HostModelRows : public HostModelTest
{
    Q_OBJECT

private Q_SLOTS:
    void rowsComeInOneInsertion();
    void rowsGo();
    void rowOutsideTheRows();
    void deletedHostTakesItsRowAlong();
    void hostRemovedInItsOwnSlot();
    void managerGoesFirst();

    void manyChangesAreOneSignal();
    void onlyChangedRowsAreTold();
    void silenceNeedsNoTimer();
    void cellsChangeOnlyWithARefresh();

    void sortsByNumber();
    void sortsByAddress();
};

void tst_HostModelRows::rowsComeInOneInsertion()
{
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QStringList names;
    for (int i = 1; i <= 200; ++i)
        names.append(QStringLiteral("10.0.0.%1").arg(i));
    QVERIFY(m_model->addHosts({}).isEmpty());
    QCOMPARE(inserted.size(), 0);
    const QList<QIcmpHost *> hosts = m_model->addHosts(names);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(m_model->rowCount(), 200);
    for (int row = 0; row < 200; ++row) {
        QCOMPARE(hosts[row]->host(), names[row]);
        QVERIFY(hosts[row]->isRunning());
        QCOMPARE(m_model->hostAt(row), hosts[row]);
        QCOMPARE(m_model->rowOf(hosts[row]), row);
        QCOMPARE(cell(row, 0, Model::HostRole).value<QIcmpHost *>(), hosts[row]);
    }
}

void tst_HostModelRows::rowsGo()
{
    QStringList names;
    for (int i = 0; i < 10; ++i)
        names.append(QStringLiteral("10.0.0.%1").arg(i + 1));
    const QList<QIcmpHost *> hosts = m_model->addHosts(names);
    run(1500 * millisecond);
    const QPointer<QIcmpHost> removed(hosts[2]);
    QVERIFY(m_model->removeRows(2, 3));
    QVERIFY(!removed);
    m_model->removeHost(0);
    QCOMPARE(m_model->rowCount(), 6);
    QCOMPARE(m_model->rowOf(hosts[1]), 0);
    QCOMPARE(m_model->rowOf(hosts[5]), 1);
    QCOMPARE(m_model->rowOf(hosts[9]), 5);
    run(5 * second);
    refresh();
    QCOMPARE(cell(1, Model::NameColumn).toString(), names[5]);
    for (const auto &[row, count] : {std::pair(-1, 1), {0, 0}, {6, 1}, {5, 2}, {0, 7}})
        QVERIFY(!m_model->removeRows(row, count));
    QVERIFY(m_model->removeRows(0, 6));
    QCOMPARE(m_model->rowCount(), 0);
    refresh();
}

void tst_HostModelRows::rowOutsideTheRows()
{
    m_model->addHost(QStringLiteral("192.0.2.7"));
    QIcmpHost stranger(m_manager.get(), QStringLiteral("192.0.2.8"));
    QIcmpHostModel other(m_manager.get());
    const QIcmpHost *others = other.addHost(QStringLiteral("192.0.2.9"));
    QCOMPARE(m_model->hostAt(-1), nullptr);
    QCOMPARE(m_model->hostAt(1), nullptr);
    QCOMPARE(m_model->rowOf(nullptr), -1);
    QCOMPARE(m_model->rowOf(&stranger), -1);
    QCOMPARE(m_model->rowOf(others), -1);
    m_model->removeHost(1);
    m_model->removeHost(-1);
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(m_model->rowCount(m_model->index(0, 0)), 0);
}

void tst_HostModelRows::deletedHostTakesItsRowAlong()
{
    const QList<QIcmpHost *> hosts = m_model->addHosts(
            {QStringLiteral("10.0.0.1"), QStringLiteral("10.0.0.2"), QStringLiteral("10.0.0.3")});
    run(second);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    delete hosts[1];
    QCOMPARE(removed.size(), 1);
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(m_model->rowOf(hosts[2]), 1);
    run(second);
    refresh();
}

void tst_HostModelRows::hostRemovedInItsOwnSlot()
{
    const QList<QIcmpHost *> hosts =
            m_model->addHosts({QStringLiteral("10.0.0.1"), QStringLiteral("10.0.0.2")});
    for (QIcmpHost *host : hosts) {
        connect(host, &QIcmpHost::succeeded, m_model.get(),
                [this, host] { m_model->removeHost(m_model->rowOf(host)); });
    }
    run(5 * second);
    QCOMPARE(m_model->rowCount(), 0);
}

void tst_HostModelRows::managerGoesFirst()
{
    m_model->addHosts({QStringLiteral("10.0.0.1"), QStringLiteral("10.0.0.2")});
    run(1500 * millisecond);
    m_manager.reset();
    QCOMPARE(m_model->manager(), nullptr);
    refresh();
    QCOMPARE(m_model->condition(0), Condition::Paused);
    QVERIFY(m_model->addHost(QStringLiteral("10.0.0.3")));
    QCOMPARE(m_model->rowCount(), 3);
}

void tst_HostModelRows::manyChangesAreOneSignal()
{
    QStringList names;
    for (int i = 0; i < 100; ++i)
        names.append(QStringLiteral("10.0.0.%1").arg(i + 1));
    m_model->addHosts(names);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    run(5 * second);
    QCOMPARE(changed.size(), 0);
    refresh();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex(), m_model->index(0, 0));
    QCOMPARE(changed[0][1].toModelIndex(), m_model->index(99, Model::ColumnCount - 1));
}

void tst_HostModelRows::onlyChangedRowsAreTold()
{
    const QList<QIcmpHost *> hosts = m_model->addHosts(QStringList(10, QStringLiteral("10.0.0.1")));
    for (QIcmpHost *host : hosts)
        host->stop();
    run(second);
    refresh();
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    hosts[3]->probeNow();
    hosts[5]->probeNow();
    run(second);
    refresh();
    QCOMPARE(changed.size(), 1);
    QCOMPARE(changed[0][0].toModelIndex().row(), 3);
    QCOMPARE(changed[0][1].toModelIndex().row(), 5);
}

void tst_HostModelRows::silenceNeedsNoTimer()
{
    QIcmpHost *host = m_model->addHost(QStringLiteral("10.0.0.1"));
    run(100 * millisecond);
    const auto *timer = m_model->findChild<QTimer *>();
    QVERIFY(timer);
    QVERIFY(timer->isActive());
    refresh();
    QVERIFY(!timer->isActive());
    host->probeNow();
    run(100 * millisecond);
    QVERIFY(timer->isActive());
}

void tst_HostModelRows::cellsChangeOnlyWithARefresh()
{
    m_model->addHost(QStringLiteral("10.0.0.1"));
    m_network->usual.delay = 3 * millisecond;
    run(500 * millisecond);
    refresh();
    QCOMPARE(cell(0, Model::LastColumn).toString(), QStringLiteral("3.00"));
    m_network->usual.delay = 8 * millisecond;
    run(second);
    QCOMPARE(cell(0, Model::LastColumn).toString(), QStringLiteral("3.00"));
    refresh();
    QCOMPARE(cell(0, Model::LastColumn).toString(), QStringLiteral("8.00"));
}

void tst_HostModelRows::sortsByNumber()
{
    const QList<std::pair<const char *, Nanoseconds>> delays{{"10.0.0.1", 9 * millisecond},
                                                             {"10.0.0.2", 10 * millisecond},
                                                             {"10.0.0.3", 100 * millisecond},
                                                             {"10.0.0.4", 2 * millisecond}};
    for (const auto &[name, delay] : delays) {
        m_network->hosts[name] = {Behaviour::Answers, delay};
        m_model->addHost(QString::fromLatin1(name));
    }
    m_network->hosts["10.0.0.5"].kind = Behaviour::Silent;
    m_model->addHost(QStringLiteral("10.0.0.5"));
    run(5 * second);
    refresh();
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(m_model.get());
    sorted.setSortRole(Model::SortRole);
    sorted.sort(Model::P95Column);
    QByteArray order;
    for (int row = 0; row < sorted.rowCount(); ++row)
        order.append(sorted.index(row, Model::NameColumn).data().toString().back().toLatin1());
    QCOMPARE(order, QByteArray("41235")); // absent last
}

void tst_HostModelRows::sortsByAddress()
{
    m_model->addHosts({QStringLiteral("2001:db8::1"), QStringLiteral("10.0.0.10"),
                       QStringLiteral("10.0.0.9"), QStringLiteral("::1"),
                       QStringLiteral("172.16.0.1"), QStringLiteral("16.0.0.1"),
                       QStringLiteral("9.255.0.1")});
    QSortFilterProxyModel sorted;
    sorted.setSourceModel(m_model.get());
    sorted.setSortRole(Model::SortRole);
    sorted.sort(Model::AddressColumn);
    QStringList order;
    for (int row = 0; row < sorted.rowCount(); ++row)
        order.append(sorted.index(row, Model::AddressColumn).data().toString());
    QCOMPARE(order, (QStringList{QStringLiteral("9.255.0.1"), QStringLiteral("10.0.0.9"),
                                 QStringLiteral("10.0.0.10"), QStringLiteral("16.0.0.1"),
                                 QStringLiteral("172.16.0.1"), QStringLiteral("::1"),
                                 QStringLiteral("2001:db8::1")}));
}

QTEST_GUILESS_MAIN(tst_HostModelRows)
#include "tst_hostmodelrows.moc"
