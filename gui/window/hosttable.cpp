// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hosttable.h"

#include "hostfiltermodel.h"
#include "statedelegate.h"
#include "tablestyle.h"
#include "trenddelegate.h"
#include "trendpainter.h"

#include <QEvent>
#include <QHeaderView>
#include <QIcmpHostModel>
#include <QSettings>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qicmp::monitor {
namespace {

constexpr int hostsPerScale = 200; // as many rows, evenly chosen, say what the scale is to cover

QString headerKey()
{
    return u"table/header"_s;
}

} // namespace

HostTable::HostTable(QIcmpHostModel *hosts, QWidget *parent)
    : QTableView(parent)
    , m_hosts(hosts)
    , m_filter(new HostFilterModel(this))
    , m_trend(new TrendDelegate(this))
{
    m_filter->setSourceModel(hosts);
    setModel(m_filter);
    setItemDelegateForColumn(QIcmpHostModel::StateColumn, new StateDelegate(this));
    setItemDelegateForColumn(QIcmpHostModel::TrendColumn, m_trend);
    setAccessibleName(tr("Hosts"));

    auto *const style = new TableStyle;
    style->setParent(this);
    setStyle(style);
    horizontalHeader()->setStyle(style);

    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setContextMenuPolicy(Qt::ActionsContextMenu);
    setTabKeyNavigation(false); // Tab leaves the table
    setShowGrid(false);
    setAlternatingRowColors(true);
    setWordWrap(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    setCornerButtonEnabled(false);

    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    updateRowHeight();

    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setSortIndicatorClearable(true); // back to the order of adding
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
    restoreColumns();

    connect(&m_scaleTimer, &QTimer::timeout, this, &HostTable::updateScale);
    m_scaleTimer.start(1s);
    m_filter->setTrendCaption(m_trend->scale().text());
}

HostTable::~HostTable()
{
    saveColumns();
}

QList<int> HostTable::selectedHosts() const
{
    QList<int> rows;
    for (const QModelIndex &index : selectionModel()->selectedRows())
        rows.append(m_filter->mapToSource(index).row());
    std::sort(rows.begin(), rows.end(), std::greater<>());
    return rows;
}

void HostTable::updateScale()
{
    QList<std::chrono::nanoseconds> times;
    const int step = m_hosts->rowCount() / hostsPerScale + 1;
    for (int row = 0; row < m_hosts->rowCount(); row += step) {
        const QList<QIcmpHost::Sample> samples = m_hosts->hostAt(row)->samples();
        const qsizetype first = std::max<qsizetype>(0, samples.size() - TrendPainter::columnCount);
        for (const QIcmpHost::Sample &sample : samples.sliced(first)) {
            if (sample.roundTripTime >= 0ns)
                times.append(sample.roundTripTime);
        }
    }
    const LatencyScale scale = LatencyScale::covering(std::move(times), m_trend->scale());
    if (scale == m_trend->scale())
        return;
    m_trend->setScale(scale);
    m_filter->setTrendCaption(scale.text());
    viewport()->update();
}

void HostTable::updateRowHeight()
{
    const int height = std::max(28, fontMetrics().height() + 10);
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
    horizontalHeader()->setFixedHeight(height);
}

void HostTable::restoreColumns()
{
    QHeaderView *const header = horizontalHeader();
    const int digit = fontMetrics().horizontalAdvance(u'0');
    const auto setWidth = [header, digit](int column, int characters) {
        header->resizeSection(column, digit * characters);
    };
    setWidth(QIcmpHostModel::StateColumn, 17);
    setWidth(QIcmpHostModel::NameColumn, 23);
    setWidth(QIcmpHostModel::AddressColumn, 18);
    for (const int column :
         {QIcmpHostModel::LastColumn, QIcmpHostModel::LossColumn, QIcmpHostModel::MedianColumn,
          QIcmpHostModel::P95Column, QIcmpHostModel::JitterColumn}) {
        setWidth(column, 11);
    }

    const QByteArray saved = QSettings().value(headerKey()).toByteArray();
    if (!saved.isEmpty() && header->restoreState(saved))
        m_filter->sort(header->sortIndicatorSection(), header->sortIndicatorOrder());
}

void HostTable::saveColumns() const
{
    QSettings().setValue(headerKey(), horizontalHeader()->saveState());
}

void HostTable::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateRowHeight();
    QTableView::changeEvent(event);
}

} // namespace qicmp::monitor
