// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "glyphicon.h"

#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPalette>

#include <initializer_list>

namespace qicmp::monitor {
namespace {

/// Lines through points of a square that is 16 wide.
QPainterPath lines(std::initializer_list<std::initializer_list<QPointF>> polylines)
{
    QPainterPath path;
    for (const auto &polyline : polylines) {
        bool isFirst = true;
        for (const QPointF &point : polyline) {
            isFirst ? path.moveTo(point) : path.lineTo(point);
            isFirst = false;
        }
    }
    return path;
}

QPainterPath pathOf(Glyph glyph)
{
    QPainterPath path;
    switch (glyph) {
    case Glyph::Add:
        return lines({{{8, 2.5}, {8, 13.5}}, {{2.5, 8}, {13.5, 8}}});
    case Glyph::Remove:
        return lines({{{2.5, 8}, {13.5, 8}}});
    case Glyph::Pause:
        return lines({{{5.5, 3}, {5.5, 13}}, {{10.5, 3}, {10.5, 13}}});
    case Glyph::Resume:
        return lines({{{4.5, 3}, {12.5, 8}, {4.5, 13}, {4.5, 3}}});
    case Glyph::Probe: // there and back
        return lines(
                {{{2, 5.5}, {13.5, 5.5}, {10.5, 2.5}}, {{14, 10.5}, {2.5, 10.5}, {5.5, 13.5}}});
    case Glyph::Reset:
        path.arcMoveTo(QRectF(2.5, 2.5, 11, 11), 50);
        path.arcTo(QRectF(2.5, 2.5, 11, 11), 50, 290);
        path.addPath(lines({{{11.6, 0.8}, {11.6, 4.2}, {8.2, 4.2}}}));
        return path;
    case Glyph::Filter:
        return lines({{{2, 3}, {14, 3}, {9.5, 8.5}, {9.5, 13.5}, {6.5, 12}, {6.5, 8.5}, {2, 3}}});
    case Glyph::Warning:
        return lines({{{8, 1.8}, {15, 14}, {1, 14}, {8, 1.8}},
                      {{8, 6.2}, {8, 9.8}},
                      {{8, 11.6}, {8, 12.0}}});
    case Glyph::Copy:
        path.addRoundedRect(QRectF(5.5, 5.5, 8.5, 8.5), 1, 1);
        path.addPath(lines({{{10.5, 2}, {2, 2}, {2, 10.5}}}));
        return path;
    case Glyph::Monitor: // a pulse
        return lines({{{1, 9}, {4.5, 9}, {6.5, 3}, {9.5, 13.5}, {11.5, 9}, {15, 9}}});
    }
    return path;
}

class GlyphEngine : public QIconEngine
{
public:
    explicit GlyphEngine(Glyph glyph) : m_glyph(glyph) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = QApplication::palette();
        const QColor color = m_glyph == Glyph::Monitor
                                     ? palette.color(QPalette::Highlight)
                                     : palette.color(mode == QIcon::Disabled ? QPalette::Disabled
                                                                             : QPalette::Active,
                                                     QPalette::ButtonText);
        const qreal size = std::min(rect.width(), rect.height());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.x() + (rect.width() - size) / 2,
                           rect.y() + (rect.height() - size) / 2);
        painter->scale(size / 16, size / 16);
        painter->setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPath(pathOf(m_glyph));
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(0, 0), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new GlyphEngine(m_glyph); }

    // Window icons ask for sizes; any is to be had.
    QList<QSize> availableSizes(QIcon::Mode, QIcon::State) override
    {
        return {{16, 16}, {32, 32}, {64, 64}, {128, 128}};
    }

private:
    Glyph m_glyph;
};

} // namespace

QIcon glyphIcon(Glyph glyph)
{
    return QIcon(new GlyphEngine(glyph));
}

} // namespace qicmp::monitor
