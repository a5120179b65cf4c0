// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/connectedsocket.h"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include <unistd.h>

namespace qicmp {
namespace {

constexpr std::size_t controlRoom = 64; // one time stamp

} // namespace

std::unique_ptr<ConnectedSocket> ConnectedSocket::open(const IpAddress &peer, std::uint16_t port,
                                                       std::size_t largest, bool stamped,
                                                       int &systemError)
{
    const SocketAddress address(peer, port);
    const int descriptor = ::socket(address.storage.any.sa_family,
                                    SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_UDP);
    if (descriptor < 0) {
        systemError = errno;
        return nullptr;
    }
    std::unique_ptr<ConnectedSocket> socket(new ConnectedSocket(descriptor, largest));
    askForBuffers(descriptor);
    if (peer.family == Family::IPv4) // routers may fragment; a smaller path MTU loses nothing
        setOption(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, int{IP_PMTUDISC_DONT});
    if (stamped)
        setOption(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, 1); // without, the clock is read
    if (::connect(descriptor, &address.storage.any, address.size) != 0) {
        systemError = errno;
        return nullptr;
    }
    return socket;
}

ConnectedSocket::ConnectedSocket(int descriptor, std::size_t largest)
    : m_descriptor(descriptor), m_batch(largest, controlRoom)
{
}

ConnectedSocket::~ConnectedSocket()
{
    ::close(m_descriptor);
}

// An error that is pending from an earlier datagram is reported by the next call, which then does
// nothing; once it has been taken note of, the call is good.
bool ConnectedSocket::send(ByteView datagram)
{
    for (int attempt = 0; attempt < 2; ++attempt) {
        if (::send(m_descriptor, datagram.data(), datagram.size(), MSG_NOSIGNAL) >= 0)
            return true;
        m_sendError = errno;
        if (isBackpressure(m_sendError))
            return false;
        m_refused = m_refused || m_sendError == ECONNREFUSED;
    }
    return false;
}

std::size_t ConnectedSocket::readBatch()
{
    m_batch.prepareToReceive();
    for (int attempt = 0; attempt < 2; ++attempt) {
        const int count = recvmmsg(m_descriptor, m_batch.messages(), SocketBatch::capacity,
                                   MSG_DONTWAIT | MSG_TRUNC, nullptr);
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            return 0;
        m_refused = m_refused || errno == ECONNREFUSED;
    }
    return 0;
}

ConnectedSocket::Datagram ConnectedSocket::datagram(std::size_t index)
{
    mmsghdr &message = m_batch.message(index);
    Datagram datagram;
    if (message.msg_len <= m_batch.dataSize())
        datagram.bytes = m_batch.received(index);
    for (cmsghdr *control = CMSG_FIRSTHDR(&message.msg_hdr); control;
         control = CMSG_NXTHDR(&message.msg_hdr, control)) {
        if (control->cmsg_level != SOL_SOCKET || control->cmsg_type != SCM_TIMESTAMPNS)
            continue;
        timespec stamp{};
        std::memcpy(&stamp, CMSG_DATA(control), sizeof stamp);
        datagram.wallStamp = Nanoseconds{stamp.tv_sec} * second + stamp.tv_nsec;
    }
    return datagram;
}

bool ConnectedSocket::takeRefusal()
{
    return std::exchange(m_refused, false);
}

} // namespace qicmp
