// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenetwork.h"
#include "qicmphostmodel.h"

#include <QtCore/qpointer.h>
#include <QtCore/qsortfilterproxymodel.h>
#include <QtCore/qtimer.h>
#include <QtTest/qabstractitemmodeltester.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace qicmp;
using namespace std::chrono_literals;
using Behaviour = FakeNetwork::Behaviour;
using Condition = QIcmpHostModel::Condition;
using Model = QIcmpHostModel;

class tst_HostModel : public QObject
{
    Q_OBJECT

    void refresh(); ///< has all changes told
    QVariant cell(int row, int column, int role = Qt::DisplayRole) const
    {
        return m_model->data(m_model->index(row, column), role);
    }
    void run(Nanoseconds duration) { m_network->run(m_manager.get(), duration); }

    std::unique_ptr<FakeNetwork> m_network;
    std::unique_ptr<QIcmpManager> m_manager;
    std::unique_ptr<QIcmpHostModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;

private Q_SLOTS:
    void init();
    void cleanup();

    void columns_data();
    void columns();
    void conditions_data();
    void conditions();
    void degradedByLimits();
    void pausedHost();
    void headers();

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
    void trend();
};

void tst_HostModel::init()
{
    m_network = std::make_unique<FakeNetwork>();
    m_manager = m_network->makeManager();
    m_model = std::make_unique<QIcmpHostModel>(m_manager.get());
    m_model->setRefreshInterval(0ms);
    m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
}

void tst_HostModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_manager.reset();
    m_network.reset();
}

void tst_HostModel::refresh()
{
    QCoreApplication::processEvents();
}

void tst_HostModel::columns_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QStringList>("texts");
    QTest::addColumn<QVariantList>("keys");
    QTest::addColumn<QStringList>("spoken");
    const QString none = QStringLiteral("—");
    const QStringList absent(6, QStringLiteral("not measured"));
    QTest::newRow("answers") << int(Behaviour::Answers) << QStringList{QStringLiteral("● Up"),
                                                                       QStringLiteral("192.0.2.7"),
                                                                       QStringLiteral("192.0.2.7"),
                                                                       QStringLiteral("12.5"),
                                                                       QStringLiteral("0 %"),
                                                                       QStringLiteral("12.5"),
                                                                       QStringLiteral("12.5"),
                                                                       QStringLiteral("0.000"),
                                                                       QString()}
                             << QVariantList{4,
                                             QStringLiteral("192.0.2.7"),
                                             QStringLiteral("4:c0000207"),
                                             12.5,
                                             0.0,
                                             12.5,
                                             12.5,
                                             0.0,
                                             {}}
                             << QStringList{QStringLiteral("Up"),
                                            QStringLiteral("192.0.2.7"),
                                            QStringLiteral("192.0.2.7"),
                                            QStringLiteral("last 12.5 ms"),
                                            QStringLiteral("0 of 6 lost, p95 12.5 ms"),
                                            QStringLiteral("median 12.5 ms"),
                                            QStringLiteral("95th percentile 12.5 ms"),
                                            QStringLiteral("jitter 0.000 ms"),
                                            QStringLiteral("0 of 6 lost, p95 12.5 ms")};
    QTest::newRow("silent") << int(Behaviour::Silent)
                            << QStringList{QStringLiteral("✕ Down"),
                                           QStringLiteral("192.0.2.7"),
                                           QStringLiteral("192.0.2.7"),
                                           none,
                                           QStringLiteral("100 %"),
                                           none,
                                           none,
                                           none,
                                           QString()}
                            << QVariantList{0,
                                            QStringLiteral("192.0.2.7"),
                                            QStringLiteral("4:c0000207"),
                                            {},
                                            100.0,
                                            {},
                                            {},
                                            {},
                                            {}}
                            << QStringList{QStringLiteral("Down"),
                                           QStringLiteral("192.0.2.7"),
                                           QStringLiteral("192.0.2.7"),
                                           QStringLiteral("last no answer"),
                                           QStringLiteral("6 of 6 lost"),
                                           QStringLiteral("median not measured"),
                                           QStringLiteral("95th percentile not measured"),
                                           QStringLiteral("jitter not measured"),
                                           QStringLiteral("6 of 6 lost")};
    QTest::newRow("cannot be sent") << int(Behaviour::Refused)
                                    << QStringList{QStringLiteral("◆ Not measured"),
                                                   QStringLiteral("192.0.2.7"),
                                                   QStringLiteral("192.0.2.7"),
                                                   none,
                                                   none,
                                                   none,
                                                   none,
                                                   none,
                                                   QString()}
                                    << QVariantList{2,
                                                    QStringLiteral("192.0.2.7"),
                                                    QStringLiteral("4:c0000207"),
                                                    {},
                                                    {},
                                                    {},
                                                    {},
                                                    {},
                                                    {}}
                                    << QStringList{QStringLiteral("Not measured"),
                                                   QStringLiteral("192.0.2.7"),
                                                   QStringLiteral("192.0.2.7"),
                                                   QStringLiteral("last not measured"),
                                                   QStringLiteral("nothing measured"),
                                                   QStringLiteral("median not measured"),
                                                   QStringLiteral("95th percentile not measured"),
                                                   QStringLiteral("jitter not measured"),
                                                   QStringLiteral("nothing measured")};
}

