// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capture/capturesocket.h"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <net/if.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace qicmp::support {

namespace {

constexpr int receiveBufferSize = 32 << 20;
// The kernel turns stamping on from deferred work, a moment after the first socket asked for it.
constexpr std::chrono::milliseconds untilStamped{10};

std::string failed(const std::string &what)
{
    return what + ": " + std::strerror(errno);
}

std::int64_t stampOf(msghdr &header)
{
    for (cmsghdr *part = CMSG_FIRSTHDR(&header); part; part = CMSG_NXTHDR(&header, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPING)
            continue;
        scm_timestamping stamps{};
        std::memcpy(&stamps, CMSG_DATA(part), sizeof stamps);
        return std::int64_t{stamps.ts[0].tv_sec} * 1'000'000'000 + stamps.ts[0].tv_nsec;
    }
    return 0;
}

} // namespace

CaptureSocket::~CaptureSocket()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

std::string CaptureSocket::open(const std::string &interface)
{
    const unsigned index = if_nametoindex(interface.c_str());
    if (index == 0)
        return failed("no interface " + interface);
    m_descriptor = socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (m_descriptor < 0)
        return failed("cannot open a packet socket");
    if (setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &receiveBufferSize,
                   sizeof receiveBufferSize) < 0) // in a user namespace; its default has to do
        setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBufferSize,
                   sizeof receiveBufferSize);
    // Unlike SO_TIMESTAMPNS this never makes up a stamp at the time of the read.
    const int stamps = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    if (setsockopt(m_descriptor, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps) < 0)
        return failed("cannot get time stamps");
    std::this_thread::sleep_for(untilStamped);

    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL); // what this host sends is seen by no other protocol
    address.sll_ifindex = static_cast<int>(index);
    if (bind(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) < 0)
        return failed("cannot capture on " + interface);
    m_buffer.resize(65536);
    return {};
}

std::optional<CapturedPacket> CaptureSocket::read()
{
    while (true) {
        sockaddr_ll address{};
        iovec data{m_buffer.data(), m_buffer.size()};
        alignas(cmsghdr) std::array<std::uint8_t, 256> control{};
        msghdr header{};
        header.msg_name = &address;
        header.msg_namelen = sizeof address;
        header.msg_iov = &data;
        header.msg_iovlen = 1;
        header.msg_control = control.data();
        header.msg_controllen = control.size();
        const ssize_t size = recvmsg(m_descriptor, &header, 0);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return std::nullopt;
        const ByteView packet = ByteView(m_buffer).first(static_cast<std::size_t>(size));
        if (!parseIcmpPacket(packet))
            continue;
        return CapturedPacket{stampOf(header), address.sll_pkttype == PACKET_OUTGOING,
                              Bytes(packet.begin(), packet.end())};
    }
}

std::uint64_t CaptureSocket::takeDrops() const
{
    tpacket_stats statistics{};
    socklen_t size = sizeof statistics;
    getsockopt(m_descriptor, SOL_PACKET, PACKET_STATISTICS, &statistics, &size);
    return statistics.tp_drops;
}

} // namespace qicmp::support
