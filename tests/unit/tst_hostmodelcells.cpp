// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "hostmodeltest.h"

#include <QtTest/qtest.h>

using namespace qicmp;
using namespace std::chrono_literals;
using Behaviour = FakeNetwork::Behaviour;
using Condition = QIcmpHostModel::Condition;
using Model = QIcmpHostModel;

/// What the cells of a host show, and the headers above them.
class tst_HostModelCells : public HostModelTest
{
    Q_OBJECT

private Q_SLOTS:
    void columns_data();
    void columns();
    void conditions_data();
    void conditions();
    void degradedByLimits();
    void pausedHost();
    void headers();
    void trend();
};

void tst_HostModelCells::columns_data()
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

void tst_HostModelCells::columns()
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

void tst_HostModelCells::conditions_data()
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

void tst_HostModelCells::conditions()
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

void tst_HostModelCells::degradedByLimits()
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

void tst_HostModelCells::pausedHost()
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

void tst_HostModelCells::headers()
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

void tst_HostModelCells::trend()
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

QTEST_GUILESS_MAIN(tst_HostModelCells)
#include "tst_hostmodelcells.moc"
