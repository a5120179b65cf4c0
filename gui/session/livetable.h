// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace qicmp::monitor {

/// Lines on a terminal that are rewritten in place (ECMA-48 control sequences).
class LiveTable
{
public:
    /// Size of the terminal in characters.
    struct Size
    {
        qsizetype columns = 80;
        qsizetype rows = 24;
    };

    explicit LiveTable(QIODevice *terminal) : m_terminal(terminal) {}

    /// Replaces what show() printed before. What does not fit into \a size is cut off, because a
    /// line that wraps or scrolls can't be rewritten; the last line then says how many are missing.
    void show(const QStringList &lines, Size size);

    /// Takes the lines off the terminal and leaves the cursor where they began.
    void erase();

private:
    QIODevice *m_terminal;
    qsizetype m_shown = 0;
};

/// The size of the terminal that is standard output now.
LiveTable::Size terminalSize();

} // namespace qicmp::monitor
