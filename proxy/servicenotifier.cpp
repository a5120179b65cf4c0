// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "servicenotifier.h"

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <system_error>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

/// How often the service manager wants a sign of life from this process; 0: never.
std::chrono::microseconds watchdogPeriod()
{
    const QByteArray process = qgetenv("WATCHDOG_PID");
    if (!process.isEmpty() && process.toLongLong() != getpid())
        return {}; // it is meant for another
    return std::chrono::microseconds(qgetenv("WATCHDOG_USEC").toLongLong());
}

} // namespace

ServiceNotifier::ServiceNotifier(QObject *parent) : QObject(parent)
{
    if (const QByteArray path = qgetenv("NOTIFY_SOCKET"); !path.isEmpty())
        open(path);
    connect(&m_watchdog, &QTimer::timeout, this, [this] { send("WATCHDOG=1"); });
}

ServiceNotifier::~ServiceNotifier()
{
    if (m_socket >= 0)
        close(m_socket);
}

void ServiceNotifier::open(const QByteArray &path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto length = static_cast<std::size_t>(path.size());
    if ((path[0] != '/' && path[0] != '@') || length >= sizeof address.sun_path) {
        m_failure = u"the service manager can't be told: NOTIFY_SOCKET is \"%1\", which is neither "
                    "a path nor an abstract address that fits"_s.arg(QString::fromLocal8Bit(path));
        return;
    }
    std::memcpy(address.sun_path, path.constData(), length);
    if (path[0] == '@') // an abstract address begins with a zero (unix(7))
        address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const auto *const target = reinterpret_cast<const sockaddr *>(&address);
    if (descriptor >= 0 && ::connect(descriptor, target, size) == 0) {
        m_socket = descriptor;
        return;
    }
    m_failure = u"the service manager can't be told through %1: %2"_s.arg(
            QString::fromLocal8Bit(path),
            QString::fromStdString(std::generic_category().message(errno)));
    if (descriptor >= 0)
        close(descriptor);
}

void ServiceNotifier::send(const QByteArray &message) const
{
    // Should the manager not keep up, the next sign of life does as well.
    if (m_socket >= 0) {
        [[maybe_unused]] const ssize_t sent =
                ::send(m_socket, message.constData(), static_cast<std::size_t>(message.size()),
                       MSG_DONTWAIT | MSG_NOSIGNAL);
    }
}

void ServiceNotifier::ready(const QString &status)
{
    send("READY=1\nSTATUS=" + status.simplified().toUtf8());
    const auto half = std::chrono::duration_cast<std::chrono::milliseconds>(watchdogPeriod()) / 2;
    if (isConnected() && half.count() > 0)
        m_watchdog.start(half);
}

void ServiceNotifier::stopping()
{
    m_watchdog.stop();
    send("STOPPING=1");
}

} // namespace qicmp::proxy
