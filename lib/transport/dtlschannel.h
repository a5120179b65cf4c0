// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyprotocol.h"
#include "engine/clock.h"
#include "transport/datagramchannel.h"
#include "transport/deletelater.h"
#include "transport/dtlsconnection.h"
#include "transport/variation.h"

#include <QtCore/qtimer.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

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
    bool takeRenewal() override { return std::exchange(m_renewed, false); }
    void reopen() override;
    /// Who has the key is believed.
    bool isPeerTrusted() override { return true; }

private:
    using Correlator = std::array<std::uint8_t, 16>;

    // DatagramSink
    void datagramArrived(ByteView datagram) override;

    void deal(ByteView datagram);
    void dealWithHandshake(ByteView datagram);
    void hear(ByteView hint);
    void stand();
    void connectionClosed();
    void shakeHands();
    void beginHandshake();
    void endHandshake();
    void handshakeTime();
    void startTimer(Nanoseconds wait);
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
    Nanoseconds m_attemptUntil = 0;               ///< then it is begun afresh
    Nanoseconds m_attempt = 0;
    Nanoseconds m_pace = 0;
    Variation m_varied;
    Nanoseconds m_wantedUntil = 0; ///< a connection that closes is replaced
    bool m_renewed = false;        ///< nobody has been told of the connection
    Nanoseconds m_stoodAt = 0;
    Nanoseconds m_heardAt = 0;
    bool m_heardMessage = false;                        ///< in this connection
    bool m_refused = false;                             ///< the last connection was of no use
    Nanoseconds m_pause = 0;                            ///< after such a one
    Nanoseconds m_notBefore = 0;                        ///< a handshake
    std::array<Correlator, v1::messageWindow> m_sent{}; ///< of the last datagrams
    std::size_t m_sentCount = 0;                        ///< in this connection
};

} // namespace qicmp
