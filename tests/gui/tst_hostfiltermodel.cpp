// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "window/hostfiltermodel.h"

#include <QAbstractItemModelTester>
#include <QIcmpHostModel>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace qicmp::monitor;

/// On a model of known values; the hosts' own model has its test in unit/.
class TestHostFilterModel : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void sortsByNumberWithAbsentLast_data();
    void sortsByNumberWithAbsentLast();
    void filters_data();
    void filters();
    void sortsAnewOnceASecond();
    void staysAsItIsWhileInOrder();
    void captionJoinsTheHeader();

private:
    QStringList names() const;
    void setNumber(int row, const QVariant &number);

    std::unique_ptr<QStandardItemModel> m_source;
    std::unique_ptr<HostFilterModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestHostFilterModel::init()
{
    m_tester.reset();
    m_model = std::make_unique<HostFilterModel>();
    m_source = std::make_unique<QStandardItemModel>(4, QIcmpHostModel::ColumnCount);
    const QStringList names{u"alpha"_s, u"beta"_s, u"gamma"_s, u"delta"_s};
    for (int row = 0; row < 4; ++row) {
        m_source->setData(m_source->index(row, QIcmpHostModel::NameColumn), names.at(row));
        m_source->setData(m_source->index(row, QIcmpHostModel::AddressColumn),
                          u"10.0.0.%1"_s.arg(row + 1));
        m_source->setData(m_source->index(row, QIcmpHostModel::StateColumn),
                          row % 2 == 0 ? u"Up"_s : u"Down"_s);
    }
    setNumber(0, 10.0);
    setNumber(1, QVariant());
    setNumber(2, 9.0);
    setNumber(3, 100.0);
    m_model->setSourceModel(m_source.get());
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get());
}

QStringList TestHostFilterModel::names() const
{
    QStringList names;
    for (int row = 0; row < m_model->rowCount(); ++row)
        names.append(m_model->index(row, QIcmpHostModel::NameColumn).data().toString().left(1));
    return names;
}

void TestHostFilterModel::setNumber(int row, const QVariant &number)
{
    m_source->setData(m_source->index(row, QIcmpHostModel::LastColumn), number,
                      QIcmpHostModel::SortRole);
}

void TestHostFilterModel::sortsByNumberWithAbsentLast_data()
{
    QTest::addColumn<int>("order");
    QTest::addColumn<QString>("names");
    QTest::newRow("ascending") << static_cast<int>(Qt::AscendingOrder) << u"gadb"_s;
    QTest::newRow("descending") << static_cast<int>(Qt::DescendingOrder) << u"dagb"_s;
}

void TestHostFilterModel::sortsByNumberWithAbsentLast()
{
    QFETCH(int, order);
    m_model->sort(QIcmpHostModel::LastColumn, static_cast<Qt::SortOrder>(order));
    QTEST(names().join(QString()), "names");
}

void TestHostFilterModel::filters_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("names");
    QTest::newRow("nothing") << QString() << u"abgd"_s;
    QTest::newRow("name") << u"LPHA"_s << u"a"_s;
    QTest::newRow("address") << u"0.0.3"_s << u"g"_s;
    QTest::newRow("state") << u"down"_s << u"bd"_s;
    QTest::newRow("every word") << u"10.0 down  ta"_s << u"bd"_s;
    QTest::newRow("none") << u"zeta"_s << QString();
}

void TestHostFilterModel::filters()
{
    QFETCH(QString, text);
    m_model->setFilterText(text);
    QTEST(names().join(QString()), "names");
    m_model->setFilterText({});
    QCOMPARE(names().size(), 4);
}

void TestHostFilterModel::sortsAnewOnceASecond()
{
    m_model->sort(QIcmpHostModel::LastColumn);
    const QSignalSpy layouts(m_model.get(), &QAbstractItemModel::layoutChanged);
    for (int i = 0; i < 10; ++i)
        setNumber(2, 1000.0 + i);
    QCOMPARE(names().join(QString()), u"gadb"_s); // not at once
    QTRY_COMPARE_WITH_TIMEOUT(names().join(QString()), u"adgb"_s, 3000);
    QCOMPARE(layouts.count(), 1);
}

void TestHostFilterModel::staysAsItIsWhileInOrder()
{
    m_model->sort(QIcmpHostModel::LastColumn, Qt::DescendingOrder);
    const QSignalSpy layouts(m_model.get(), &QAbstractItemModel::layoutChanged);
    setNumber(0, 11.0);
    QTest::qWait(1300); // longer than rows stay unsorted
    QCOMPARE(layouts.count(), 0);
}

void TestHostFilterModel::captionJoinsTheHeader()
{
    m_source->setHorizontalHeaderItem(QIcmpHostModel::TrendColumn, new QStandardItem(u"Trend"_s));
    const QSignalSpy changes(m_model.get(), &QAbstractItemModel::headerDataChanged);
    m_model->setTrendCaption(u"1 – 10 ms"_s);
    m_model->setTrendCaption(u"1 – 10 ms"_s);
    QCOMPARE(changes.count(), 1);
    const QString header =
            m_model->headerData(QIcmpHostModel::TrendColumn, Qt::Horizontal, Qt::DisplayRole)
                    .toString();
    QVERIFY(header.startsWith(u"Trend"_s) && header.endsWith(u"1 – 10 ms"_s));
}

QTEST_GUILESS_MAIN(TestHostFilterModel)
#include "tst_hostfiltermodel.moc"
