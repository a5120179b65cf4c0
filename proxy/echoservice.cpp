// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "echoservice.h"

#include "codec/proxyprotocol.h"
#include "transport/sockettransport.h"

#include <QFile>

#include <system_error>
#include <utility>

#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds longestWork = 2 * millisecond; // then others have their turn
constexpr std::size_t mostEvents = 4'096;            // to collect before they are handed over

/// Whether the kernel lets members of \a group open datagram ICMP sockets, or may do so. Of its own
/// group a process learns it by trying; a sandbox may hide the file from it.
bool mayOpenDatagramSockets(std::uint32_t group)
{
    if (group == ::getegid())
        return true;
    QFile file(u"/proc/sys/net/ipv4/ping_group_range"_s);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QList<QByteArray> bounds = file.readAll().simplified().split(' ');
    return bounds.size() == 2 && group >= bounds[0].toUInt() && group <= bounds[1].toUInt();
}

IcmpAccess openSockets(IcmpSocket::Kind kind, const std::function<void()> &notify, int &error)
{
    IcmpAccess access;
    auto transport = SocketTransport::open(kind, notify, error);
    if (!transport)
        return access;
    if (transport->offers(Family::IPv4))
        access.families |= v1::FeatureIpv4;
    if (transport->offers(Family::IPv6))
        access.families |= v1::FeatureIpv6;
    access.raw = kind == IcmpSocket::Kind::Raw;
    access.transport = std::move(transport);
    return access;
}

} // namespace

IcmpAccess openIcmp(std::uint32_t group, const std::function<void()> &notify)
{
    int error = 0;
    if (mayOpenDatagramSockets(group)) {
        IcmpAccess access = openSockets(IcmpSocket::Kind::Datagram, notify, error);
        if (access.transport)
            return access;
    }
    IcmpAccess access = openSockets(IcmpSocket::Kind::Raw, notify, error);
    if (!access.transport) {
        access.failure =
                u"no way to ping. Raw socket: %1; start it as root, or with CAP_NET_RAW as its "
                "systemd unit does. Datagram socket: the kernel does not allow group %2; sudo "
                "sysctl -w net.ipv4.ping_group_range=\"%2 %2\" does"_s.arg(
                        QString::fromStdString(std::generic_category().message(error)),
                        QString::number(group));
    }
    return access;
}

EchoService::EchoService(const Clock &clock, std::unique_ptr<Transport> transport)
    : m_clock(clock), m_transport(std::move(transport)), m_engine(clock)
{
    m_engine.setTransport(m_transport.get());
}

EchoService::~EchoService()
{
    m_engine.setTransport(nullptr);
}

EchoService::Handle EchoService::ping(std::uint32_t owner, std::uint64_t context,
                                      const IpAddress &target, std::uint32_t options)
{
    m_engine.options().retain(options); // the reference passes over to the request
    return m_engine.add({.target = target, .options = options, .owner = owner, .context = context});
}

void EchoService::forget(Handle handle)
{
    m_engine.disown(handle);
    m_engine.cancel(handle, true);
}

bool EchoService::work()
{
    const Nanoseconds began = m_clock.monotonic();
    bool more = true;
    while (more && m_engine.eventCount() < mostEvents && m_clock.monotonic() - began < longestWork)
        more = m_engine.activate();
    return more;
}

} // namespace qicmp::proxy