void tst_HostModel::columns()
{
    QFETCH(int, kind);
    QFETCH(QStringList, texts);
    QFETCH(QVariantList, keys);
    QFETCH(QStringList, spoken);
    m_network->usual = {Behaviour::Kind(kind), 12'500 * microsecond};
    m_model->addHost(QStringLiteral("192.0.2.7"))->setTimeout(400ms);
    run(5500 * millisecond);
    refresh();
    for (int column = 0; column < Model::ColumnCount; ++column) {
        QCOMPARE(cell(0, column).toString(), texts[column]);
        QCOMPARE(cell(0, column, Model::SortRole), keys[column]);
        QCOMPARE(cell(0, column, Qt::AccessibleTextRole).toString(), spoken[column]);
        QVERIFY(!cell(0, column, Qt::ToolTipRole).toString().isEmpty());
        const bool isNumber = column >= Model::LastColumn && column <= Model::JitterColumn;
        QCOMPARE(cell(0, column, Qt::TextAlignmentRole).value<Qt::Alignment>(),
                 Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft));
    }
}

void tst_HostModel::conditions_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<int>("condition");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("toolTip"); // how it begins
    const auto row = [](const char *name, Behaviour::Kind kind, qint64 seconds, Condition condition,
                        const char *text, const char *toolTip) {
        QTest::newRow(name) << int(kind) << seconds << int(condition) << QString::fromUtf8(text)
                            << QString::fromUtf8(toolTip);
    };
    row("nothing yet", Behaviour::Answers, 0, Condition::Waiting, "… Waiting",
        "No answer is known yet.");
    row("too few failures", Behaviour::Silent, 3, Condition::Waiting, "… Waiting", "");
    row("up", Behaviour::Answers, 1, Condition::Up, "● Up", "Answers.");
    row("down", Behaviour::Silent, 8, Condition::Down, "✕ Down", "Does not answer. ");
    row("unreachable", Behaviour::Unreachable, 8, Condition::Down, "✕ Down", "Does not answer. ");
    row("not measured", Behaviour::Refused, 8, Condition::NotMeasured, "◆ Not measured",
        "This machine cannot measure it, which says nothing about the host. ");
}

void tst_HostModel::conditions()
{
    QFETCH(int, kind);
    QFETCH(qint64, seconds);
    QFETCH(QString, toolTip);
    m_network->usual = {Behaviour::Kind(kind), millisecond};
    QIcmpHost *host = m_model->addHost(QStringLiteral("192.0.2.7"));
    if (seconds > 0)
        run(seconds * second);
    refresh();
    QTEST(int(m_model->condition(0)), "condition");
    QTEST(cell(0, 0, Model::ConditionRole).toInt(), "condition");
    QTEST(cell(0, 0).toString(), "text");
    const QString shown = cell(0, 0, Qt::ToolTipRole).toString();
    QVERIFY2(shown.startsWith(toolTip), qPrintable(shown));
    QVERIFY2(shown.startsWith(QStringLiteral("Answers")) ||
                     shown.endsWith(host->lastError().message()) ||
                     host->lastError().code() == QIcmpError::Code::NoError,
             qPrintable(shown));
}

