// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/sockettransport.h"

#include <utility>

namespace qicmp {

std::unique_ptr<SocketTransport>
SocketTransport::open(IcmpSocket::Kind kind, const std::function<void()> &notify, int &systemError)
{
    std::shared_ptr<SocketSet> sockets = SocketSet::open(kind, systemError);
    if (!sockets)
        return nullptr;
    return std::unique_ptr<SocketTransport>(new SocketTransport(std::move(sockets), notify));
}

SocketTransport::SocketTransport(std::shared_ptr<SocketSet> sockets,
                                 const std::function<void()> &notify)
    : m_sockets(std::move(sockets)), m_wake(new QTimer)
{
    m_wake->setSingleShot(true);
    QObject::connect(m_wake.get(), &QTimer::timeout, m_wake.get(),
                     [notify] { notify(); }); // a copy: this may go meanwhile
    m_user.notify = notify;
    m_user.wake = [this] {
        if (!m_wake->isActive())
            m_wake->start(0);
    };
    m_sockets->add(&m_user);
    m_firstIdentifier4 = m_sockets->claimIdentifier(&m_user, Family::IPv4);
    m_firstIdentifier6 = m_sockets->claimIdentifier(&m_user, Family::IPv6);
}

SocketTransport::~SocketTransport()
{
    m_wake->stop();
    m_wake->disconnect();
    m_sockets->remove(&m_user);
}

bool SocketTransport::receive(TransportSink &sink)
{
    m_user.sink = &sink;
    return m_sockets->receive(&m_user);
}

std::optional<std::uint16_t> SocketTransport::identifier(Family family, std::uint32_t index)
{
    if (index > 0)
        return m_sockets->claimIdentifier(&m_user, family);
    // Any will do where the family is missing: send() will say so.
    return (family == Family::IPv6 ? m_firstIdentifier6 : m_firstIdentifier4).value_or(0);
}

} // namespace qicmp
