// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "engine/clock.h"
#include "engine/failure.h"

namespace qicmp {

/// Who is handed what a channel has received.
class DatagramSink
{
public:
    virtual ~DatagramSink() = default;
    virtual void datagramArrived(ByteView datagram) = 0;
};

/// A way to one peer by which whole datagrams go, with no promise that they arrive: a connected UDP
/// socket, or DTLS over one. It takes datagrams from that peer only.
class DatagramChannel
{
public:
    enum class State : std::uint8_t {
        Opening, ///< a name is being looked up, a handshake is under way
        Open,    ///< send() may be called
        Failed,  ///< trouble() says why; reopen() tries again
    };

    virtual ~DatagramChannel() = default;

    virtual State state() const = 0;
    virtual ProxyTrouble trouble() const = 0;

    /// The longest datagram that the channel carries, in bytes.
    virtual std::size_t maximumSize() const = 0;

    /// What the system has no room for is lost, as it may be anywhere on the path.
    virtual void send(ByteView datagram) = 0;
    /// Hands over one batch of what has arrived. Returns whether there may be more.
    virtual bool receive(DatagramSink &sink) = 0;
    /// When the datagram that receive() hands over arrived, by the wall clock; 0 = not known.
    virtual Nanoseconds arrivedAt() const { return 0; }
    /// Whether the system has said since the last call that nobody listens there (ICMP port
    /// unreachable). Such a message can be forged, so it is a hint.
    virtual bool takeRefusal() = 0;
    /// Whether, since the last call, the way to the peer has been made anew: what was under way is
    /// lost, and what the peer knew of it perhaps as well.
    virtual bool takeRenewal() { return false; }

    /// Whoever was at the other end is gone: looks for the peer anew, where that means something. A
    /// peer that answers before another one is found stays.
    virtual void reopen() = 0;
    /// Whether the peer may be believed. Asked each time that one begins to answer.
    virtual bool isPeerTrusted() = 0;
};

} // namespace qicmp
