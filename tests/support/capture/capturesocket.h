// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/icmpmessage.h"

#include <cstdint>
#include <string>

namespace qicmp::support {

/// An ICMP packet seen on an interface.
struct CapturedPacket
{
    std::int64_t stamp = 0; ///< the kernel's, CLOCK_REALTIME in ns; 0: it made none
    bool isOutgoing = false;
    Bytes bytes; ///< from the IP header on

    /// What the bytes say; the message looks into them.
    std::optional<IcmpMessage> message() const { return parseIcmpPacket(bytes); }
};

/// A packet socket (packet(7)) that sees all ICMP of one interface, with kernel time stamps.
class CaptureSocket
{
public:
    CaptureSocket() = default;
    ~CaptureSocket();
    CaptureSocket(const CaptureSocket &) = delete;
    CaptureSocket &operator=(const CaptureSocket &) = delete;

    /// Needs CAP_NET_RAW. Waits some milliseconds until the kernel stamps packets. Returns an empty
    /// string or what went wrong.
    std::string open(const std::string &interface);

    int descriptor() const { return m_descriptor; }
    /// The next ICMP packet, without waiting; nothing when there is none.
    std::optional<CapturedPacket> read();
    /// Packets that found the socket's buffer full since the last call.
    std::uint64_t takeDrops() const;

private:
    int m_descriptor = -1;
    Bytes m_buffer;
};

} // namespace qicmp::support
