// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/icmpmessage.h"

namespace qicmp::support {

/// The IP layer around a message that the bench writes.
struct Envelope
{
    Address source;
    Address destination;
    std::uint8_t timeToLive = 64;
    std::uint8_t trafficClass = 0;
    bool dontFragment = false;
    /// Puts options between the IP header and the message: four no-operations (an IHL of 6) for
    /// IPv4, an empty destination options header for IPv6.
    bool withOptions = false;
};

/// A whole IP packet: header, ICMP type, code, checksum, the 32-bit \a word, and \a body.
Bytes buildIcmpPacket(const Envelope &envelope, std::uint8_t type, std::uint8_t code,
                      std::uint32_t word, ByteView body);

/// An echo request as a host would send it.
Bytes buildEchoRequest(const Envelope &envelope, std::uint16_t id, std::uint16_t sequence,
                       ByteView payload);

/// An echo reply with any identity and payload.
Bytes buildEchoReply(const Envelope &envelope, std::uint16_t id, std::uint16_t sequence,
                     ByteView payload);

/// Where the ICMP message starts in a packet that buildIcmpPacket() made.
std::size_t icmpOffset(const Envelope &envelope);

enum class ErrorKind {
    Unreachable,      ///< RFC 792 type 3, RFC 4443 type 1
    TimeExceeded,     ///< type 11, type 3
    PacketTooBig,     ///< type 3 code 4 (RFC 1191), type 2
    ParameterProblem, ///< type 12, type 4
    Redirect,         ///< type 5, type 137 (RFC 4861, 4.5)
    SourceQuench,     ///< type 4; IPv4 only
};

struct ErrorMessage
{
    ErrorKind kind = ErrorKind::Unreachable;
    std::uint8_t code = 0;
    std::uint32_t value = 0; ///< the MTU or the pointer
    Address gateway;         ///< of a redirect
    bool quoteAll = true;    ///< false: the IP header and eight bytes of ICMP, the old minimum
};

/// An ICMP error about \a request (a whole IP packet), from \a router to the request's sender.
/// A full quote ends where the error would exceed 576 bytes (RFC 1812, 4.3.2.3) or the IPv6 minimum
/// MTU of 1,280 (RFC 4443, 2.4 c). Empty for a source quench in IPv6.
Bytes buildError(const ErrorMessage &error, const Address &router, ByteView request);

} // namespace qicmp::support
