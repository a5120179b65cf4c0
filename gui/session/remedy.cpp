// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "remedy.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {

QStringList commandsIn(const QString &message)
{
    // In backquotes, or else what begins like a command, to the end of its line or sentence.
    static const QRegularExpression command(
            uR"(`([^`]+)`|\b((?:sudo|sysctl|systemctl)\b[^\n;`]*?)(?=\.?(?:$|\s*\n|;|\.\s)))"_s);
    QStringList commands;
    for (const QRegularExpressionMatch &match : command.globalMatch(message))
        commands.append(match.captured(match.capturedLength(1) > 0 ? 1 : 2).trimmed());
    return commands;
}

} // namespace qicmp::monitor
