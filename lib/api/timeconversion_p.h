// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <QtCore/qdatetime.h>

namespace qicmp {

/// Wall-clock nanoseconds as a UTC date; not valid for 0, which stands for "never".
inline QDateTime toDateTime(Nanoseconds wall)
{
    return wall == 0 ? QDateTime() : QDateTime::fromMSecsSinceEpoch(wall / millisecond, Qt::UTC);
}

} // namespace qicmp
