// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "droptrialrun.h"

#include <QFile>
#include <QtTest>

using namespace Qt::StringLiterals;

namespace qicmp::support {

DropTrial::DropTrial(const QStringList &starter, const QStringList &arguments)
{
    QStringList words = starter + QStringList{QStringLiteral(QICMP_TRIAL_PROGRAM)} + arguments;
    const QString program = words.takeFirst();
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(program, words);
    while (m_process.waitForReadyRead(20'000)) {
        while (m_process.canReadLine()) {
            lines.append(QString::fromLocal8Bit(m_process.readLine()).trimmed());
            if (lines.constLast().startsWith(u"look "_s)) {
                pid = lines.constLast().section(u' ', 1);
                return;
            }
        }
    }
}

DropTrial::~DropTrial()
{
    end();
}

int DropTrial::end()
{
    m_process.closeWriteChannel();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(20'000))
        return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QStringList DropTrial::tellings(const QString &word) const
{
    QStringList result;
    for (const QString &line : lines) {
        if (line.startsWith(word + u' '))
            result.append(line.section(u' ', 1));
    }
    return result;
}

QStringList asNobody()
{
    return {u"--reuid=65534"_s, u"--regid=65534"_s, u"--clear-groups"_s};
}

void addWaysToStart()
{
    QTest::addColumn<QStringList>("starter");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("emptiesBoundingSet");
    QTest::newRow("root, with groups")
            << QStringList{u"setpriv"_s, u"--groups=4,27"_s} << QStringList{} << true;
    // As the unit does it.
    QTest::newRow("user with CAP_NET_RAW")
            << QStringList{u"setpriv"_s} + asNobody() +
                       QStringList{u"--inh-caps=-all,+net_raw"_s, u"--ambient-caps=-all,+net_raw"_s}
            << QStringList{} << false;
    QTest::newRow("user with datagram sockets")
            << QStringList{u"setpriv"_s} + asNobody() + QStringList{u"--inh-caps=-all"_s}
            << QStringList{u"--ping-socket"_s} << false;
    QTest::newRow("root of a user namespace")
            << QStringList{u"setpriv"_s} + asNobody() +
                       QStringList{u"--inh-caps=-all"_s,
                                   u"unshare"_s,
                                   u"--user"_s,
                                   u"--map-root-user"_s,
                                   u"--net"_s,
                                   u"sh"_s,
                                   u"-c"_s,
                                   u"ip link set lo up && exec \"$0\" \"$@\""_s}
            << QStringList{} << true;
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace qicmp::support
