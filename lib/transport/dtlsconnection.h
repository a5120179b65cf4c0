// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "transport/bytearrays.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>
#include <QtNetwork/qdtls.h>
#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qudpsocket.h>

#include <array>
#include <cstdint>
#include <functional>

namespace qicmp {

/// Why this program can't speak DTLS, in words and with the remedy; empty if it can. The first call
/// loads what Qt needs for it.
QString dtlsObstacle();

/// Version and cipher suite as proxy/PROTOCOL.md, 10 has them.
QSslConfiguration dtlsConfiguration();

/// The longest that OpenSSL takes, in bytes.
inline constexpr qsizetype longestDtlsIdentity = 128;
inline constexpr qsizetype longestDtlsKey = 64;

/// What Qt's DTLS takes for a connected socket: whatever is written to it goes to a function.
class DtlsOutlet final : public QUdpSocket
{
public:
    using Send = std::function<void(ByteView datagram)>;

    explicit DtlsOutlet(Send send);
    ~DtlsOutlet() override;

protected:
    qint64 writeData(const char *data, qint64 size) override;

private:
    Send m_send;
};

/// One end of a DTLS connection with a pre-shared key (proxy/PROTOCOL.md, 10). It sends again what
/// gets lost in the handshake, and has no socket: its owner carries datagrams in and out.
class DtlsConnection
{
public:
    enum class State : std::uint8_t {
        Handshake, ///< also when the keys differ: neither side can tell
        Open,
        Closed, ///< by the peer, or by an error; a new one is needed
    };
    using Send = DtlsOutlet::Send;

    /// The end that begins.
    struct Client
    {
        QByteArray identity;
        QByteArray key;
    };
    /// The end that answers, once a QDtlsClientVerifier has let the client pass.
    struct Server
    {
        QHostAddress peer; ///< as the verifier was told, and the port
        std::uint16_t port = 0;
        QByteArray cookieSecret; ///< of the verifier
        std::function<QByteArray(const QByteArray &identity)> keyOf;
    };

    DtlsConnection(Client client, Send send);
    DtlsConnection(Server server, Send send);
    DtlsConnection(const DtlsConnection &) = delete;
    DtlsConnection &operator=(const DtlsConnection &) = delete;

    State state() const { return m_state; }
    const QByteArray &identity() const { return m_identity; } ///< the client's
    void setSend(Send send) { m_send = std::move(send); }

    /// Client: sends its ClientHello.
    void begin() { shakeHands({}); }
    /// Client: whether the server has answered with no more than a request for a cookie.
    bool isGreeting() const { return !m_hello.isEmpty(); }
    /// Client: sends the last ClientHello again, as it was: sooner than the second that OpenSSL
    /// waits.
    void greetAgain() { m_send(viewOf(m_hello)); }

    /// Deals with a datagram that inspectRecords() has found sound. Returns the message in it, or
    /// nothing; good until the next call.
    ByteView take(ByteView datagram);
    /// Sends a message as one record.
    void send(ByteView message);
    /// Tells the peer that this is the end.
    void close();

private:
    DtlsConnection(QSslSocket::SslMode mode, Send send);
    void shakeHands(const QByteArray &datagram);
    void leave(ByteView datagram);

    State m_state = State::Handshake;
    bool m_isClient;
    QByteArray m_identity;
    QByteArray m_hello; ///< last ClientHello sent, until ServerHello comes
    QByteArray m_message;
    Send m_send;
    DtlsOutlet m_outlet;
    QDtls m_dtls;
};

} // namespace qicmp
