// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/backendopener.h"
#include "transport/dtlsconnection.h"
#include "transport/legacytransport.h"
#include "transport/portholder.h"
#include "transport/proxytransport.h"
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
    Opened open(BackendKind wanted, const ProxySettings &proxy,
                std::function<void()> notify) override
    {
        switch (wanted) {
        case BackendKind::RawSocket:
            return openSocket(IcmpSocket::Kind::Raw, notify);
        case BackendKind::DatagramSocket:
            return openSocket(IcmpSocket::Kind::Datagram, notify);
        case BackendKind::Proxy:
            return openProxy(proxy, notify);
        case BackendKind::Auto:
            return openAny(proxy, notify);
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

    static Opened openAny(const ProxySettings &proxy, const std::function<void()> &notify)
    {
        Opened raw = openSocket(IcmpSocket::Kind::Raw, notify);
        if (raw.transport)
            return raw;
        Opened datagram = openSocket(IcmpSocket::Kind::Datagram, notify);
        if (datagram.transport)
            return datagram;
        Opened proxied = openProxy(proxy, notify);
        if (proxied.transport)
            return proxied;
        raw.message = tr("This program may not ping.") + u'\n' +
                      rawRefusal(raw.failure.systemError) + u'\n' +
                      datagramRefusal(datagram.failure.systemError) + u'\n' +
                      tr("• Proxy: %1").arg(proxied.message);
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

    static Opened openProxy(const ProxySettings &proxy, const std::function<void()> &notify)
    {
        Opened opened;
        opened.message = proxyObjection(proxy, opened.failure);
        if (!opened.message.isEmpty())
            return opened;
        opened.kind = BackendKind::Proxy;
        if (proxy.icmp4em)
            opened.transport = std::make_unique<LegacyTransport>(proxy, notify);
        else
            opened.transport = std::make_unique<ProxyTransport>(proxy, notify);
        return opened;
    }

    /// Why a proxy can't be spoken with in DTLS; empty if nothing is known.
    static QString keyObjection(const ProxySettings &proxy)
    {
        if (proxy.icmp4em)
            return tr("A key was set, but icmp4em's protocol has no encryption.");
        if (proxy.identity.isEmpty() || proxy.key.isEmpty() ||
            proxy.identity.size() > longestDtlsIdentity || proxy.key.size() > longestDtlsKey) {
            return tr("DTLS takes an identity of 1 to %1 bytes and a key of 1 to %2.")
                    .arg(longestDtlsIdentity)
                    .arg(longestDtlsKey);
        }
        return dtlsObstacle();
    }

    /// Why a proxy can't be used, as far as that can be known at once; empty if nothing is known.
    static QString proxyObjection(const ProxySettings &proxy, Failure &failure)
    {
        if (proxy.host.isEmpty()) {
            failure = proxyUnavailable(ProxyTrouble::NoAddress);
            return tr("\"%1\" is no proxy: give HOST:PORT, such as 127.0.0.1:63312.")
                    .arg(proxy.name);
        }
        if (!proxy.identity.isEmpty() || !proxy.key.isEmpty()) {
            const QString objection = keyObjection(proxy);
            if (!objection.isEmpty()) {
                failure = proxyUnavailable(ProxyTrouble::NoEncryption);
                return objection + u' ' + tr("Nothing was sent to %1.").arg(proxy.name);
            }
        }
        if (proxy.chosen)
            return {};
        const PortHolder holder = holderOf(IpAddress::v4(0x7f000001), proxy.port, UdpTables());
        switch (holder.who) {
        case PortHolder::Who::Administrator:
            break;
        case PortHolder::Who::Nobody:
            failure = proxyUnavailable(ProxyTrouble::NobodyListens);
            return tr("Nobody listens on %1. To have icmp-proxy ping for everybody here: sudo "
                      "systemctl enable --now icmp-proxy")
                    .arg(proxy.name);
        case PortHolder::Who::Stranger:
            failure = proxyUnavailable(ProxyTrouble::NotTrusted);
            return tr("%1 is held by the user %2, who is neither root nor icmp-proxy, so it is not "
                      "trusted. To use it all the same: QIcmpManager::setProxy()")
                    .arg(proxy.name, userName(holder.uid));
        }
        return {};
    }
};

} // namespace

std::unique_ptr<BackendOpener> systemBackends()
{
    return std::make_unique<SystemBackends>();
}

} // namespace qicmp
