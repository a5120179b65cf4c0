// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/icmppacket.h"

#include <cstdint>
#include <variant>

/// Version 0, the protocol of the Ruby gem icmp4em's proxy (proxy/PROTOCOL.md, 12).
namespace qicmp::v0 {

/// Sizes, in bytes.
inline constexpr std::size_t shortestTarget = 7;                  // "1.1.1.1"
inline constexpr std::size_t longestTarget = 15;                  // "255.255.255.255"
inline constexpr std::size_t requestOverhead = 2 + longestTarget; ///< at most, around the packet

/// Why a datagram is no request.
enum class LegacyRejection : std::uint8_t {
    Truncated,   ///< ends before the packet does
    BadLength,   ///< no dotted quad is as short or as long
    BadTarget,   ///< not a dotted quad, or one with a leading zero
    BadChecksum, ///< of the packet
    NotARequest, ///< the packet is not an echo request
};

/// A client's wish. `payload` and `packet` look into the parsed bytes.
struct LegacyRequest
{
    IpAddress target;
    std::uint16_t id = 0; ///< the client's, and so are the other two
    std::uint16_t sequence = 0;
    ByteView payload;
    ByteView packet; ///< the ICMP echo request whole
};

/// Parses a datagram that a client sent.
std::variant<LegacyRejection, LegacyRequest> parseRequest(ByteView datagram);

/// Writes a request around \a packet, an ICMP echo request. Returns its size; 0 where \a out has no
/// room for it, the target is not IPv4, or the packet is too short to be one.
std::size_t writeRequest(ByteSpan out, const IpAddress &target, ByteView packet);

/// Writes the answer to \a request: an echo reply with what is the client's in it. Returns its
/// size; 0 where \a out has no room for it. A client reads it with parseIcmp().
std::size_t writeReply(ByteSpan out, const LegacyRequest &request);

} // namespace qicmp::v0
