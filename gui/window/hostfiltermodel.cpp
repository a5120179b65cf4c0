// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostfiltermodel.h"

#include <QIcmpHostModel>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qicmp::monitor {
namespace {

QString trendLegend()
{
    return HostFilterModel::tr("Bar\ta reply; its height is the round-trip time,\n"
                               "\ton one logarithmic scale for all rows\n"
                               "Hollow tick\ta reply after the timeout\n"
                               "Hatched\tno reply\n"
                               "◆\tan ICMP error\n"
                               "Blank\tunder way, or not measured");
}

} // namespace

HostFilterModel::HostFilterModel(QObject *parent) : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
    setSortRole(QIcmpHostModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
    m_sortTimer.setSingleShot(true);
    m_sortTimer.setInterval(1s);
    connect(&m_sortTimer, &QTimer::timeout, this, &HostFilterModel::sortIfNeeded);
}

void HostFilterModel::setSourceModel(QAbstractItemModel *model)
{
    QSortFilterProxyModel::setSourceModel(model);
    connect(model, &QAbstractItemModel::dataChanged, this, &HostFilterModel::scheduleSort);
    connect(model, &QAbstractItemModel::rowsInserted, this, &HostFilterModel::scheduleSort);
}

void HostFilterModel::setFilterText(const QString &text)
{
    m_words = text.split(u' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

void HostFilterModel::setTrendCaption(const QString &caption)
{
    if (m_trendCaption == caption)
        return;
    m_trendCaption = caption;
    Q_EMIT headerDataChanged(Qt::Horizontal, QIcmpHostModel::TrendColumn,
                             QIcmpHostModel::TrendColumn);
}

QVariant HostFilterModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    QVariant data = QSortFilterProxyModel::headerData(section, orientation, role);
    const bool isTrend = orientation == Qt::Horizontal && section == QIcmpHostModel::TrendColumn;
    if (isTrend && role == Qt::DisplayRole && !m_trendCaption.isEmpty())
        return QString(data.toString() + u"   "_s + m_trendCaption);
    if (isTrend && role == Qt::ToolTipRole)
        return QString(data.toString() + u"\n\n"_s + trendLegend());
    return data;
}

bool HostFilterModel::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    if (m_words.isEmpty())
        return true;
    QString text;
    for (const int column :
         {QIcmpHostModel::NameColumn, QIcmpHostModel::AddressColumn, QIcmpHostModel::StateColumn}) {
        text += sourceModel()->index(row, column, parent).data().toString() + u' ';
    }
    return std::all_of(m_words.cbegin(), m_words.cend(), [&text](const QString &word) {
        return text.contains(word, Qt::CaseInsensitive);
    });
}

bool HostFilterModel::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const bool hasLeft = left.data(sortRole()).isValid();
    const bool hasRight = right.data(sortRole()).isValid();
    if (hasLeft && hasRight)
        return QSortFilterProxyModel::lessThan(left, right);
    // Descending order asks with the sides exchanged.
    return hasLeft != hasRight && hasLeft == (sortOrder() == Qt::AscendingOrder);
}

void HostFilterModel::scheduleSort()
{
    if (sortColumn() >= 0 && !m_sortTimer.isActive())
        m_sortTimer.start();
}

void HostFilterModel::sortIfNeeded()
{
    // To sort means to lay out the view anew, even if nothing moves.
    if (sortColumn() >= 0 && !isInOrder())
        sort(sortColumn(), sortOrder());
}

bool HostFilterModel::isInOrder() const
{
    const auto sourceIndex = [this](int row) { return mapToSource(index(row, sortColumn())); };
    for (int row = 1; row < rowCount(); ++row) {
        const QModelIndex above = sourceIndex(row - 1);
        const QModelIndex below = sourceIndex(row);
        const bool isWrong =
                sortOrder() == Qt::AscendingOrder ? lessThan(below, above) : lessThan(above, below);
        if (isWrong)
            return false;
    }
    return true;
}

} // namespace qicmp::monitor
