// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/proxyprotocol.h"
#include "udpsocket.h"

#include <memory>
#include <span>
#include <utility>

namespace qicmp::proxy {

/// The way from a session to its client, whatever lies between the two.
class PeerChannel
{
public:
    virtual ~PeerChannel() = default;

    virtual std::size_t largestMessage() const = 0; ///< in bytes
    /// Returns how many messages left; the others are lost, as they could have been under way.
    virtual std::size_t send(std::span<const ByteView> messages) = 0;
    /// How often, since the last call, the system has said that there is no such client any more.
    virtual unsigned takeRefusals() { return 0; }
    /// The socket to read the client's datagrams from, if it is this channel's own.
    virtual UdpSocket *socket() { return nullptr; }
    virtual bool isSealed() const { return false; } ///< inside DTLS
};

/// Messages as they are, through a socket that is connected to the client.
class PlainChannel final : public PeerChannel
{
public:
    explicit PlainChannel(std::unique_ptr<UdpSocket> connected) : m_socket(std::move(connected)) {}

    std::size_t largestMessage() const override { return v1::maximumMessageSize; }
    std::size_t send(std::span<const ByteView> messages) override
    {
        return m_socket->send(messages);
    }
    unsigned takeRefusals() override { return m_socket->takeRefusals(); }
    UdpSocket *socket() override { return m_socket.get(); }

private:
    std::unique_ptr<UdpSocket> m_socket;
};

} // namespace qicmp::proxy
