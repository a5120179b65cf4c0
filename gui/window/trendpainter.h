// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "latencyscale.h"

#include <QColor>
#include <QIcmpHost>
#include <QRect>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace qicmp::monitor {

/// Draws what became of a host's latest probes, one column a probe, the newest at the right.
///
/// A reply is a bar as high as its round-trip time, a late reply a hollow tick at that height, a
/// loss a hatched bar over the full height, an ICMP error a diamond. A probe that is in flight, was
/// not sent or was interrupted leaves its column blank. Columns are never joined.
class TrendPainter
{
public:
    /// How many probes are shown, where there is room.
    static constexpr int columnCount = 60;

    /// \a devicePixelRatio is that of what will be painted on; edges are aligned to its pixels.
    TrendPainter(const QRect &area, const LatencyScale &scale, const QColor &color,
                 qreal devicePixelRatio);

    void paint(QPainter *painter, const QList<QIcmpHost::Sample> &samples) const;

    /// The place of a probe: 0 is the newest.
    QRectF columnRect(int age) const;

    /// How many columns have room.
    int visibleColumns() const;

private:
    void paintReply(QPainter *painter, const QRectF &column, std::chrono::nanoseconds time) const;
    void paintLate(QPainter *painter, const QRectF &column, std::chrono::nanoseconds time) const;
    void paintLoss(QPainter *painter, const QRectF &column) const;
    void paintIcmpError(QPainter *painter, const QRectF &column) const;
    qreal heightOf(std::chrono::nanoseconds time) const;

    QRectF m_area;
    LatencyScale m_scale;
    QColor m_color;
    qreal m_pixel; ///< a device pixel, in logical ones
    qreal m_step;  ///< from column to column
    qreal m_gap;   ///< of it, empty
};

} // namespace qicmp::monitor
