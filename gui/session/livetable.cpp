// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "livetable.h"

#include <QIODevice>

#include <sys/ioctl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {

void LiveTable::show(const QStringList &lines, Size size)
{
    const qsizetype room = std::max<qsizetype>(2, size.rows - 1); // the cursor's line
    QStringList visible = lines;
    if (visible.size() > room) {
        visible = lines.first(room - 1);
        visible.append(u"... and %1 more; enlarge the terminal"_s.arg(lines.size() - room + 1));
    }
    // One write a frame, so that no half of it is seen. \x1b[K clears what a longer line left.
    QByteArray frame;
    if (m_shown > 0)
        frame += "\x1b[" + QByteArray::number(m_shown) + 'A';
    for (const QString &line : std::as_const(visible))
        frame += '\r' + line.left(size.columns).toUtf8() + "\x1b[K\n";
    frame += "\x1b[J";
    m_terminal->write(frame);
    m_shown = visible.size();
}

void LiveTable::erase()
{
    if (m_shown > 0)
        m_terminal->write("\x1b[" + QByteArray::number(m_shown) + "A\r\x1b[J");
    m_shown = 0;
}

LiveTable::Size terminalSize()
{
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
        return {};
    return {size.ws_col, size.ws_row};
}

} // namespace qicmp::monitor
