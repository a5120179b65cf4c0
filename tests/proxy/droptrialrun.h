// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QProcess>
#include <QStringList>

namespace qicmp::support {

/// One run of the program that drops its privileges and tries what is left (droptrial.cpp). Returns
/// from the constructor once the program waits to be looked at, or has ended.
class DropTrial
{
public:
    /// \a starter is put before the program, for example `setpriv` and its options.
    explicit DropTrial(const QStringList &starter, const QStringList &arguments = {});
    ~DropTrial();
    Q_DISABLE_COPY_MOVE(DropTrial)

    /// Lets it go on to its end. Returns its exit code, or -1 if it was killed.
    int end();

    /// What follows the first word, if that is \a word, line by line.
    QStringList tellings(const QString &word) const;

    QStringList lines; ///< all that it printed
    QString pid;       ///< while it waits; empty if it never got so far

private:
    QProcess m_process;
};

/// Arguments of `setpriv` for a user without groups.
QStringList asNobody();

/// The columns and rows of a test that is done for each way in which the proxy is started: starter,
/// arguments, emptiesBoundingSet.
void addWaysToStart();

/// All of a file, or nothing.
QByteArray contentsOf(const QString &path);

} // namespace qicmp::support
