// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "settings.h"
#include "transport/socketbatch.h"

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace qicmp::proxy {

/// A datagram that has arrived.
struct Datagram
{
    ByteView bytes;
    Endpoint from;
    IpAddress to;             ///< our address that it was sent to
    bool isTruncated = false; ///< there was more of it
};

/// A non-blocking UDP socket on one of our addresses, which shares its port with others of this
/// program (SO_REUSEPORT; with SO_REUSEADDR any user could take our datagrams).
class UdpSocket
{
public:
    enum class Port : std::uint8_t {
        Free,   ///< nobody else may have it yet
        Shared, ///< others of this program have it, and of this user
    };

    /// Null with \a systemError set when the system refuses. An unspecified address means all of
    /// its family.
    static std::unique_ptr<UdpSocket> bind(const Endpoint &local, Port port, int &systemError);
    /// One on the port of \a listener, for what \a peer sends to \a local alone.
    static std::unique_ptr<UdpSocket> beside(const UdpSocket &listener, const IpAddress &local,
                                             const Endpoint &peer, int &systemError);
    ~UdpSocket();
    UdpSocket(const UdpSocket &) = delete;
    UdpSocket &operator=(const UdpSocket &) = delete;

    /// From now on the kernel hands this socket, and no other, what \a peer sends. Strangers'
    /// datagrams that had arrived before are in it still. Returns 0 or the system's error.
    int connect(const Endpoint &peer);

    int descriptor() const { return m_descriptor; }
    const Endpoint &local() const { return m_local; } ///< with the port that the system chose

    /// Sends to the connected peer. Returns how many left; the others are lost, as they could have
    /// been under way.
    std::size_t send(std::span<const ByteView> datagrams);
    /// How often the system has said, since the last call, that nobody listens at the connected
    /// peer. Whoever can forge an ICMP message can make it say so.
    unsigned takeRefusals() { return std::exchange(m_refusals, 0U); }
    /// Sends to whom an unconnected socket heard from, from the address it had sent to.
    bool sendTo(const Endpoint &to, const IpAddress &from, ByteView datagram);

private:
    UdpSocket(int descriptor, const Endpoint &local) : m_descriptor(descriptor), m_local(local) {}

    friend class ReceiveBatch;

    bool wasRefused();

    int m_descriptor;
    Endpoint m_local;
    unsigned m_refusals = 0;
};

/// Room for the datagrams of one recvmmsg().
class ReceiveBatch
{
public:
    static constexpr std::size_t capacity = 32;

    /// What is longer than \a largest bytes is truncated.
    explicit ReceiveBatch(std::size_t largest);

    /// Reads what waits, up to the capacity. Returns how many datagrams there are now.
    std::size_t read(UdpSocket &socket);
    Datagram operator[](std::size_t index);

private:
    SocketBatch m_batch;
    IpAddress m_local;
};

} // namespace qicmp::proxy
