// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <chrono>

namespace qicmp::support {

/// How a program that a test ran has ended.
struct CommandResult
{
    bool started = false;
    bool finished = false; ///< by itself and in time: neither killed nor crashed
    int exitCode = -1;
    QByteArray output; ///< standard output
    QByteArray errors; ///< standard error
    QString failure;   ///< why it didn't start or finish

    bool succeeded() const { return finished && exitCode == 0; }
    /// A sentence for QVERIFY2: how it ended and what it had to say.
    QString describe() const;
};

/// Runs a program to its end, with \a input on its standard input. It is killed after \a limit.
CommandResult runCommand(const QString &program, const QStringList &arguments,
                         const QByteArray &input = {},
                         std::chrono::milliseconds limit = std::chrono::seconds(30));

/// Runs a program as a user who has nothing: uid and gid 65534 (nobody), no groups, no
/// capabilities and no way to gain any. Inside a user namespace, which knows no other user, it
/// stays uid 0 there, without capabilities.
///
/// The user must be able to reach the program: a build folder below a home of mode 0700 shows as a
/// "Permission denied" of setpriv.
CommandResult runUnprivileged(const QString &program, const QStringList &arguments,
                              const QByteArray &input = {},
                              std::chrono::milliseconds limit = std::chrono::seconds(30));

/// The arguments for `setpriv` that runUnprivileged() uses, for tests with a QProcess of their own.
QStringList unprivilegedArguments(const QString &program, const QStringList &arguments);

} // namespace qicmp::support
