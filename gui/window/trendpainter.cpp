// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "trendpainter.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace qicmp::monitor {
namespace {

constexpr qreal widestStep = 6; // beyond, bars look like blocks
constexpr qreal capHeight = 2;
constexpr qreal tickHeight = 4;
constexpr qreal hatchPeriod = 4;
constexpr qreal capOpacity = 0.80;
constexpr qreal bodyOpacity = 0.20;
constexpr qreal hatchOpacity = 0.75;

QColor withOpacity(QColor color, qreal opacity)
{
    color.setAlphaF(static_cast<float>(color.alphaF() * opacity));
    return color;
}

} // namespace

TrendPainter::TrendPainter(const QRect &area, const LatencyScale &scale, const QColor &color,
                           qreal devicePixelRatio)
    : m_area(area)
    , m_scale(scale)
    , m_color(color)
    , m_pixel(1 / devicePixelRatio)
    , m_step(std::clamp(std::floor(area.width() / m_pixel / columnCount) * m_pixel, m_pixel,
                        widestStep))
    , m_gap(m_step >= 3 * m_pixel ? m_pixel : 0)
{
}

int TrendPainter::visibleColumns() const
{
    return std::min(columnCount, static_cast<int>(m_area.width() / m_step));
}

QRectF TrendPainter::columnRect(int age) const
{
    return {m_area.right() - (age + 1) * m_step + m_gap, m_area.top(), m_step - m_gap,
            m_area.height()};
}

void TrendPainter::paint(QPainter *painter, const QList<QIcmpHost::Sample> &samples) const
{
    using Outcome = QIcmpHost::Sample::Outcome;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing, false);
    const qsizetype count = std::min<qsizetype>(samples.size(), visibleColumns());
    for (qsizetype age = 0; age < count; ++age) {
        const QIcmpHost::Sample &sample = samples.at(samples.size() - 1 - age);
        const QRectF column = columnRect(static_cast<int>(age));
        switch (sample.outcome) {
        case Outcome::Reply:
            paintReply(painter, column, sample.roundTripTime);
            break;
        case Outcome::Late:
            paintLate(painter, column, sample.roundTripTime);
            break;
        case Outcome::Lost:
            paintLoss(painter, column);
            break;
        case Outcome::IcmpError:
            paintIcmpError(painter, column);
            break;
        case Outcome::InFlight:
        case Outcome::Interrupted:
        case Outcome::NotSent:
            break;
        }
    }
    painter->restore();
}

qreal TrendPainter::heightOf(std::chrono::nanoseconds time) const
{
    const qreal height = capHeight + m_scale.position(time) * (m_area.height() - capHeight);
    return std::round(height / m_pixel) * m_pixel;
}

void TrendPainter::paintReply(QPainter *painter, const QRectF &column,
                              std::chrono::nanoseconds time) const
{
    const qreal top = column.bottom() - heightOf(time);
    painter->fillRect(QRectF(column.left(), top, column.width(), capHeight),
                      withOpacity(m_color, capOpacity));
    painter->fillRect(QRectF(column.left(), top + capHeight, column.width(),
                             column.bottom() - top - capHeight),
                      withOpacity(m_color, bodyOpacity));
}

void TrendPainter::paintLate(QPainter *painter, const QRectF &column,
                             std::chrono::nanoseconds time) const
{
    const qreal top = std::min(column.bottom() - heightOf(time), column.bottom() - tickHeight);
    const QRectF tick(column.left(), top, column.width(), tickHeight);
    painter->fillRect(QRectF(tick.left(), tick.top(), tick.width(), m_pixel), m_color);
    painter->fillRect(QRectF(tick.left(), tick.bottom() - m_pixel, tick.width(), m_pixel), m_color);
    painter->fillRect(QRectF(tick.left(), tick.top(), m_pixel, tick.height()), m_color);
    painter->fillRect(QRectF(tick.right() - m_pixel, tick.top(), m_pixel, tick.height()), m_color);
}

void TrendPainter::paintLoss(QPainter *painter, const QRectF &column) const
{
    painter->save();
    painter->setClipRect(column, Qt::IntersectClip);
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(withOpacity(m_color, hatchOpacity), 1.4));
    // Stripes of one pattern over the whole area, so that neighbours go together.
    const qreal width = column.width();
    const qreal first = column.top() - std::fmod(column.left(), hatchPeriod);
    const int stripes = static_cast<int>((column.height() + width) / hatchPeriod) + 2;
    for (int i = 0; i <= stripes; ++i) {
        const qreal y = first + i * hatchPeriod;
        painter->drawLine(QPointF(column.left(), y), QPointF(column.right(), y - width));
    }
    painter->restore();
}

void TrendPainter::paintIcmpError(QPainter *painter, const QRectF &column) const
{
    const qreal radius = std::clamp(column.width() / 2 + m_gap, 2.0, 4.0);
    const QPointF center = column.center();
    QPainterPath diamond(center - QPointF(0, radius * 1.25));
    diamond.lineTo(center + QPointF(radius, 0));
    diamond.lineTo(center + QPointF(0, radius * 1.25));
    diamond.lineTo(center - QPointF(radius, 0));
    diamond.closeSubpath();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillPath(diamond, m_color);
    painter->restore();
}

} // namespace qicmp::monitor
