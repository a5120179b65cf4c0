// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/udpchannel.h"

#include <utility>

namespace qicmp {
namespace {

constexpr unsigned leastPatience = 4; // HELLOs: 350 ms

} // namespace

UdpChannel::UdpChannel(const ProxySettings &proxy, std::function<void()> notify)
    : m_tables(proxy.chosen ? nullptr : std::make_unique<UdpTables>())
    , m_port(proxy.port)
    , m_peer(proxy, v1::maximumMessageSize, std::move(notify))
    , m_patience(leastPatience)
{
}

void UdpChannel::send(ByteView datagram)
{
    if (!m_peer.socket())
        return;
    ++m_unanswered;
    m_peer.socket()->send(datagram);
}

bool UdpChannel::receive(DatagramSink &sink)
{
    return m_peer.socket() &&
           m_peer.socket()->receive([&](const ConnectedSocket::Datagram &datagram) {
               m_unanswered = 0;
               m_patience = leastPatience;
               m_peer.heard();
               m_arrivedAt = datagram.wallStamp;
               sink.datagramArrived(datagram.bytes);
           });
}

bool UdpChannel::takeRefusal()
{
    const bool refused = m_peer.socket() && m_peer.socket()->takeRefusal();
    if (refused || m_unanswered >= m_patience) {
        m_peer.tryNext();
        m_unanswered = 0;
        ++m_patience; // the path may be a long one
    }
    return refused;
}

void UdpChannel::reopen()
{
    m_unanswered = 0;
    m_peer.lookUp(); // its address may be another one by now
}

bool UdpChannel::isPeerTrusted()
{
    return !m_tables || holderOf(m_peer.address(), m_port, *m_tables).isTrusted();
}

} // namespace qicmp
