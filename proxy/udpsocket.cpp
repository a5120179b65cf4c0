// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "udpsocket.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace qicmp::proxy {
namespace {

constexpr int bufferSize = 1 << 20;      // as far as net.core.rmem_max lets us
constexpr std::size_t addressRoom = 128; // for IP_PKTINFO or IPV6_PKTINFO

int setOption(int socket, int level, int name, int value)
{
    return setsockopt(socket, level, name, &value, sizeof value) == 0 ? 0 : errno;
}

SocketAddress socketAddress(const Endpoint &endpoint)
{
    SocketAddress address(endpoint.address);
    if (endpoint.address.family == Family::IPv6)
        address.storage.v6.sin6_port = htons(endpoint.port);
    else
        address.storage.v4.sin_port = htons(endpoint.port);
    return address;
}

std::uint16_t portOf(const SocketAddress &address)
{
    return ntohs(address.storage.any.sa_family == AF_INET6 ? address.storage.v6.sin6_port
                                                           : address.storage.v4.sin_port);
}

/// Where a datagram was sent to, if the control messages tell.
IpAddress destinationOf(msghdr &header)
{
    for (cmsghdr *control = CMSG_FIRSTHDR(&header); control;
         control = CMSG_NXTHDR(&header, control)) {
        if (control->cmsg_level == IPPROTO_IP && control->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            return IpAddress::v4(ntohl(info.ipi_addr.s_addr));
        }
        if (control->cmsg_level == IPPROTO_IPV6 && control->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(control), sizeof info);
            std::array<std::uint8_t, 16> bytes{};
            std::copy(std::begin(info.ipi6_addr.s6_addr), std::end(info.ipi6_addr.s6_addr),
                      bytes.begin());
            IpAddress address = IpAddress::v6(bytes);
            if (address.isLinkLocal())
                address.scope = info.ipi6_ifindex;
            return address;
        }
    }
    return {};
}

} // namespace

std::unique_ptr<UdpSocket> UdpSocket::bind(const Endpoint &local, Port port, int &systemError)
{
    const bool v6 = local.address.family == Family::IPv6;
    const int descriptor =
            ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
        systemError = errno;
        return nullptr;
    }
    std::unique_ptr<UdpSocket> socket(new UdpSocket(descriptor, local));
    setOption(descriptor, SOL_SOCKET, SO_RCVBUF, bufferSize);
    systemError = port == Port::Shared ? setOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1) : 0;
    if (systemError == 0 && v6)
        systemError = setOption(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1);
    if (systemError == 0)
        systemError = v6 ? setOption(descriptor, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1)
                         : setOption(descriptor, IPPROTO_IP, IP_PKTINFO, 1);
    SocketAddress address = socketAddress(local);
    if (systemError == 0 && (::bind(descriptor, &address.storage.any, address.size) != 0 ||
                             ::getsockname(descriptor, &address.storage.any, &address.size) != 0))
        systemError = errno;
    if (systemError == 0 && port == Port::Free)
        systemError = setOption(descriptor, SOL_SOCKET, SO_REUSEPORT, 1);
    socket->m_local.port = portOf(address);
    return systemError == 0 ? std::move(socket) : nullptr;
}

std::unique_ptr<UdpSocket> UdpSocket::beside(const UdpSocket &listener, const IpAddress &local,
                                             const Endpoint &peer, int &systemError)
{
    auto socket = bind({local, listener.local().port}, Port::Shared, systemError);
    if (socket)
        systemError = socket->connect(peer);
    return systemError == 0 ? std::move(socket) : nullptr;
}

UdpSocket::~UdpSocket()
{
    ::close(m_descriptor);
}

int UdpSocket::connect(const Endpoint &peer)
{
    const SocketAddress address = socketAddress(peer);
    return ::connect(m_descriptor, &address.storage.any, address.size) == 0 ? 0 : errno;
}

/// After a failure: whether another try is worthwhile, since this one did no more than report an
/// ICMP error, most likely that an earlier datagram found nobody.
bool UdpSocket::wasRefused()
{
    if (errno == ECONNREFUSED)
        ++m_refusals;
    return errno != EAGAIN && errno != EWOULDBLOCK;
}

std::size_t UdpSocket::send(std::span<const ByteView> datagrams)
{
    constexpr std::size_t most = 64;
    std::array<mmsghdr, most> messages{};
    std::array<iovec, most> vectors{};
    std::size_t left = 0;
    while (!datagrams.empty()) {
        const std::size_t count = std::min(datagrams.size(), most);
        for (std::size_t i = 0; i < count; ++i) {
            // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): sending only reads
            vectors[i] = {const_cast<std::uint8_t *>(datagrams[i].data()), datagrams[i].size()};
            messages[i].msg_hdr.msg_iov = &vectors[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        int sent = ::sendmmsg(m_descriptor, messages.data(), static_cast<unsigned>(count), 0);
        if (sent < 0 && wasRefused())
            sent = ::sendmmsg(m_descriptor, messages.data(), static_cast<unsigned>(count), 0);
        if (sent <= 0)
            return left;
        left += static_cast<std::size_t>(sent);
        datagrams = datagrams.subspan(static_cast<std::size_t>(sent));
    }
    return left;
}

bool UdpSocket::sendTo(const Endpoint &to, const IpAddress &from, ByteView datagram)
{
    SocketAddress address = socketAddress(to);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): sending only reads
    iovec vector{const_cast<std::uint8_t *>(datagram.data()), datagram.size()};
    msghdr header{};
    header.msg_name = &address.storage.any;
    header.msg_namelen = address.size;
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    std::array<std::uint8_t, addressRoom> room{};
    ControlWriter control(header, room);
    if (from.family == Family::IPv4) {
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(from.toV4());
        control.add(IPPROTO_IP, IP_PKTINFO, info);
    } else if (from.family == Family::IPv6) {
        in6_pktinfo info{};
        std::copy(from.bytes.begin(), from.bytes.end(), info.ipi6_addr.s6_addr);
        info.ipi6_ifindex = from.scope;
        control.add(IPPROTO_IPV6, IPV6_PKTINFO, info);
    }
    return ::sendmsg(m_descriptor, &header, 0) >= 0;
}

ReceiveBatch::ReceiveBatch(std::size_t largest) : m_batch(largest, addressRoom) {}

std::size_t ReceiveBatch::read(UdpSocket &socket)
{
    m_local = socket.local().address;
    m_batch.prepareToReceive();
    int count = ::recvmmsg(socket.descriptor(), m_batch.messages(), capacity, 0, nullptr);
    if (count < 0 && socket.wasRefused())
        count = ::recvmmsg(socket.descriptor(), m_batch.messages(), capacity, 0, nullptr);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
}

Datagram ReceiveBatch::operator[](std::size_t index)
{
    msghdr &header = m_batch.message(index).msg_hdr;
    const SocketAddress &from = m_batch.address(index);
    const IpAddress to = destinationOf(header);
    return {m_batch.received(index),
            {toIpAddress(&from.storage.any), portOf(from)},
            to.isNull() ? m_local : to,
            (header.msg_flags & MSG_TRUNC) != 0};
}

} // namespace qicmp::proxy
