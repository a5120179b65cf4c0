// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/dtlsconnection.h"

#include "codec/dtlsrecord.h"
#include "codec/proxyprotocol.h"

#include <QtCore/qcoreapplication.h>
#include <QtNetwork/qsslcipher.h>
#include <QtNetwork/qsslpresharedkeyauthenticator.h>

#include <utility>
#include <variant>

using namespace Qt::StringLiterals;

namespace qicmp {
namespace {

QSslConfiguration makeConfiguration()
{
    QSslConfiguration configuration = QSslConfiguration::defaultDtlsConfiguration();
    configuration.setProtocol(QSsl::DtlsV1_2);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone); // the key is what proves the peer
    configuration.setCaCertificates({});
    configuration.setCiphers(u"ECDHE-PSK-CHACHA20-POLY1305"_s); // RFC 7905, as OpenSSL calls it
    configuration.setDtlsCookieVerificationEnabled(true);
    return configuration;
}

bool beginsHandshake(ByteView datagram)
{
    const auto inspected = dtls::inspectRecords(datagram);
    const auto *const summary = std::get_if<dtls::RecordSummary>(&inspected);
    return summary && summary->hasClientHello;
}

} // namespace

QString dtlsObstacle()
{
    if (!QSslSocket::isClassImplemented(QSsl::ImplementedClass::Dtls)) {
        return QCoreApplication::translate(
                "QIcmpManager",
                "DTLS can't be had: Qt finds no OpenSSL, or not its plugin for it, "
                "tls/libqopensslbackend.so. Debian: sudo apt install libqt6network6 libssl3");
    }
    if (dtlsConfiguration().ciphers().isEmpty()) {
        return QCoreApplication::translate(
                "QIcmpManager", "DTLS can't be had: the OpenSSL of this machine does not offer the "
                                "cipher suite ECDHE-PSK-CHACHA20-POLY1305, perhaps by its "
                                "configuration file openssl.cnf.");
    }
    return {};
}

QSslConfiguration dtlsConfiguration()
{
    static const QSslConfiguration configuration = makeConfiguration();
    return configuration;
}

DtlsOutlet::DtlsOutlet(Send send) : m_send(std::move(send))
{
    setSocketState(ConnectedState); // a connected one is written to, others get writeDatagram()
    setOpenMode(ReadWrite | Unbuffered);
}

DtlsOutlet::~DtlsOutlet()
{
    setSocketState(UnconnectedState); // there is nothing to close
}

qint64 DtlsOutlet::writeData(const char *data, qint64 size)
{
    m_send({reinterpret_cast<const std::uint8_t *>(data), static_cast<std::size_t>(size)});
    return size; // what does not leave is lost, as it may be anywhere on the path
}

DtlsConnection::DtlsConnection(QSslSocket::SslMode mode, Send send)
    : m_isClient(mode == QSslSocket::SslClientMode)
    , m_send(std::move(send))
    , m_outlet([this](ByteView datagram) { leave(datagram); })
    , m_dtls(mode)
{
    m_dtls.setDtlsConfiguration(dtlsConfiguration());
    m_dtls.setMtuHint(v1::maximumMessageSize);
    QObject::connect(&m_dtls, &QDtls::handshakeTimeout, &m_dtls,
                     [this] { m_dtls.handleTimeout(&m_outlet); });
}

DtlsConnection::DtlsConnection(Client client, Send send)
    : DtlsConnection(QSslSocket::SslClientMode, std::move(send))
{
    // NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer): a constructor that delegates
    m_identity = client.identity;
    m_dtls.setPeer(QHostAddress(QHostAddress::LocalHost), v1::defaultPort); // any will do
    QObject::connect(&m_dtls, &QDtls::pskRequired, &m_dtls,
                     [client = std::move(client)](QSslPreSharedKeyAuthenticator *authenticator) {
                         authenticator->setIdentity(client.identity);
                         authenticator->setPreSharedKey(client.key);
                     });
}

DtlsConnection::DtlsConnection(Server server, Send send)
    : DtlsConnection(QSslSocket::SslServerMode, std::move(send))
{
    m_dtls.setPeer(server.peer, server.port);
    m_dtls.setCookieGeneratorParameters({QCryptographicHash::Sha256, server.cookieSecret});
    QObject::connect(
            &m_dtls, &QDtls::pskRequired, &m_dtls,
            [this, keyOf = std::move(server.keyOf)](QSslPreSharedKeyAuthenticator *authenticator) {
                m_identity = authenticator->identity();
                authenticator->setPreSharedKey(keyOf(m_identity));
            });
}

void DtlsConnection::leave(ByteView datagram)
{
    if (m_isClient && m_state == State::Handshake)
        m_hello = beginsHandshake(datagram) ? copyOf(datagram) : QByteArray();
    m_send(datagram);
}

void DtlsConnection::shakeHands(const QByteArray &datagram)
{
    const bool good = m_dtls.doHandshake(&m_outlet, datagram);
    if (m_dtls.isConnectionEncrypted())
        m_state = State::Open;
    else if (!good && m_dtls.dtlsError() != QDtlsError::NoError)
        m_state = State::Closed;
}

ByteView DtlsConnection::take(ByteView datagram)
{
    // A copy, since OpenSSL may leave it for later.
    const QByteArray bytes = copyOf(datagram);
    switch (m_state) {
    case State::Handshake:
        shakeHands(bytes);
        return {};
    case State::Open:
        m_message = m_dtls.decryptDatagram(&m_outlet, bytes);
        if (!m_dtls.isConnectionEncrypted() || m_dtls.dtlsError() == QDtlsError::TlsFatalError ||
            m_dtls.dtlsError() == QDtlsError::RemoteClosedConnectionError)
            m_state = State::Closed;
        return viewOf(m_message);
    case State::Closed:
        break;
    }
    return {};
}

void DtlsConnection::send(ByteView message)
{
    if (m_state != State::Open)
        return;
    // Qt copies what it encrypts, at once.
    m_dtls.writeDatagramEncrypted(
            &m_outlet, QByteArray::fromRawData(reinterpret_cast<const char *>(message.data()),
                                               static_cast<qsizetype>(message.size())));
}

void DtlsConnection::close()
{
    if (m_state == State::Open)
        m_dtls.shutdown(&m_outlet);
    m_state = State::Closed;
}

} // namespace qicmp
