// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/ipaddress.h"
#include "engine/clock.h"
#include "transport/socketbatch.h"
#include "transport/socketoptions.h"

#include <cstdint>
#include <memory>

namespace qicmp {

/// A UDP socket that is connected to one peer and hears of nobody else. Never blocks.
class ConnectedSocket
{
public:
    struct Datagram
    {
        ByteView bytes;            ///< good until the next call
        Nanoseconds wallStamp = 0; ///< when the kernel received it, wall clock; 0 = not stamped
    };

    /// Takes datagrams up to \a largest bytes; a longer one is received as an empty one. Null with
    /// the system's error when there is no way to the peer. With \a stamped the kernel tells when
    /// it received what.
    static std::unique_ptr<ConnectedSocket> open(const IpAddress &peer, std::uint16_t port,
                                                 std::size_t largest, bool stamped,
                                                 int &systemError);
    ~ConnectedSocket();
    ConnectedSocket(const ConnectedSocket &) = delete;
    ConnectedSocket &operator=(const ConnectedSocket &) = delete;

    int descriptor() const { return m_descriptor; }
    /// Takes datagrams up to \a largest bytes from now on, if that is more than before.
    void makeRoomFor(std::size_t largest) { m_batch.grow(largest); }

    /// Whether it left; if not, sendError() says why.
    bool send(ByteView datagram);
    /// The system's error that the last send() failed with.
    int sendError() const { return m_sendError; }

    /// Calls \a deal(Datagram) for each of one batch. Returns whether there may be more.
    template <typename Deal>
    bool receive(Deal &&deal)
    {
        const std::size_t count = readBatch();
        for (std::size_t i = 0; i < count; ++i)
            deal(datagram(i));
        return count == SocketBatch::capacity;
    }

    /// Whether an ICMP port unreachable has come since the last call (RFC 1122, 4.1.3.3).
    bool takeRefusal();
    /// How many datagrams the receive buffer had no room for.
    std::uint32_t drops() const { return receiveDrops(m_descriptor); }

private:
    ConnectedSocket(int descriptor, std::size_t largest);
    std::size_t readBatch();
    Datagram datagram(std::size_t index);

    int m_descriptor;
    bool m_refused = false;
    int m_sendError = 0;
    SocketBatch m_batch;
};

} // namespace qicmp
