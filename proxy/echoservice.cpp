// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "echoservice.h"

#include "codec/proxyprotocol.h"
#include "transport/socketoptions.h"
#include "transport/sockettransport.h"

#include <QFile>

#include <algorithm>
#include <system_error>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds longestWork = 2 * millisecond; // then others have their turn
constexpr std::size_t mostEvents = 4'096;            // to collect before they are handed over
constexpr std::size_t mostLaunched = 64;             // what the engine sends in a round
constexpr std::size_t usualReceiveBuffer = 425'984;  // that Linux gives whoever asks for more

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

/// What the kernel gives a socket of this process that asks for as much as those for ICMP do.
std::size_t receiveBufferSize()
{
    int size = 0;
    socklen_t length = sizeof size;
    const int descriptor = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return 0;
    askForBuffers(descriptor);
    const bool known = ::getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, &length) == 0;
    ::close(descriptor);
    return known ? static_cast<std::size_t>(size) : 0;
}

/// What the reply to a ping may take of a receive buffer: the kernel counts the memory that holds
/// a packet, and headers of its own.
std::uint32_t replyCost(std::uint16_t payloadSize)
{
    constexpr std::uint32_t kernelHeaders = 768;
    return 2U * payloadSize + kernelHeaders;
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
    access.receiveBuffer = receiveBufferSize();
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

// Half of a buffer for what we ask for ourselves: a host on this machine answers while we send.
EchoService::EchoService(const Clock &clock, IcmpAccess access)
    : m_clock(clock)
    , m_transport(std::move(access.transport))
    , m_mostInFlight((access.receiveBuffer == 0 ? usualReceiveBuffer : access.receiveBuffer) / 2)
    , m_engine(clock)
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
    const std::uint32_t cost = replyCost(m_engine.options()[options].payloadSize);
    const Handle handle =
            m_engine.add({.target = {}, .options = options, .owner = owner, .context = context});
    queueOf(target.family).push(owner, {handle, target, cost});
    return handle;
}

void EchoService::forget(Handle handle)
{
    m_engine.disown(handle);
    m_engine.cancel(handle, true);
}

void EchoService::forgetAll(std::uint32_t owner, const std::vector<Handle> &handles)
{
    for (Queue &queue : m_waiting)
        queue.drop(owner);
    m_forgotten.insert(m_forgotten.end(), handles.begin(), handles.end());
}

/// A part of them, so that it ends however fast others come.
void EchoService::forgetSome()
{
    constexpr std::size_t usual = 1'024;
    std::size_t count = std::min(m_forgotten.size(), std::max(usual, m_forgotten.size() / 8));
    for (; count > 0; --count) {
        forget(m_forgotten.back());
        m_forgotten.pop_back();
    }
}

bool EchoService::mayLaunch(Family family) const
{
    return !queueOf(family).isEmpty() && !m_engine.hasQueued(family);
}

/// A round's worth, once the engine has nothing of that family left. Before it sends them it reads
/// what has arrived, so the receive buffer is not filled by what we ask for ourselves.
void EchoService::launchSome(Family family)
{
    if (!mayLaunch(family))
        return;
    Queue &queue = queueOf(family);
    std::size_t cost = 0;
    for (std::size_t count = 0; count < mostLaunched; ++count) {
        const Waiting *const next = queue.front();
        if (!next || (count > 0 && cost + next->cost > m_mostInFlight))
            break;
        cost += next->cost;
        m_engine.launch(next->handle, next->target); // nothing, if it has been canceled
        queue.pop();
    }
}

bool EchoService::work()
{
    const Nanoseconds began = m_clock.monotonic();
    forgetSome();
    bool more = true;
    while (more && m_engine.eventCount() < mostEvents &&
           m_clock.monotonic() - began < longestWork) {
        launchSome(Family::IPv4);
        launchSome(Family::IPv6);
        more = m_engine.activate();
        more |= mayLaunch(Family::IPv4) || mayLaunch(Family::IPv6);
    }
    return more || !m_forgotten.empty();
}

} // namespace qicmp::proxy
