// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyprotocol.h"
#include "engine/clock.h"
#include "transport/datagramchannel.h"
#include "transport/deletelater.h"
#include "transport/dtlsconnection.h"

#include <QtCore/qtimer.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>

namespace qicmp {

/// DTLS to a proxy (proxy/PROTOCOL.md, 10), over a channel that carries datagrams as they are. A
/// connection that the proxy has forgotten is replaced by a new one, and serves until that stands.
class DtlsChannel final : public DatagramChannel, private DatagramSink
{
public:
    /// \a notify is called from the event loop when the state has changed; it may destroy the
    /// channel. That there is something to receive \a path tells by itself.
    DtlsChannel(std::unique_ptr<DatagramChannel> path, DtlsConnection::Client credentials,
                std::function<void()> notify);
    ~DtlsChannel() override; ///< closes the connection
    DtlsChannel(const DtlsChannel &) = delete;
    DtlsChannel &operator=(const DtlsChannel &) = delete;

    State state() const override;
    ProxyTrouble trouble() const override;
    std::size_t maximumSize() const override { return v1::maximumSealedMessageSize; }
    void send(ByteView datagram) override;
    bool receive(DatagramSink &sink) override;
    Nanoseconds arrivedAt() const override { return m_path->arrivedAt(); }
    bool takeRefusal() override { return m_path->takeRefusal(); }
    void reopen() override;
    /// Who has the key is believed.
    bool isPeerTrusted() override { return true; }

private:
    using Correlator = std::array<std::uint8_t, 16>;

    // DatagramSink
    void datagramArrived(ByteView datagram) override;

    void deal(ByteView datagram);
    void hear(ByteView hint);
    void shakeHands();
    void beginHandshake();
    void endHandshake();
    void handshakeTime();
    void transmit(ByteView datagram);

    SystemClock m_clock;
    std::unique_ptr<DatagramChannel> m_path;
    DtlsConnection::Client m_credentials;
    std::function<void()> m_notify;
    LateDeleted<QTimer> m_timer; ///< of the handshake under way
    DatagramSink *m_sink = nullptr;

    std::unique_ptr<DtlsConnection> m_connection; ///< that messages go through
    std::unique_ptr<DtlsConnection> m_next;       ///< that shakes hands
    Nanoseconds m_handshakeUntil = 0;             ///< 0: none is under way
    Nanoseconds m_pace = 0;
    Nanoseconds m_wantedUntil = 0; ///< a connection that closes is replaced
    Nanoseconds m_heardAt = 0;
    std::array<Correlator, v1::messageWindow> m_sent{}; ///< of the last datagrams
    std::size_t m_sentCount = 0;
};

} // namespace qicmp
