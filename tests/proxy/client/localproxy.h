// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "fakeproxy.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <functional>
#include <memory>

#include <netinet/in.h>

namespace qicmp::support {

/// A UDP socket on 127.0.0.1, owned by whoever the process acts as while it is made.
class LocalPort
{
public:
    using Deal = std::function<void(ByteView datagram)>;

    /// \a deal is called for each datagram that comes, from the event loop.
    LocalPort(std::uint16_t port, Deal deal);
    ~LocalPort();
    LocalPort(const LocalPort &) = delete;
    LocalPort &operator=(const LocalPort &) = delete;

    bool isOpen() const { return m_descriptor >= 0; }
    /// To whom the last datagram came from.
    void reply(ByteView datagram) const;

private:
    void read();

    int m_descriptor;
    Deal m_deal;
    sockaddr_in m_peer{};
    std::unique_ptr<QSocketNotifier> m_notifier;
};

/// A FakeProxy on port 63312 that tells of each ping at once, as `outcome` says.
class LocalProxy
{
public:
    LocalProxy();

    /// Killed: from now on nobody listens.
    void stop() { m_port.reset(); }
    bool isOpen() const { return m_port && m_port->isOpen(); }

    FakeProxy proxy;
    /// What becomes of a ping; with token 0 nothing is told.
    std::function<v1::Result(const FakeProxy::Ping &)> outcome;

private:
    void serve();

    std::unique_ptr<LocalPort> m_port;
    SystemClock m_clock;
    std::size_t m_told = 0;
    QTimer m_timer;
};

} // namespace qicmp::support
