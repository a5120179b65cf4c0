// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "caller.h"
#include "engine/clock.h"
#include "peerchannel.h"
#include "transport/dtlsconnection.h"

#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace qicmp::proxy {

/// What tells one DTLS client from the one before on its port: the random of its ClientHello.
using HelloRandom = std::array<std::uint8_t, 32>;

/// A DTLS connection that stands, with a socket of its own.
class SealedLink
{
public:
    SealedLink(const Endpoint &client, const HelloRandom &random,
               std::unique_ptr<DtlsConnection> connection, std::unique_ptr<UdpSocket> socket,
               Nanoseconds now)
        : m_client(client)
        , m_random(random)
        , m_connection(std::move(connection))
        , m_socket(std::move(socket))
        , m_heardAt(now)
    {
        m_connection->setSend([this](ByteView datagram) {
            m_sealed.emplace_back(datagram.begin(), datagram.end());
        });
    }

    const Endpoint &client() const { return m_client; }
    const HelloRandom &random() const { return m_random; }
    const QByteArray &identity() const { return m_connection->identity(); }
    UdpSocket &socket() { return *m_socket; }
    /// For the one that takes this one's place.
    std::unique_ptr<UdpSocket> takeSocket() { return std::move(m_socket); }
    unsigned takeRefusals() { return m_socket ? m_socket->takeRefusals() : 0; }
    bool isClosed() const { return m_connection->state() == DtlsConnection::State::Closed; }
    Nanoseconds heardAt() const { return m_heardAt; }

    /// The message in a datagram, or nothing; good until the next call.
    ByteView open(ByteView datagram, Nanoseconds now)
    {
        const ByteView message = m_connection->take(datagram);
        if (!message.empty())
            m_heardAt = now;
        leave(); // OpenSSL may have had something to say
        return message;
    }
    std::size_t send(std::span<const ByteView> messages)
    {
        for (const ByteView message : messages)
            m_connection->send(message);
        return leave();
    }
    /// Tells the client that this is the end.
    void close()
    {
        m_connection->close();
        leave();
    }

private:
    std::size_t leave()
    {
        const std::vector<std::vector<std::uint8_t>> sealed = std::exchange(m_sealed, {});
        const std::vector<ByteView> views(sealed.begin(), sealed.end());
        return m_socket && !views.empty() ? m_socket->send(views) : 0;
    }

    Endpoint m_client;
    HelloRandom m_random;
    std::vector<std::vector<std::uint8_t>> m_sealed;
    std::unique_ptr<DtlsConnection> m_connection;
    std::unique_ptr<UdpSocket> m_socket;
    Nanoseconds m_heardAt;
};

/// How a session inside DTLS answers. The link may be closed before it.
class SealedChannel final : public PeerChannel
{
public:
    explicit SealedChannel(std::shared_ptr<SealedLink> link) : m_link(std::move(link)) {}

    std::size_t largestMessage() const override { return v1::maximumSealedMessageSize; }
    std::size_t send(std::span<const ByteView> messages) override { return m_link->send(messages); }
    unsigned takeRefusals() override { return m_link->takeRefusals(); }
    bool isSealed() const override { return true; }

private:
    std::shared_ptr<SealedLink> m_link;
};

/// One that speaks inside DTLS.
class SealedCaller final : public Caller
{
public:
    explicit SealedCaller(std::shared_ptr<SealedLink> link)
        : Caller(link->client(), ClientKind::Keyed), m_link(std::move(link))
    {
    }

    const QByteArray *identity() const override { return &m_link->identity(); }
    bool answer(ByteView message) override { return m_link->send({&message, 1}) == 1; }
    std::unique_ptr<PeerChannel> openChannel(int &systemError) override
    {
        systemError = 0;
        return std::make_unique<SealedChannel>(m_link);
    }

private:
    std::shared_ptr<SealedLink> m_link;
};

} // namespace qicmp::proxy
