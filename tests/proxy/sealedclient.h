// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "liveproxy.h"
#include "transport/dtlsconnection.h"

#include <memory>
#include <optional>

/// A client inside DTLS, that does what a test tells it to, on a socket that several may share.
class SealedClient
{
public:
    SealedClient(LiveClient &path, const QByteArray &identity, const QByteArray &key);

    qicmp::DtlsConnection &connection() { return m_connection; }
    /// Shakes hands; \a flights is how many datagrams of its own it sends. True once it is done.
    bool shakeHands(int flights = 3);
    /// The rest of a handshake that was left in the middle. True once it is done.
    bool finishHandshake();
    /// HELLO and OPEN inside. True once there is a session.
    bool open();
    /// Whether the session answers a KEEPALIVE.
    bool isAlive();
    /// The next message inside, or nothing within the time.
    std::optional<Bytes> receive(std::chrono::milliseconds within = std::chrono::seconds(2));

private:
    bool goOn(int flights);

    LiveClient &m_path;
    int m_mayStillSend = 0;
    qicmp::DtlsConnection m_connection;
    qicmp::v1::Opened m_opened;
    std::uint64_t m_stamp = 0;
};
