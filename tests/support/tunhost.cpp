// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace qicmp::support {

namespace {

constexpr int patience = 10'000; // ms

} // namespace

TunHost::~TunHost()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(patience)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QString TunHost::program()
{
    return QStringLiteral(QICMP_TUNHOST_PROGRAM);
}

bool TunHost::start()
{
    if (!m_directory.isValid()) {
        m_error = u"no temporary folder for the log: "_s + m_directory.errorString();
        return false;
    }
    QStringList arguments{u"--interface"_s, m_settings.interface,
                          u"--log"_s,       m_directory.filePath(u"log"_s),
                          u"--seed"_s,      QString::number(m_settings.seed),
                          u"--mtu"_s,       QString::number(m_settings.mtu)};
    if (m_settings.busyPolling)
        arguments << u"--busy-poll"_s << u"1"_s;
    const auto add = [&arguments](const QString &option, const QStringList &values) {
        for (const QString &value : values)
            arguments << option << value;
    };
    add(u"--address"_s, m_settings.addresses);
    add(u"--route"_s, m_settings.routes);
    add(u"--router"_s, m_settings.routers);
    add(u"--rule"_s, m_settings.rules);
    m_process.start(program(), arguments);
    return waitForLine("ready");
}

bool TunHost::waitForLine(const QByteArray &expected)
{
    while (!m_process.canReadLine()) {
        if (m_process.waitForReadyRead(patience))
            continue;
        m_error = u"qicmp-tunhost does not answer ("_s + m_process.errorString() + u"). "_s +
                  QString::fromLocal8Bit(m_process.readAllStandardError());
        return false;
    }
    const QByteArray line = m_process.readLine().trimmed();
    if (line != expected)
        m_error = u"qicmp-tunhost: "_s + QString::fromLocal8Bit(line);
    return line == expected;
}

bool TunHost::command(const QByteArray &line)
{
    m_process.write(line + '\n');
    return waitForLine("ok");
}

bool TunHost::addRule(const QString &rule)
{
    return command(rule.toUtf8());
}

bool TunHost::settle()
{
    // Commands and requests are looked at in turns: between two commands lies a turn of requests.
    return command("flush") && command("flush");
}

std::optional<TunHostLog> TunHost::readLog()
{
    return settle() ? parseLog() : std::nullopt;
}

std::optional<TunHostLog> TunHost::stop()
{
    m_process.closeWriteChannel();
    const bool ended = m_process.waitForFinished(patience);
    if (!ended || m_process.exitStatus() != QProcess::NormalExit || m_process.exitCode() != 0) {
        m_error = u"qicmp-tunhost did not end well: "_s +
                  QString::fromLocal8Bit(m_process.readAllStandardError());
        return std::nullopt;
    }
    std::optional<TunHostLog> log = parseLog();
    if (log && !log->isComplete) {
        m_error = u"the log has no summary"_s;
        return std::nullopt;
    }
    return log;
}

std::optional<TunHostLog> TunHost::parseLog()
{
    QFile file(m_directory.filePath(u"log"_s));
    if (!file.open(QIODevice::ReadOnly)) {
        m_error = u"cannot read the log: "_s + file.errorString();
        return std::nullopt;
    }
    return TunHostLog::parse(file.readAll(), &m_error);
}

} // namespace qicmp::support
