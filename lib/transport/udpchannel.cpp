// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/udpchannel.h"

#include "transport/portholder.h"

#include <utility>

namespace qicmp {

UdpChannel::UdpChannel(ProxySettings proxy, std::function<void()> notify)
    : m_proxy(std::move(proxy))
    , m_notify(std::move(notify))
    , m_self(std::make_shared<UdpChannel *>(this))
{
    lookUp();
}

UdpChannel::~UdpChannel()
{
    *m_self = nullptr;
    disconnect();
}

void UdpChannel::disconnect()
{
    if (m_readable) {
        m_readable->setEnabled(false); // the descriptor is closed before the notifier goes
        m_readable->disconnect();
        m_readable.reset();
    }
    m_socket.reset();
}

void UdpChannel::lookUp()
{
    m_asking = true;
    m_proxy.lookUp(m_proxy.host, [self = m_self](const IpAddress &address) {
        if (*self)
            (*self)->found(address);
    });
    m_asking = false;
}

void UdpChannel::found(const IpAddress &address)
{
    if (m_socket && (address.isNull() || address == m_peer))
        return; // as before; or nobody knows better at the moment
    disconnect();
    m_peer = address;
    int error = 0;
    if (!address.isNull())
        m_socket =
                ConnectedSocket::open(address, m_proxy.port, v1::maximumMessageSize, false, error);
    if (m_socket) {
        m_state = State::Open;
        m_readable.reset(new QSocketNotifier(m_socket->descriptor(), QSocketNotifier::Read));
        QObject::connect(m_readable.get(), &QSocketNotifier::activated, m_readable.get(),
                         [notify = m_notify] { notify(); }); // a copy: this may go meanwhile
    } else {
        m_state = State::Failed;
        m_trouble = address.isNull() ? ProxyTrouble::NoAddress : ProxyTrouble::NoSocket;
    }
    if (m_asking)
        return;                                    // who asked knows
    const std::function<void()> notify = m_notify; // this may go meanwhile
    notify();
}

void UdpChannel::send(ByteView datagram)
{
    if (m_socket)
        m_socket->send(datagram);
}

bool UdpChannel::receive(DatagramSink &sink)
{
    return m_socket && m_socket->receive([&sink](const ConnectedSocket::Datagram &datagram) {
        sink.datagramArrived(datagram.bytes);
    });
}

bool UdpChannel::takeRefusal()
{
    return m_socket && m_socket->takeRefusal();
}

void UdpChannel::reopen()
{
    if (m_state == State::Failed)
        m_state = State::Opening;
    lookUp(); // its address may be another one by now
}

bool UdpChannel::isPeerTrusted()
{
    return m_proxy.chosen || holderOf(m_peer, m_proxy.port).isTrusted();
}

} // namespace qicmp
