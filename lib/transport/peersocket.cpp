// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/peersocket.h"

#include <algorithm>
#include <utility>

namespace qicmp {

PeerSocket::PeerSocket(ProxySettings proxy, std::size_t largest, std::function<void()> notify)
    : m_proxy(std::move(proxy))
    , m_largest(largest)
    , m_notify(std::move(notify))
    , m_self(std::make_shared<PeerSocket *>(this))
{
    lookUp();
}

PeerSocket::~PeerSocket()
{
    *m_self = nullptr;
    disconnect();
}

void PeerSocket::disconnect()
{
    if (m_readable) {
        m_readable->setEnabled(false); // the descriptor is closed before the notifier goes
        m_readable->disconnect();
        m_readable.reset();
    }
    m_earlierDrops = drops();
    m_socket.reset();
}

std::uint64_t PeerSocket::drops() const
{
    return m_earlierDrops + (m_socket ? m_socket->drops() : 0);
}

void PeerSocket::lookUp()
{
    m_heard = false;
    if (m_pending)
        return;
    if (m_state == State::Failed)
        m_state = State::Opening;
    m_pending = true;
    m_asking = true;
    m_proxy.lookUp(m_proxy.host, [self = m_self](const std::vector<IpAddress> &addresses) {
        if (*self)
            (*self)->found(addresses);
    });
    m_asking = false;
}

void PeerSocket::found(const std::vector<IpAddress> &addresses)
{
    m_pending = false;
    if (!addresses.empty())
        m_addresses = addresses;
    const auto current = std::ranges::find(m_addresses, m_address);
    const bool isKnown = current != m_addresses.end();
    if (m_socket && (isKnown || m_heard || addresses.empty())) {
        m_index = isKnown ? static_cast<std::size_t>(current - m_addresses.begin()) : 0;
        return;
    }
    connectFrom(0);
    if (m_asking)
        return;                                    // who asked knows
    const std::function<void()> notify = m_notify; // this may go meanwhile
    notify();
}

/// Takes the first address, from \a index on and around, that this machine has a way to.
void PeerSocket::connectFrom(std::size_t index)
{
    disconnect();
    for (std::size_t i = 0; i < m_addresses.size() && !m_socket; ++i) {
        m_index = (index + i) % m_addresses.size();
        m_address = m_addresses[m_index];
        int error = 0;
        m_socket = ConnectedSocket::open(m_address, m_proxy.port, m_largest, true, error);
    }
    if (!m_socket) {
        m_state = State::Failed;
        m_trouble = m_addresses.empty() ? ProxyTrouble::NoAddress : ProxyTrouble::NoSocket;
        return;
    }
    m_state = State::Open;
    m_readable.reset(new QSocketNotifier(m_socket->descriptor(), QSocketNotifier::Read));
    QObject::connect(m_readable.get(), &QSocketNotifier::activated, m_readable.get(),
                     [notify = m_notify] { notify(); }); // a copy: this may go meanwhile
}

void PeerSocket::tryNext()
{
    if (m_socket && !m_heard && m_addresses.size() > 1)
        connectFrom(m_index + 1);
}

} // namespace qicmp
