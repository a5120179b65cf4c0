// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "vethhost.h"

#include "netnamespace.h"
#include "packet/localroute.h"

#include <QDeadlineTimer>

using namespace Qt::StringLiterals;

namespace qicmp::support {

namespace {

constexpr int patience = 10'000; // ms

QString interfaceCommands(const QString &interface, const QStringList &addresses)
{
    QString commands;
    for (const QString &address : addresses) {
        commands += u"address add "_s + address + u" dev "_s + interface +
                    (address.contains(u':') ? u" nodad\n"_s : u"\n"_s);
    }
    return commands + u"link set dev "_s + interface + u" up\n"_s;
}

} // namespace

VethHost::~VethHost()
{
    stop();
}

bool VethHost::start()
{
    // `cat` ends when our end of its standard input closes, so also when this process is killed.
    m_holder.start(u"unshare"_s,
                   {u"--net"_s, u"--"_s, u"sh"_s, u"-c"_s, u"echo ready; exec cat"_s});
    if (!m_holder.waitForReadyRead(patience)) {
        m_error = u"no second network namespace: "_s + m_holder.errorString() + u". "_s +
                  QString::fromLocal8Bit(m_holder.readAllStandardError());
        return false;
    }
    m_error = configureNetwork(
            u"link add name %1 type veth peer name eth0 netns %2\n"_s.arg(m_settings.interface)
                    .arg(processId()) +
            interfaceCommands(m_settings.interface, m_settings.nearAddresses));
    return m_error.isEmpty() &&
           configure(u"link set dev lo up\n"_s +
                     interfaceCommands(u"eth0"_s, m_settings.farAddresses)) &&
           setNetworkSysctl(u"ipv4/icmp_ratelimit"_s, u"0"_s) &&
           setNetworkSysctl(u"ipv6/icmp/ratelimit"_s, u"0"_s) &&
           waitForLocalRoutes(m_settings.nearAddresses, false) &&
           waitForLocalRoutes(m_settings.farAddresses, true);
}

bool VethHost::waitForLocalRoutes(const QStringList &addresses, bool far)
{
    const QStringList arguments{u"/proc/self/net/ipv6_route"_s};
    for (const QString &text : addresses) {
        const std::string plain = text.section(u'/', 0, 0).toStdString();
        const std::optional<Address> address = Address::parse(plain);
        const QDeadlineTimer deadline(patience);
        while (address && address->family == 6) {
            const CommandResult table =
                    far ? run(u"cat"_s, arguments) : runCommand(u"cat"_s, arguments);
            if (hasLocalRoute(table.output.toStdString(), *address))
                break;
            if (deadline.hasExpired()) {
                m_error = u"the kernel does not take packets for "_s + text;
                return false;
            }
        }
    }
    return true;
}

CommandResult VethHost::run(const QString &program, const QStringList &arguments,
                            const QByteArray &input) const
{
    const QString net = u"--net=/proc/%1/ns/net"_s.arg(processId());
    return runCommand(u"nsenter"_s, QStringList{net, u"--"_s, program} + arguments, input);
}

bool VethHost::configure(const QString &commands)
{
    const CommandResult result = run(u"ip"_s, {u"-batch"_s, u"-"_s}, commands.toUtf8());
    m_error = result.succeeded() ? QString() : u"ip: "_s + result.describe();
    return result.succeeded();
}

bool VethHost::setNetworkSysctl(const QString &name, const QString &value)
{
    const CommandResult result = run(u"tee"_s, {u"/proc/sys/net/"_s + name}, value.toUtf8());
    m_error =
            result.succeeded() ? QString() : u"cannot set "_s + name + u": "_s + result.describe();
    return result.succeeded();
}

void VethHost::stop()
{
    if (m_holder.state() == QProcess::NotRunning)
        return;
    // The end of its namespace takes the pair along too, but only some time later.
    configureNetwork(u"link delete dev %1\n"_s.arg(m_settings.interface));
    m_holder.closeWriteChannel();
    if (!m_holder.waitForFinished(patience)) {
        m_holder.kill();
        m_holder.waitForFinished();
    }
}

} // namespace qicmp::support
