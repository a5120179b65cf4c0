// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"

#include "command.h"

#include <QFile>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::support {

namespace {

bool userNamespace = false;

QString systemError()
{
    return QString::fromLocal8Bit(std::strerror(errno));
}

QString writeFile(const QString &path, const QByteArray &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || file.write(text) != text.size())
        return u"cannot write \""_s + QString::fromLatin1(text) + u"\" to "_s + path + u": "_s +
               file.errorString();
    return {};
}

/// An unprivileged user may own a network namespace only through a user namespace; there it is
/// root, and that is mapped to the user outside (user_namespaces(7)).
QString enterUserNamespace()
{
    const uid_t user = geteuid();
    const gid_t group = getegid();
    if (unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
        return u"This test needs a network namespace: run it as root, or allow unprivileged user "
               u"namespaces (unshare: "_s +
               systemError() + u")."_s;
    userNamespace = true;
    QString error = writeFile(u"/proc/self/setgroups"_s, "deny");
    if (error.isEmpty())
        error = writeFile(u"/proc/self/uid_map"_s, "0 " + QByteArray::number(user) + " 1");
    if (error.isEmpty())
        error = writeFile(u"/proc/self/gid_map"_s, "0 " + QByteArray::number(group) + " 1");
    return error;
}

struct Sysctl
{
    QString name;
    QString value;
    bool required = true;
};

QList<Sysctl> benchSysctls()
{
    return {
            // Tests count every error message: none may fall to a rate limit.
            {u"ipv4/icmp_ratelimit"_s, u"0"_s},
            {u"ipv6/icmp/ratelimit"_s, u"0"_s},
            // A limit of each namespace only since Linux 6.13; of the machine before.
            {u"ipv4/icmp_msgs_per_sec"_s, u"1000000"_s, false},
            {u"ipv4/icmp_msgs_burst"_s, u"100000"_s, false},
            // Replies from unexpected addresses have to reach the sockets under test.
            {u"ipv4/conf/all/rp_filter"_s, u"0"_s},
            {u"ipv4/conf/default/rp_filter"_s, u"0"_s},
            // A redirect is to be seen by the sockets, not to change the bench's routes.
            {u"ipv4/conf/all/accept_redirects"_s, u"0"_s},
            {u"ipv4/conf/default/accept_redirects"_s, u"0"_s},
            {u"ipv6/conf/all/accept_redirects"_s, u"0"_s},
            {u"ipv6/conf/default/accept_redirects"_s, u"0"_s},
            // Addresses without duplicate detection, interfaces without solicitations.
            {u"ipv6/conf/default/accept_dad"_s, u"0"_s},
            {u"ipv6/conf/default/dad_transmits"_s, u"0"_s},
            {u"ipv6/conf/default/router_solicitations"_s, u"0"_s},
    };
}

/// Not by running `ip`: QProcess starts programs in children that share our memory until then,
/// which leaves the thread sanitizer blind for this thread.
QString switchLoopbackOn()
{
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = IFF_UP;
    const bool done = socket >= 0 && ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    const QString error =
            done ? QString() : u"cannot switch the loopback interface on: "_s + systemError();
    if (socket >= 0)
        close(socket);
    return error;
}

} // namespace

QString enterPrivateNetwork()
{
    if (geteuid() == 0) {
        if (unshare(CLONE_NEWNET) != 0)
            return u"This test needs a network namespace, which root of this machine may not make "
                   u"(unshare: "_s +
                   systemError() + u"; in a container: CAP_SYS_ADMIN)."_s;
    } else if (QString error = enterUserNamespace(); !error.isEmpty()) {
        return error;
    }
    for (const Sysctl &sysctl : benchSysctls()) {
        QString error = setNetworkSysctl(sysctl.name, sysctl.value);
        if (sysctl.required && !error.isEmpty())
            return error;
    }
    return switchLoopbackOn();
}

void enterPrivateNetworkOrExit()
{
    const QString error = enterPrivateNetwork();
    if (error.isEmpty())
        return;
    std::fprintf(stderr, "%s\n", error.toLocal8Bit().constData());
    std::exit(EXIT_FAILURE);
}

bool isInUserNamespace()
{
    return userNamespace;
}

QString setNetworkSysctl(const QString &name, const QString &value)
{
    return writeFile(u"/proc/sys/net/"_s + name, value.toLatin1());
}

QString allowPingSockets(bool allowed)
{
    // The range holds ids of the user namespace, and ours maps no group but 0.
    const QString everyone = isInUserNamespace() ? u"0 0"_s : u"0 2147483647"_s;
    return setNetworkSysctl(u"ipv4/ping_group_range"_s, allowed ? everyone : u"1 0"_s);
}

QString configureNetwork(const QString &commands)
{
    const CommandResult result = runCommand(u"ip"_s, {u"-batch"_s, u"-"_s}, commands.toUtf8());
    return result.succeeded() ? QString() : u"ip: "_s + result.describe();
}

} // namespace qicmp::support