void tst_HostModel::degradedByLimits()
{
    m_network->usual.delay = 20 * millisecond;
    m_model->addHost(QStringLiteral("192.0.2.7"));
    run(9500 * millisecond);
    m_network->usual.kind = Behaviour::Silent;
    run(second);
    m_network->usual.kind = Behaviour::Answers;
    run(10 * second);
    refresh();
    QCOMPARE(m_model->condition(0), Condition::Degraded); // by 1 lost of 21
    QCOMPARE(cell(0, 0).toString(), QStringLiteral("▲ Degraded"));
    QVERIFY(cell(0, 0, Qt::ToolTipRole).toString().contains(QStringLiteral("1 of 21 lost")));

    m_model->setDegradedLoss(5.1);
    refresh();
    QCOMPARE(m_model->condition(0), Condition::Up);
    m_model->setDegradedLatency(15ms);
    refresh();
    QCOMPARE(m_model->condition(0), Condition::Degraded);
    m_model->setDegradedLatency(21ms);
    refresh();
    QCOMPARE(m_model->condition(0), Condition::Up);
}

void tst_HostModel::pausedHost()
{
    QIcmpHost *host = m_model->addHost(QStringLiteral("192.0.2.7"));
    run(500 * millisecond);
    refresh();
    host->stop();
    refresh();
    QCOMPARE(m_model->condition(0), Condition::Paused);
    QCOMPARE(cell(0, 0).toString(), QStringLiteral("‖ Paused"));
    QCOMPARE(cell(0, Model::LastColumn).toString(), QStringLiteral("1.00"));
    host->start();
    refresh();
    QCOMPARE(m_model->condition(0), Condition::Up);
}

void tst_HostModel::headers()
{
    QStringList texts;
    for (int column = 0; column < Model::ColumnCount; ++column) {
        const auto header = [&](int role) {
            return m_model->headerData(column, Qt::Horizontal, role);
        };
        texts.append(header(Qt::DisplayRole).toString());
        QVERIFY(!texts.constLast().isEmpty());
        QVERIFY(!header(Qt::ToolTipRole).toString().isEmpty());
        QVERIFY(header(Qt::TextAlignmentRole).isValid());
        QVERIFY(!m_model->headerData(column, Qt::Vertical).isValid());
    }
    QCOMPARE(texts.removeDuplicates(), 0);
    QVERIFY(!m_model->headerData(Model::ColumnCount, Qt::Horizontal).isValid());
    QVERIFY(!m_model->headerData(-1, Qt::Horizontal).isValid());
    const QHash<int, QByteArray> roles = m_model->roleNames();
    for (const int role :
         {Model::HostRole, Model::SortRole, Model::ConditionRole, Model::TrendRole})
        QVERIFY(roles.contains(role));
}

void tst_HostModel::rowsComeInOneInsertion()
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

void tst_HostModel::rowsGo()
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

void tst_HostModel::rowOutsideTheRows()
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

void tst_HostModel::deletedHostTakesItsRowAlong()
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

void tst_HostModel::hostRemovedInItsOwnSlot()
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

void tst_HostModel::managerGoesFirst()
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

void tst_HostModel::manyChangesAreOneSignal()
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

void tst_HostModel::onlyChangedRowsAreTold()
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

void tst_HostModel::silenceNeedsNoTimer()
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

void tst_HostModel::cellsChangeOnlyWithARefresh()
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

void tst_HostModel::sortsByNumber()
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

void tst_HostModel::sortsByAddress()
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

void tst_HostModel::trend()
{
    QIcmpHost *host = m_model->addHost(QStringLiteral("10.0.0.1"));
    run(4500 * millisecond);
    refresh();
    const auto samples =
            cell(0, Model::TrendColumn, Model::TrendRole).value<QList<QIcmpHost::Sample>>();
    QCOMPARE(samples.size(), 5);
    QCOMPARE(samples.size(), host->samples().size());
    for (const QIcmpHost::Sample &sample : samples)
        QCOMPARE(sample.roundTripTime, 1ms);
}

QTEST_GUILESS_MAIN(tst_HostModel)
#include "tst_hostmodel.moc"
