// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "command.h"

#include "netnamespace.h"

#include <QProcess>

using namespace Qt::StringLiterals;

namespace qicmp::support {

QString CommandResult::describe() const
{
    const QString said = QString::fromLocal8Bit(errors.trimmed() + ' ' + output.trimmed());
    if (!failure.isEmpty())
        return failure + u". "_s + said;
    return u"exit code "_s + QString::number(exitCode) + u". "_s + said;
}

CommandResult runCommand(const QString &program, const QStringList &arguments,
                         const QByteArray &input, std::chrono::milliseconds limit)
{
    CommandResult result;
    QProcess process;
    process.start(program, arguments);
    result.started = process.waitForStarted();
    if (!result.started) {
        result.failure = program + u" did not start: "_s + process.errorString();
        return result;
    }
    process.write(input);
    process.closeWriteChannel();
    const bool inTime = process.waitForFinished(static_cast<int>(limit.count()));
    if (!inTime) {
        process.kill();
        process.waitForFinished();
        result.failure =
                program + u" did not end within "_s + QString::number(limit.count()) + u" ms"_s;
    } else if (process.exitStatus() == QProcess::CrashExit) {
        result.failure = program + u" crashed"_s;
    }
    result.finished = result.failure.isEmpty();
    result.exitCode = process.exitCode();
    result.output = process.readAllStandardOutput();
    result.errors = process.readAllStandardError();
    return result;
}

QStringList unprivilegedArguments(const QString &program, const QStringList &arguments)
{
    QStringList all{u"--inh-caps=-all"_s, u"--bounding-set=-all"_s, u"--no-new-privs"_s};
    if (isInUserNamespace()) // uid 0 would get its capabilities back with the next exec
        all << u"--securebits=+noroot,+noroot_locked"_s;
    else
        all << u"--reuid=65534"_s << u"--regid=65534"_s << u"--clear-groups"_s;
    return all << u"--"_s << program << arguments;
}

CommandResult runUnprivileged(const QString &program, const QStringList &arguments,
                              const QByteArray &input, std::chrono::milliseconds limit)
{
    return runCommand(u"setpriv"_s, unprivilegedArguments(program, arguments), input, limit);
}

} // namespace qicmp::support
