// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trenddelegate.h"

#include "tablestyle.h"
#include "trendpainter.h"

#include <QApplication>
#include <QIcmpHostModel>
#include <QPainter>

namespace qicmp::monitor {

void TrendDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    QStyle *const style = cell.widget ? cell.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);

    const auto samples = index.data(QIcmpHostModel::TrendRole).value<QList<QIcmpHost::Sample>>();
    const bool isSelected = cell.state.testFlag(QStyle::State_Selected);
    const auto group =
            cell.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const QColor color =
            cell.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
    const TrendPainter trend(
            cell.rect.adjusted(TableStyle::cellMargin, 3, -TableStyle::cellMargin, -3), m_scale,
            color, painter->device()->devicePixelRatioF());
    trend.paint(painter, samples);
}

} // namespace qicmp::monitor
