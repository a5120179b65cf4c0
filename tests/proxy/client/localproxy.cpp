// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "localproxy.h"

#include <array>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace qicmp::support {

LocalPort::LocalPort(std::uint16_t port, Deal deal)
    : m_descriptor(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0))
    , m_deal(std::move(deal))
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        close(std::exchange(m_descriptor, -1));
    if (m_descriptor < 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(),
                     [this] { read(); });
}

LocalPort::~LocalPort()
{
    m_notifier.reset();
    if (m_descriptor >= 0)
        close(m_descriptor);
}

void LocalPort::read()
{
    std::array<std::uint8_t, 65536> buffer;
    for (;;) {
        socklen_t size = sizeof m_peer;
        const ssize_t length = recvfrom(m_descriptor, buffer.data(), buffer.size(), 0,
                                        reinterpret_cast<sockaddr *>(&m_peer), &size);
        if (length < 0)
            return;
        m_deal(ByteView(buffer).first(static_cast<std::size_t>(length)));
    }
}

void LocalPort::reply(ByteView datagram) const
{
    sendto(m_descriptor, datagram.data(), datagram.size(), 0,
           reinterpret_cast<const sockaddr *>(&m_peer), sizeof m_peer);
}

LocalProxy::LocalProxy()
    : outcome([this](const FakeProxy::Ping &ping) { return proxy.result(ping.ping.token); })
{
    m_port = std::make_unique<LocalPort>(v1::defaultPort, [this](ByteView datagram) {
        proxy.take(datagram, m_clock.monotonic());
        serve();
    });
    m_timer.callOnTimeout([this] { serve(); });
    m_timer.start(2);
}

void LocalProxy::serve()
{
    proxy.clock = m_clock.realtime() + 3600 * second; // its clock is wrong by an hour
    if (proxy.pings.size() < m_told)
        m_told = 0;
    while (m_told < proxy.pings.size() && proxy.canTell()) {
        const v1::Result result = outcome(proxy.pings[m_told++]);
        if (result.token != 0)
            proxy.tell(result, m_clock.monotonic());
    }
    proxy.act(m_clock.monotonic());
    for (const Datagram &datagram : std::exchange(proxy.outbox, {}))
        if (m_port)
            m_port->reply(datagram);
}

} // namespace qicmp::support
