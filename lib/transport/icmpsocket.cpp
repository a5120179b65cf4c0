// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/icmpsocket.h"

#include "transport/icmpsocketbatches.h"
#include "transport/socketaddress.h"
#include "transport/socketoptions.h"

#include <cerrno>
#include <utility>

#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

// Opening and options. Batches are in icmpsocketio.cpp.
namespace qicmp {
std::unique_ptr<IcmpSocket> IcmpSocket::open(Kind kind, Family family, int &systemError)
{
    const bool v6 = family == Family::IPv6;
    const int type = (kind == Kind::Raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC;
    const int protocol = v6 ? int{IPPROTO_ICMPV6} : int{IPPROTO_ICMP};
    const int descriptor = ::socket(v6 ? AF_INET6 : AF_INET, type, protocol);
    if (descriptor < 0) {
        systemError = errno;
        return nullptr;
    }
    std::unique_ptr<IcmpSocket> socket(new IcmpSocket(kind, family, descriptor));
    systemError = socket->configure();
    return systemError == 0 ? std::move(socket) : nullptr;
}

IcmpSocket::IcmpSocket(Kind kind, Family family, int descriptor)
    : m_kind(kind)
    , m_family(family)
    , m_descriptor(descriptor)
    , m_batches(std::make_unique<Batches>())
{
}

IcmpSocket::~IcmpSocket()
{
    ::close(m_descriptor);
}

int IcmpSocket::configure()
{
    const bool v6 = m_family == Family::IPv6;
    askForBuffers(m_descriptor);
    if (const int error = chooseIdentifiers(); error != 0)
        return error;
    // Unless the caller says otherwise, packets may be fragmented; the default of Linux is to set
    // the bit where it guesses that they fit.
    int error = v6 ? setOption(m_descriptor, IPPROTO_IPV6, IPV6_RECVHOPLIMIT, 1)
                   : setOption(m_descriptor, IPPROTO_IP, IP_MTU_DISCOVER, int{IP_PMTUDISC_DONT});
    if (error == 0 && m_kind == Kind::Datagram)
        error = v6 ? setOption(m_descriptor, IPPROTO_IPV6, IPV6_RECVERR, 1)
                   : setOption(m_descriptor, IPPROTO_IP, IP_RECVERR, 1);
    if (error == 0 && m_kind == Kind::Datagram && !v6)
        error = setOption(m_descriptor, IPPROTO_IP, IP_RECVTTL, 1);
    setStamping(true); // without stamps the engine reads the clock itself, and says so
    return error;
}

int IcmpSocket::chooseIdentifiers()
{
    if (m_kind == Kind::Raw) {
        const IdentifierBlock block = IdentifierBlock::random();
        m_firstIdentifier = block.first;
        return attachFilter(m_descriptor, m_family, block);
    }
    // The kernel picks an identifier that no other socket has, and calls it the port.
    IpAddress any;
    any.family = m_family;
    SocketAddress address(any);
    if (::bind(m_descriptor, &address.storage.any, address.size) != 0 ||
        ::getsockname(m_descriptor, &address.storage.any, &address.size) != 0)
        return errno;
    m_firstIdentifier = ntohs(m_family == Family::IPv6 ? address.storage.v6.sin6_port
                                                       : address.storage.v4.sin_port);
    return 0;
}

/// Counted stamps name their packet by its number since counting was switched on.
bool IcmpSocket::setStamping(bool counted)
{
    unsigned flags = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE;
    if (counted)
        flags |= SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID |
                 SOF_TIMESTAMPING_OPT_TSONLY;
    return setOption(m_descriptor, SOL_SOCKET, SO_TIMESTAMPING, flags) == 0;
}

int IcmpSocket::applySocketOptions(const EchoOptions &options)
{
    if (options.broadcast != m_broadcast) {
        const int error = setOption(m_descriptor, SOL_SOCKET, SO_BROADCAST, int{options.broadcast});
        if (error != 0)
            return error;
        m_broadcast = options.broadcast;
    }
    if (options.dontFragment != m_dontFragment) {
        const int error = m_family == Family::IPv6
                                  ? setOption(m_descriptor, IPPROTO_IPV6, IPV6_DONTFRAG,
                                              int{options.dontFragment})
                                  : setOption(m_descriptor, IPPROTO_IP, IP_MTU_DISCOVER,
                                              options.dontFragment ? int{IP_PMTUDISC_DO}
                                                                   : int{IP_PMTUDISC_DONT});
        if (error != 0)
            return error;
        m_dontFragment = options.dontFragment;
    }
    return 0;
}

std::uint32_t IcmpSocket::drops() const
{
    return receiveDrops(m_descriptor);
}

} // namespace qicmp
