// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/backendopener.h"
#include "transport/sockettransport.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qfile.h>

#include <array>
#include <system_error>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp {
namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QIcmpManager", text);
}

QString words(int systemError)
{
    return QString::fromStdString(std::generic_category().message(systemError));
}

/// The groups that may open datagram ICMP sockets, as the kernel tells them, or nothing.
QString pingGroupRange()
{
    QFile file(u"/proc/sys/net/ipv4/ping_group_range"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromLatin1(file.readAll()).simplified();
}

class SystemBackends final : public BackendOpener
{
public:
    Opened open(BackendKind wanted, const QString &proxy, std::function<void()> notify) override
    {
        switch (wanted) {
        case BackendKind::RawSocket:
            return openSocket(IcmpSocket::Kind::Raw, notify);
        case BackendKind::DatagramSocket:
            return openSocket(IcmpSocket::Kind::Datagram, notify);
        case BackendKind::Proxy:
            return proxyUnavailable(proxy);
        case BackendKind::Auto:
            return openAny(notify);
        case BackendKind::None:
            break;
        }
        Opened opened;
        opened.failure.code = FailureCode::PermissionDenied;
        opened.message = tr("Pinging is switched off: the backend is set to NoBackend.");
        return opened;
    }

private:
    static Opened openSocket(IcmpSocket::Kind kind, const std::function<void()> &notify)
    {
        Opened opened;
        int error = 0;
        opened.transport = SocketTransport::open(kind, notify, error);
        opened.failure.systemError = error;
        const bool raw = kind == IcmpSocket::Kind::Raw;
        if (opened.transport) {
            opened.kind = raw ? BackendKind::RawSocket : BackendKind::DatagramSocket;
        } else {
            opened.failure.code = FailureCode::PermissionDenied;
            opened.message = tr("This program may not ping.") + u'\n' +
                             (raw ? rawRefusal(error) : datagramRefusal(error));
        }
        return opened;
    }

    static Opened openAny(const std::function<void()> &notify)
    {
        Opened raw = openSocket(IcmpSocket::Kind::Raw, notify);
        if (raw.transport)
            return raw;
        Opened datagram = openSocket(IcmpSocket::Kind::Datagram, notify);
        if (datagram.transport)
            return datagram;
        raw.message = tr("This program may not ping.") + u'\n' +
                      rawRefusal(raw.failure.systemError) + u'\n' +
                      datagramRefusal(datagram.failure.systemError) + u'\n' + proxyRefusal();
        return raw;
    }

    static QString rawRefusal(int error)
    {
        return tr("• Raw socket: %1. It is for root and for services with CAP_NET_RAW; do not give "
                  "that capability to a desktop program.")
                .arg(words(error));
    }

    static QString datagramRefusal(int error)
    {
        return tr("• Datagram socket: %1. The kernel allows the groups \"%2\" (this is group %3). "
                  "To allow everybody: sudo sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"")
                .arg(words(error), pingGroupRange())
                .arg(getegid());
    }

    static QString proxyRefusal()
    {
        return tr(
                "• Proxy: this version can't use one yet. A later one pings through the icmp-proxy "
                "service on 127.0.0.1:63312: sudo systemctl enable --now icmp-proxy");
    }

    static Opened proxyUnavailable(const QString &proxy)
    {
        Opened opened;
        opened.failure.code = FailureCode::ProxyUnavailable;
        opened.message = tr("The proxy %1 can't be used: this version of the library has no proxy "
                            "client yet. Choose the backend Auto, RawSocket or DatagramSocket.")
                                 .arg(proxy.isEmpty() ? u"127.0.0.1:63312"_s : proxy);
        return opened;
    }
};

} // namespace

std::unique_ptr<BackendOpener> systemBackends()
{
    return std::make_unique<SystemBackends>();
}

} // namespace qicmp
