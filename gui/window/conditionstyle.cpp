// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "conditionstyle.h"

#include <QCoreApplication>

namespace qicmp::monitor {

using Condition = QIcmpHostModel::Condition;

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightness() < palette.color(QPalette::Text).lightness();
}

QColor conditionColor(Condition condition, const QPalette &palette)
{
    const bool dark = isDark(palette);
    switch (condition) {
    case Condition::Up:
        return dark ? QColor(0x6C, 0xD7, 0xFF) : QColor(0x01, 0x63, 0xD2);
    case Condition::Degraded:
        return dark ? QColor(0xE5, 0xC9, 0x38) : QColor(0xB8, 0x89, 0x03);
    case Condition::Down:
        return dark ? QColor(0xBF, 0x49, 0x2B) : QColor(0xAB, 0x23, 0x06);
    case Condition::NotMeasured:
        return dark ? QColor(0xBA, 0x50, 0xD3) : QColor(0x63, 0x25, 0x57);
    case Condition::Waiting:
    case Condition::Paused:
        break;
    }
    return dark ? QColor(0xA8, 0xA8, 0xA8) : QColor(0x7A, 0x7A, 0x7A);
}

QPainterPath conditionShape(Condition condition, const QRectF &box)
{
    const QPointF center = box.center();
    const qreal radius = box.width() / 2;
    QPainterPath path;
    path.setFillRule(Qt::OddEvenFill);
    switch (condition) {
    case Condition::Waiting: // a ring
        path.addEllipse(center, radius * 0.80, radius * 0.80);
        path.addEllipse(center, radius * 0.55, radius * 0.55);
        break;
    case Condition::Up:
        path.addEllipse(center, radius * 0.80, radius * 0.80);
        break;
    case Condition::Degraded:
        path.moveTo(center.x(), center.y() - radius * 0.85);
        path.lineTo(center.x() + radius * 0.95, center.y() + radius * 0.75);
        path.lineTo(center.x() - radius * 0.95, center.y() + radius * 0.75);
        path.closeSubpath();
        break;
    case Condition::Down: {
        QPainterPath cross;
        cross.moveTo(center + QPointF(-radius, -radius) * 0.70);
        cross.lineTo(center + QPointF(radius, radius) * 0.70);
        cross.moveTo(center + QPointF(radius, -radius) * 0.70);
        cross.lineTo(center + QPointF(-radius, radius) * 0.70);
        QPainterPathStroker stroker;
        stroker.setWidth(radius * 0.48);
        stroker.setCapStyle(Qt::FlatCap);
        path = stroker.createStroke(cross);
        path.setFillRule(Qt::WindingFill);
        break;
    }
    case Condition::NotMeasured:
        path.moveTo(center.x(), center.y() - radius);
        path.lineTo(center.x() + radius * 0.85, center.y());
        path.lineTo(center.x(), center.y() + radius);
        path.lineTo(center.x() - radius * 0.85, center.y());
        path.closeSubpath();
        break;
    case Condition::Paused:
        path.addRect(QRectF(center.x() - radius * 0.65, center.y() - radius * 0.75, radius * 0.42,
                            radius * 1.5));
        path.addRect(QRectF(center.x() + radius * 0.23, center.y() - radius * 0.75, radius * 0.42,
                            radius * 1.5));
        break;
    }
    return path;
}

QString conditionWord(Condition condition)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Condition", text); };
    switch (condition) {
    case Condition::Waiting:
        return tr(QT_TRANSLATE_NOOP("Condition", "Waiting"));
    case Condition::Up:
        return tr(QT_TRANSLATE_NOOP("Condition", "Up"));
    case Condition::Degraded:
        return tr(QT_TRANSLATE_NOOP("Condition", "Degraded"));
    case Condition::Down:
        return tr(QT_TRANSLATE_NOOP("Condition", "Down"));
    case Condition::NotMeasured:
        return tr(QT_TRANSLATE_NOOP("Condition", "Not measured"));
    case Condition::Paused:
        return tr(QT_TRANSLATE_NOOP("Condition", "Paused"));
    }
    return {};
}

} // namespace qicmp::monitor
