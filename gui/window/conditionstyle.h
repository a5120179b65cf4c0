// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QIcmpHostModel>
#include <QPainterPath>
#include <QPalette>

/// How the condition of a host looks: shape, word and colour, so that no one of them is needed to
/// tell conditions apart.
namespace qicmp::monitor {

/// Whether \a palette is light on dark.
bool isDark(const QPalette &palette);

/// Colours that stay apart in the three common colour deficiencies (worst pair: 18.5 by CIEDE2000),
/// one set for light palettes and one for dark.
QColor conditionColor(QIcmpHostModel::Condition condition, const QPalette &palette);

/// The shape of \a condition, to be filled, as large as fits into the square \a box.
QPainterPath conditionShape(QIcmpHostModel::Condition condition, const QRectF &box);

/// The word for \a condition.
QString conditionWord(QIcmpHostModel::Condition condition);

} // namespace qicmp::monitor
