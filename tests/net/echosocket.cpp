// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "echosocket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <linux/errqueue.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace qicmp::support {

namespace {

using Clock = std::chrono::steady_clock;

struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress socketAddress(const Address &address)
{
    SocketAddress result;
    if (address.family == 4) {
        auto *const v4 = reinterpret_cast<sockaddr_in *>(&result.storage);
        v4->sin_family = AF_INET;
        std::memcpy(&v4->sin_addr, address.octets.data(), 4);
        result.size = sizeof *v4;
    } else {
        auto *const v6 = reinterpret_cast<sockaddr_in6 *>(&result.storage);
        v6->sin6_family = AF_INET6;
        std::memcpy(&v6->sin6_addr, address.octets.data(), 16);
        result.size = sizeof *v6;
    }
    return result;
}

Address addressOf(const void *socketAddress)
{
    sockaddr_in v4{};
    std::memcpy(&v4, socketAddress, sizeof v4);
    if (v4.sin_family == AF_INET)
        return Address::fromBytes({reinterpret_cast<const std::uint8_t *>(&v4.sin_addr), 4});
    sockaddr_in6 v6{};
    std::memcpy(&v6, socketAddress, sizeof v6);
    return Address::fromBytes({reinterpret_cast<const std::uint8_t *>(&v6.sin6_addr), 16});
}

bool waitFor(int descriptor, short events, Clock::time_point deadline)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd watched{descriptor, events, 0};
    const int patience = std::max(0, static_cast<int>(left.count())); // what is there is taken
    return poll(&watched, 1, patience) > 0;
}

bool enable(int descriptor, int level, int option, int value = 1)
{
    return setsockopt(descriptor, level, option, &value, sizeof value) == 0;
}

} // namespace

EchoSocket::~EchoSocket()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

std::string EchoSocket::open(int family, Kind kind)
{
    m_family = family;
    m_descriptor = socket(family == 4 ? AF_INET : AF_INET6,
                          (kind == Raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC,
                          family == 4 ? int{IPPROTO_ICMP} : int{IPPROTO_ICMPV6});
    if (m_descriptor < 0)
        return std::string("cannot open an ICMP socket: ") + std::strerror(errno);
    if (!enable(m_descriptor, SOL_SOCKET, SO_RCVBUFFORCE, 16 << 20))
        enable(m_descriptor, SOL_SOCKET, SO_RCVBUF, 16 << 20);
    const bool errors = kind == Raw || (family == 4 ? enable(m_descriptor, SOL_IP, IP_RECVERR)
                                                    : enable(m_descriptor, SOL_IPV6, IPV6_RECVERR));
    return errors ? std::string() : std::string("no error queue: ") + std::strerror(errno);
}

bool EchoSocket::setTimeToLive(int hops) const
{
    return m_family == 4 ? enable(m_descriptor, SOL_IP, IP_TTL, hops)
                         : enable(m_descriptor, SOL_IPV6, IPV6_UNICAST_HOPS, hops);
}

bool EchoSocket::forbidFragments() const
{
    return enable(m_descriptor, SOL_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE);
}

bool EchoSocket::send(const Address &destination, std::uint16_t id, std::uint16_t sequence,
                      std::size_t payloadSize) const
{
    Bytes message(8 + payloadSize);
    message[0] = m_family == 4 ? icmp4::EchoRequest : icmp6::EchoRequest;
    write16(message, 4, id);
    write16(message, 6, sequence);
    for (std::size_t at = 0; at < payloadSize; ++at)
        message[8 + at] = static_cast<std::uint8_t>(at + sequence);
    if (m_family == 4) // the kernel does it for raw IPv6 sockets (RFC 3542, 3.1)
        write16(message, 2, internetChecksum(message));
    const SocketAddress to = socketAddress(destination);
    return sendto(m_descriptor, message.data(), message.size(), 0,
                  reinterpret_cast<const sockaddr *>(&to.storage),
                  to.size) == static_cast<ssize_t>(message.size());
}

int EchoSocket::receiveReplies(int most, std::chrono::milliseconds limit) const
{
    const Clock::time_point deadline = Clock::now() + limit;
    Bytes buffer(65536);
    int count = 0;
    while (count < most && waitFor(m_descriptor, POLLIN, deadline)) {
        const ssize_t size = recv(m_descriptor, buffer.data(), buffer.size(), 0);
        // Raw IPv4 sockets deliver the IP header too, other ICMP sockets don't.
        const bool hasHeader = size > 0 && buffer[0] >> 4 == 4;
        const std::size_t typeAt = hasHeader ? std::size_t{buffer[0] & 0x0fU} * 4 : 0;
        const std::uint8_t reply = m_family == 4 ? icmp4::EchoReply : icmp6::EchoReply;
        if (size > static_cast<ssize_t>(typeAt) && buffer[typeAt] == reply)
            ++count;
    }
    return count;
}

std::optional<KernelError> EchoSocket::awaitError(std::chrono::milliseconds limit) const
{
    const Clock::time_point deadline = Clock::now() + limit;
    while (waitFor(m_descriptor, 0, deadline)) { // POLLERR needs no asking
        std::array<std::uint8_t, 2048> data{};
        alignas(cmsghdr) std::array<std::uint8_t, 512> control{};
        sockaddr_storage target{};
        iovec part{data.data(), data.size()};
        msghdr header{};
        header.msg_name = &target;
        header.msg_namelen = sizeof target;
        header.msg_iov = &part;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        if (recvmsg(m_descriptor, &header, MSG_ERRQUEUE) < 0)
            continue;
        for (cmsghdr *item = CMSG_FIRSTHDR(&header); item; item = CMSG_NXTHDR(&header, item)) {
            const bool isError = (item->cmsg_level == SOL_IP && item->cmsg_type == IP_RECVERR) ||
                                 (item->cmsg_level == SOL_IPV6 && item->cmsg_type == IPV6_RECVERR);
            if (!isError)
                continue;
            sock_extended_err error{};
            std::memcpy(&error, CMSG_DATA(item), sizeof error);
            return KernelError{static_cast<int>(error.ee_errno),
                               error.ee_type,
                               error.ee_code,
                               error.ee_info,
                               addressOf(CMSG_DATA(item) + sizeof error),
                               addressOf(&target)};
        }
    }
    return std::nullopt;
}

} // namespace qicmp::support
