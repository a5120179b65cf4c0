// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmphostmodel.h"

#include <QtCore/qstring.h>

#include <chrono>
#include <optional>

/// Numbers and verdicts as people read them, in the default QLocale.
namespace qicmp::hosttext {

QString absent(); ///< what stands in place of a number that nobody knows

/// Milliseconds in three significant digits, but no more than microseconds and no less than
/// milliseconds: 0.042, 1.28, 23.4, 1204.
QString latency(std::chrono::nanoseconds time);
QString latency(std::optional<std::chrono::nanoseconds> time); ///< "—" if absent

/// Percent with one digit after the point. Loss that is there never reads 0 %, and replies that are
/// there never read 100 % loss.
QString loss(std::optional<double> percent);

/// The verdict as a word, and as a shape that is told apart without colour.
QString word(QIcmpHostModel::Condition condition);
QString shape(QIcmpHostModel::Condition condition);

} // namespace qicmp::hosttext
