// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>

namespace qicmp::monitor {

enum class Glyph { Add, Remove, Pause, Resume, Probe, Reset, Filter, Warning, Copy, Monitor };

/// An icon drawn by the program itself, in the colour of the application's text: sharp at every
/// size, right in light and dark, and there even where no icon theme is installed.
QIcon glyphIcon(Glyph glyph);

} // namespace qicmp::monitor
