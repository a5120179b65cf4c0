// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latencyscale.h"

#include <QStyledItemDelegate>

namespace qicmp::monitor {

/// Paints the Trend column with a TrendPainter.
class TrendDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    /// The scale that all rows share. Does not repaint.
    void setScale(const LatencyScale &scale) { m_scale = scale; }
    LatencyScale scale() const { return m_scale; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    LatencyScale m_scale;
};

} // namespace qicmp::monitor
