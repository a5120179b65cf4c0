// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "privileges/privilegeproof.h"

#include <QStringList>

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

/// What follows "Name:" in a status file, with single spaces between words.
QByteArray field(const QByteArray &status, const QByteArray &name)
{
    const QByteArray label = '\n' + name + ':';
    const qsizetype start = status.indexOf(label);
    if (start < 0)
        return {};
    const qsizetype value = start + label.size();
    return status.mid(value, status.indexOf('\n', value) - value).simplified();
}

/// What a field that holds four ids says where all of them are \a id.
QByteArray fourTimes(unsigned id)
{
    const QByteArray number = QByteArray::number(id);
    return number + ' ' + number + ' ' + number + ' ' + number;
}

struct Attempt
{
    const char *what;
    int refusal;    ///< the error that it has to end with
    int (*begin)(); ///< tries it, and returns 0 or the error
};

int openSocket(int family, int type, int protocol)
{
    const int descriptor = socket(family, type | SOCK_CLOEXEC, protocol);
    if (descriptor < 0)
        return errno;
    close(descriptor);
    return 0;
}

int openFile()
{
    const int descriptor = open("/", O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return errno;
    close(descriptor);
    return 0;
}

/// A UDP socket does not know the option, and says so (ENOPROTOOPT) where the filter does not.
int includeHeader()
{
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return 0;
    const int on = 1;
    const int error =
            setsockopt(descriptor, IPPROTO_IP, IP_HDRINCL, &on, sizeof on) == 0 ? 0 : errno;
    close(descriptor);
    return error;
}

/// There is no program of that name, so that even an unfiltered call changes nothing.
int execute()
{
    return syscall(SYS_execve, "", nullptr, nullptr) == 0 ? 0 : errno;
}

constexpr std::array attempts{
        Attempt{"to open a raw socket", EPERM,
                [] { return openSocket(AF_INET, SOCK_RAW, IPPROTO_ICMP); }},
        Attempt{"to open a packet socket", EPERM,
                [] { return openSocket(AF_PACKET, SOCK_RAW, 0); }},
        Attempt{"to open a file", EACCES, openFile},
        Attempt{"to write IP headers", EPERM, includeHeader},
        Attempt{"to execute a program", EPERM, execute},
        Attempt{"to become root", EPERM, [] { return setuid(0) == 0 ? 0 : errno; }},
};

} // namespace

PrivilegeProof::PrivilegeProof() : m_status(open("/proc/self/status", O_RDONLY | O_CLOEXEC)) {}

PrivilegeProof::~PrivilegeProof()
{
    if (m_status >= 0)
        close(m_status);
}

QByteArray PrivilegeProof::status() const
{
    QByteArray text(8192, '\0');
    const ssize_t size = pread(m_status, text.data(), static_cast<std::size_t>(text.size()), 0);
    return text.first(std::max<ssize_t>(size, 0));
}

QString PrivilegeProof::precondition() const
{
    const QByteArray threads = field(status(), "Threads");
    if (threads.isEmpty()) {
        return u"/proc/self/status can't be read, so it can't be proved that privileges are gone. "
               "Mount /proc"_s;
    }
    if (threads != "1") {
        return u"%1 threads run already, and each would have to be rid of its privileges: a "
               u"library "
               "or plugin has started one too early"_s.arg(QString::fromLatin1(threads));
    }
    return {};
}

QString PrivilegeProof::check(const Dropped &expected) const
{
    const QByteArray now = status();
    QStringList kept;
    const auto require = [&](const QByteArray &name, const QByteArray &value) {
        if (const QByteArray found = field(now, name); found != value) {
            kept.append(u"%1 is \"%2\" instead of \"%3\""_s.arg(QString::fromLatin1(name),
                                                                QString::fromLatin1(found),
                                                                QString::fromLatin1(value)));
        }
    };
    const QByteArray none(16, '0');
    require("Threads", "1");
    require("Uid", fourTimes(expected.account.user));
    require("Gid", fourTimes(expected.account.group));
    if (expected.groupsGone)
        require("Groups", {});
    for (const char *set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        require(set, none);
    if (expected.boundingSetGone)
        require("CapBnd", none);
    require("NoNewPrivs", "1");
    require("Seccomp", "2");
    for (const Attempt &attempt : attempts) {
        if (const int error = attempt.begin(); error != attempt.refusal) {
            kept.append(u"the attempt %1 ended with error %2 instead of %3"_s
                                .arg(QLatin1StringView(attempt.what))
                                .arg(error)
                                .arg(attempt.refusal));
        }
    }
    return kept.join(u"; "_s);
}

} // namespace qicmp::proxy
