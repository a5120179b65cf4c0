// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/ipaddress.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

/// ICMPv4 (RFC 792) and ICMPv6 (RFC 4443) echo and error messages as pure functions over bytes.
/// Nothing here allocates, throws or reads past the span it was given.
namespace qicmp {

inline constexpr std::size_t icmpEchoHeaderSize = 8;
inline constexpr std::size_t maximumEchoPayload = 65535 - 20 - icmpEchoHeaderSize; // RFC 791, 3.1

/// The one's complement sum of RFC 1071, folded but not complemented. \a sum continues an earlier,
/// even-sized part.
std::uint16_t internetSum(ByteView bytes, std::uint32_t sum = 0);

/// Writes type, code, checksum, identifier and sequence number of an echo request in front of the
/// payload that already stands in \a packet from byte 8 on. For IPv6 the checksum is left zero: it
/// covers a pseudo header that only the kernel knows (RFC 3542, 3.1).
void finishEchoRequest(Family family, std::uint16_t id, std::uint16_t sequence, ByteSpan packet);

/// The same for an echo reply.
void finishEchoReply(Family family, std::uint16_t id, std::uint16_t sequence, ByteSpan packet);

/// An echo request or reply; `payload` looks into the parsed bytes.
struct EchoMessage
{
    bool isReply = false;
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
    ByteView payload;
};

/// What an ICMP error says about the packet it quotes.
enum class ErrorKind : std::uint8_t {
    DestinationUnreachable, ///< v4 type 3 (code 4 excepted), v6 type 1
    PacketTooBig,           ///< v4 type 3 code 4 (RFC 1191), v6 type 2
    TimeExceeded,           ///< v4 type 11, v6 type 3
    ParameterProblem,       ///< v4 type 12, v6 type 4
};

/// An ICMP error that quotes an echo request.
struct ErrorMessage
{
    ErrorKind kind{};
    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint32_t mtu = 0;  ///< next-hop MTU of PacketTooBig, 0 where the router told none
    IpAddress quotedTarget; ///< destination of the quoted packet
    std::uint16_t id = 0;   ///< of the quoted echo request
    std::uint16_t sequence = 0;
    ByteView payload; ///< as much of the echo's payload as was quoted, often nothing
};

/// Why bytes are no message for us.
enum class Rejection : std::uint8_t {
    Truncated,   ///< shorter than its headers say
    BadChecksum, ///< ICMPv4 only; the kernel checks ICMPv6 before a raw socket sees it
    NotIcmp,     ///< another IP version or protocol, or a fragment that is not the first
    Irrelevant,  ///< well formed, but neither an echo nor an error quoting an echo request
};

using IcmpMessage = std::variant<Rejection, EchoMessage, ErrorMessage>;

/// Parses an ICMP message (no IP header). The checksum is verified for IPv4. Redirect and source
/// quench are Irrelevant: they end nothing.
IcmpMessage parseIcmp(Family family, ByteView icmp);

/// Reads kind, type and code alone, for a socket's error queue, which delivers them apart from the
/// packet. Nothing for types that end no probe.
std::optional<ErrorKind> classifyError(Family family, std::uint8_t type, std::uint8_t code);

/// An IPv4 packet as a raw socket delivers it (RFC 791; its IHL is honoured).
struct Ipv4Packet
{
    IpAddress source;
    IpAddress destination;
    std::uint8_t ttl = 0;
    std::uint8_t trafficClass = 0;
    ByteView icmp; ///< what follows the header, to the total length
};

/// Nothing but Truncated and NotIcmp comes back as a Rejection. A total length beyond the bytes at
/// hand is Truncated; bytes beyond the total length are link padding and dropped.
std::variant<Rejection, Ipv4Packet> parseIpv4(ByteView packet);

} // namespace qicmp
