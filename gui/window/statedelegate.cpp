// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "statedelegate.h"

#include "conditionstyle.h"
#include "tablestyle.h"

#include <QApplication>
#include <QPainter>

namespace qicmp::monitor {
namespace {

constexpr int margin = TableStyle::cellMargin;
constexpr int gap = 7;

int shapeSize(const QFontMetrics &metrics)
{
    return metrics.ascent();
}

QStyle *styleOf(const QStyleOptionViewItem &option)
{
    return option.widget ? option.widget->style() : QApplication::style();
}

} // namespace

void StateDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const
{
    QStyleOptionViewItem cell = option;
    initStyleOption(&cell, index);
    cell.text.clear();
    styleOf(cell)->drawControl(QStyle::CE_ItemViewItem, &cell, painter, cell.widget);

    const auto condition = static_cast<QIcmpHostModel::Condition>(
            index.data(QIcmpHostModel::ConditionRole).toInt());
    const bool isSelected = cell.state.testFlag(QStyle::State_Selected);
    const auto group =
            cell.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    const QColor textColor =
            cell.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);

    const int size = shapeSize(cell.fontMetrics);
    const QRectF box(cell.rect.left() + margin, cell.rect.center().y() + 0.5 - size / 2.0, size,
                     size);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    // The colours are made for the base; on the highlight the shape alone has to do.
    painter->fillPath(conditionShape(condition, box),
                      isSelected ? textColor : conditionColor(condition, cell.palette));
    painter->setPen(textColor);
    painter->setFont(cell.font);
    const QRect textRect = cell.rect.adjusted(margin + size + gap, 0, -2, 0);
    painter->drawText(textRect, Qt::AlignVCenter | Qt::TextSingleLine,
                      cell.fontMetrics.elidedText(conditionWord(condition), Qt::ElideRight,
                                                  textRect.width()));
    painter->restore();
}

QSize StateDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width() + margin + gap + shapeSize(option.fontMetrics), size.height()};
}

} // namespace qicmp::monitor
