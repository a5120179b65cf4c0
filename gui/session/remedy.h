// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace qicmp::monitor {

/// The commands that an error message of the library tells to run, in its order.
QStringList commandsIn(const QString &message);

} // namespace qicmp::monitor
