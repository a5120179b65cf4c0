// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "packet/icmpmessage.h"

#include <algorithm>
#include <netinet/in.h>

namespace qicmp::support {

namespace {

constexpr std::size_t icmpHeaderSize = 8;

/// The IP layer of a packet: where the ICMP message starts and how long the sender says it is.
struct IpLayer
{
    IcmpMessage message;
    std::size_t offset = 0;
    std::size_t totalSize = 0;
};

std::optional<IpLayer> parseIpv4(ByteView packet)
{
    if (packet.size() < 20)
        return std::nullopt;
    IpLayer layer;
    layer.offset = std::size_t{packet[0] & 0x0fU} * 4;
    layer.totalSize = read16(packet, 2);
    if (layer.offset < 20 || layer.offset > packet.size() || layer.totalSize < layer.offset ||
        packet[9] != IPPROTO_ICMP)
        return std::nullopt;
    IcmpMessage &message = layer.message;
    message.source = Address::fromBytes(packet.subspan(12, 4));
    message.destination = Address::fromBytes(packet.subspan(16, 4));
    message.trafficClass = packet[1];
    message.timeToLive = packet[8];
    const std::uint16_t fragment = read16(packet, 6);
    message.dontFragment = fragment & 0x4000;
    message.isFragment = fragment & 0x3fff;
    message.headerChecksumValid = internetChecksum(packet.first(layer.offset)) == 0;
    return layer;
}

std::optional<IpLayer> parseIpv6(ByteView packet)
{
    if (packet.size() < 40)
        return std::nullopt;
    IpLayer layer;
    layer.offset = 40;
    layer.totalSize = 40U + read16(packet, 4);
    IcmpMessage &message = layer.message;
    message.source = Address::fromBytes(packet.subspan(8, 16));
    message.destination = Address::fromBytes(packet.subspan(24, 16));
    message.trafficClass = static_cast<std::uint8_t>(read16(packet, 0) >> 4);
    message.timeToLive = packet[7];
    message.dontFragment = true;
    message.headerChecksumValid = true;

    std::uint8_t next = packet[6];
    while (next != IPPROTO_ICMPV6) {
        if (layer.offset + 8 > packet.size())
            return std::nullopt;
        const std::uint8_t current = next;
        next = packet[layer.offset];
        if (current == IPPROTO_FRAGMENT) {
            message.isFragment = true;
            layer.offset += 8;
        } else if (current == IPPROTO_HOPOPTS || current == IPPROTO_DSTOPTS) {
            layer.offset += (std::size_t{packet[layer.offset + 1]} + 1) * 8;
        } else {
            return std::nullopt;
        }
    }
    return layer;
}

std::optional<IpLayer> parseIp(ByteView packet)
{
    if (packet.empty())
        return std::nullopt;
    switch (packet[0] >> 4) {
    case 4:
        return parseIpv4(packet);
    case 6:
        return parseIpv6(packet);
    default:
        return std::nullopt;
    }
}

void readIcmpHeader(ByteView icmp, IcmpMessage &message)
{
    message.type = icmp[0];
    message.code = icmp[1];
    message.id = read16(icmp, 4);
    message.sequence = read16(icmp, 6);
    message.word = read32(icmp, 4);
    message.payload = icmp.subspan(icmpHeaderSize);
}

} // namespace

bool IcmpMessage::isEchoRequest() const
{
    return type == (source.family == 4 ? icmp4::EchoRequest : icmp6::EchoRequest);
}

bool IcmpMessage::isEchoReply() const
{
    return type == (source.family == 4 ? icmp4::EchoReply : icmp6::EchoReply);
}

bool IcmpMessage::isError() const
{
    if (source.family == 6)
        return (type >= icmp6::Unreachable && type <= icmp6::ParameterProblem) ||
               type == icmp6::Redirect;
    return (type >= icmp4::Unreachable && type <= icmp4::Redirect) || type == icmp4::TimeExceeded ||
           type == icmp4::ParameterProblem;
}

std::optional<IcmpMessage> parseIcmpPacket(ByteView packet)
{
    std::optional<IpLayer> layer = parseIp(packet);
    if (!layer || layer->totalSize > packet.size() ||
        layer->offset + icmpHeaderSize > layer->totalSize)
        return std::nullopt;
    const ByteView icmp = packet.subspan(layer->offset, layer->totalSize - layer->offset);
    IcmpMessage &message = layer->message;
    readIcmpHeader(icmp, message);
    message.packetSize = layer->totalSize;
    message.icmpChecksumValid = icmpChecksum(message.source, message.destination, icmp) == 0;
    return message;
}

std::optional<QuotedEcho> quotedEcho(const IcmpMessage &error)
{
    ByteView quote = error.payload;
    if (!error.isError())
        return std::nullopt;
    if (error.source.family == 6 && error.type == icmp6::Redirect) {
        // Target and destination address, then the redirected header option (RFC 4861, 4.5, 4.6.3).
        constexpr std::size_t beforeQuote = 32 + 8;
        if (quote.size() < beforeQuote)
            return std::nullopt;
        quote = quote.subspan(beforeQuote);
    }
    std::optional<IpLayer> layer = parseIp(quote);
    if (!layer || layer->offset + icmpHeaderSize > quote.size())
        return std::nullopt;
    readIcmpHeader(quote.subspan(layer->offset), layer->message);
    const IcmpMessage &request = layer->message;
    if (!request.isEchoRequest())
        return std::nullopt;
    const std::size_t quotedEnd = std::min(quote.size(), layer->totalSize);
    return QuotedEcho{request.source, request.destination, request.id, request.sequence,
                      quotedEnd - layer->offset};
}

} // namespace qicmp::support
