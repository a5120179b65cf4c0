// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "settings.h"

#include <QString>
#include <QStringList>

namespace qicmp::proxy {

/// The command line and the configuration file that it names, understood.
struct CommandLine
{
    enum class Action {
        Serve,
        ShowHelp,
        ShowVersion,
        Refuse, ///< message says what is wrong and what would be right, in one sentence
    };

    Action action = Action::Serve;
    QString message;
    Settings settings;
};

/// Understands \a arguments, the program's name first. What stands on the command line wins over
/// the file; lists of networks add up.
CommandLine parseCommandLine(const QStringList &arguments);

/// What --help prints.
QString helpText();

} // namespace qicmp::proxy
