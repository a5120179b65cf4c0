// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "dtlsgate.h"

#include "transport/bytearrays.h"

#include <deque>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

/// The datagrams that one side has sent.
class Basket
{
public:
    DtlsConnection::Send send()
    {
        return [this](ByteView datagram) {
            m_datagrams.emplace_back(datagram.begin(), datagram.end());
        };
    }
    bool isEmpty() const { return m_datagrams.empty(); }
    std::vector<std::uint8_t> take()
    {
        std::vector<std::uint8_t> first = std::move(m_datagrams.front());
        m_datagrams.pop_front();
        return first;
    }

private:
    std::deque<std::vector<std::uint8_t>> m_datagrams;
};

/// Lets both sides deal with what the other has sent, until neither has anything to say.
void converse(DtlsConnection &client, Basket &fromClient, DtlsConnection &server,
              Basket &fromServer)
{
    while (!fromClient.isEmpty() || !fromServer.isEmpty()) {
        if (!fromClient.isEmpty())
            server.take(fromClient.take());
        else
            client.take(fromServer.take());
    }
}

/// Whether a client and a server of ours come to terms, and a message gets through.
bool handshakeWorks()
{
    const Endpoint self{IpAddress::v4(0x7f000001), v1::defaultPort};
    const QByteArray key(longestDtlsKey / 2, 'k');
    Basket fromClient;
    Basket fromServer;
    DtlsConnection client(DtlsConnection::Client{"trial", key}, fromClient.send());
    client.begin();
    HelloVerifier verifier(0);
    QByteArray answer;
    if (fromClient.isEmpty() || verifier.verify(self, fromClient.take(), 0, answer) ||
        answer.isEmpty())
        return false;
    client.take(viewOf(answer));
    if (fromClient.isEmpty())
        return false;
    const auto verified = verifier.verify(self, fromClient.take(), 0, answer);
    if (!verified)
        return false;
    DtlsConnection server(
            DtlsConnection::Server{hostAddress(self.address), self.port, verified->secret,
                                   [&key](const QByteArray &) { return QByteArray(key); }},
            fromServer.send());
    server.take(viewOf(verified->hello));
    converse(client, fromClient, server, fromServer);
    client.send(viewOf(key));
    if (fromClient.isEmpty())
        return false;
    const ByteView message = server.take(fromClient.take());
    return std::ranges::equal(message, viewOf(key));
}

} // namespace

QString dtlsTrial()
{
    QString obstacle = dtlsObstacle();
    if (obstacle.isEmpty() && !handshakeWorks())
        obstacle =
                u"DTLS can't be had: a trial handshake fails. Does icmp-proxy run with the OpenSSL "
                "that Qt was built for?"_s;
    return obstacle;
}

} // namespace qicmp::proxy
