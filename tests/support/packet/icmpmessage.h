// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/address.h"
#include "packet/bytes.h"

#include <cstdint>
#include <optional>

namespace qicmp::support {

/// Message types of both families that the bench speaks.
namespace icmp4 {
inline constexpr std::uint8_t EchoReply = 0, Unreachable = 3, SourceQuench = 4, Redirect = 5,
                              EchoRequest = 8, TimeExceeded = 11, ParameterProblem = 12;
}
namespace icmp6 {
inline constexpr std::uint8_t Unreachable = 1, PacketTooBig = 2, TimeExceeded = 3,
                              ParameterProblem = 4, EchoRequest = 128, EchoReply = 129,
                              Redirect = 137;
}

/// What a whole IP packet with an ICMP message inside says. `payload` looks into the parsed bytes.
struct IcmpMessage
{
    Address source;
    Address destination;
    std::size_t packetSize = 0;
    std::uint8_t timeToLive = 0; ///< hop limit for IPv6
    std::uint8_t trafficClass = 0;
    bool dontFragment = false; ///< the IPv4 flag; always true for IPv6, whose routers never do
    bool isFragment = false;   ///< a part of a larger packet: nothing below is to be relied on

    std::uint8_t type = 0;
    std::uint8_t code = 0;
    std::uint16_t id = 0;       ///< of an echo message
    std::uint16_t sequence = 0; ///< of an echo message
    std::uint32_t word = 0;     ///< bytes 4 to 7 as they are: MTU, pointer, gateway
    ByteView payload;           ///< what follows the eight bytes of the ICMP header

    bool headerChecksumValid = false; ///< IPv4 header; true for IPv6, which has none
    bool icmpChecksumValid = false;

    bool isEchoRequest() const;
    bool isEchoReply() const;
    bool isError() const; ///< a message that quotes the packet it is about, redirect included
};

/// Parses an IPv4 (RFC 791) or IPv6 (RFC 8200; hop-by-hop and destination options are stepped over)
/// packet. Nothing when it is cut short or isn't ICMP.
std::optional<IcmpMessage> parseIcmpPacket(ByteView packet);

/// The echo request inside an ICMP error.
struct QuotedEcho
{
    Address source;
    Address destination;
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
    std::size_t icmpBytes = 0; ///< how much of the request is quoted, from its ICMP header on
};

/// Nothing unless \a error quotes at least the IP header and eight bytes of an echo request.
std::optional<QuotedEcho> quotedEcho(const IcmpMessage &error);

} // namespace qicmp::support
