// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "counters.h"
#include "dtlsgate.h"
#include "echoservice.h"
#include "legacy.h"
#include "log.h"
#include "settings.h"
#include "switchboard.h"
#include "udpsocket.h"

#include <QSocketNotifier>
#include <QTimer>

#include <memory>
#include <optional>

namespace qicmp::proxy {

/// The service, once all it needs is open: reads the sockets of clients and gives the switchboard
/// its turns, on one thread and without ever waiting in a system call.
class Server
{
public:
    /// What has to be opened with privileges.
    struct Opened
    {
        IcmpAccess icmp;
        std::unique_ptr<UdpSocket> listener;
        QHash<QByteArray, QByteArray> keys; ///< by identity; none: no DTLS
    };

    /// \a clock and \a log outlive it. Nothing is read before start().
    Server(const Settings &settings, const Clock &clock, Log &log, Opened opened);
    ~Server();
    Server(const Server &) = delete;
    Server &operator=(const Server &) = delete;

    void start();
    /// Tells every client that this is the end. Nothing is read after it.
    void shutDown();
    /// Something can be done, such as reading what the ICMP sockets have got.
    void wake() { turn(); }

    const Counters &counters() const { return m_switchboard.counters(); }

private:
    void turn();
    UdpSocket *socketOf(std::uint64_t number);
    bool readSockets();
    std::size_t readFrom(UdpSocket &socket);
    void heardNothing(std::uint64_t number);
    void lookAt(Session &session);
    void lookAt(UdpSocket &socket, Endpoint client);
    void take(const Datagram &datagram);
    void arm(bool immediately);

    const Clock &m_clock;
    Switchboard m_switchboard;
    std::unique_ptr<UdpSocket> m_socket;
    std::optional<Legacy> m_legacy;
    std::optional<DtlsGate> m_dtls;
    ReceiveBatch m_batch;
    ReceiveBatch m_lastBatch; ///< of a session or connection that is about to end
    bool m_looking = false;
    QTimer m_timer;
    std::optional<QSocketNotifier> m_notifier;
    bool m_running = false;
};

} // namespace qicmp::proxy
