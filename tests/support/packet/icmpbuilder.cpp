// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "packet/icmpbuilder.h"

#include <algorithm>
#include <netinet/in.h>

namespace qicmp::support {

namespace {

constexpr std::size_t icmpHeaderSize = 8;

std::size_t ipHeaderSize(const Envelope &envelope)
{
    return envelope.source.family == 4 ? 20 : 40;
}

std::size_t optionsSize(const Envelope &envelope)
{
    if (!envelope.withOptions)
        return 0;
    return envelope.source.family == 4 ? 4 : 8;
}

void writeIpv4Header(const Envelope &envelope, std::span<std::uint8_t> packet)
{
    const std::size_t headerSize = icmpOffset(envelope);
    packet[0] = static_cast<std::uint8_t>(0x40 | headerSize / 4);
    packet[1] = envelope.trafficClass;
    write16(packet, 2, static_cast<std::uint16_t>(packet.size()));
    write16(packet, 6, envelope.dontFragment ? 0x4000 : 0);
    packet[8] = envelope.timeToLive;
    packet[9] = IPPROTO_ICMP;
    std::ranges::copy(envelope.source.bytes(), packet.begin() + 12);
    std::ranges::copy(envelope.destination.bytes(), packet.begin() + 16);
    constexpr std::uint8_t noOperation = 1;
    std::fill(packet.begin() + 20, packet.begin() + static_cast<std::ptrdiff_t>(headerSize),
              noOperation);
    write16(packet, 10, internetChecksum(packet.first(headerSize)));
}

void writeIpv6Header(const Envelope &envelope, std::span<std::uint8_t> packet)
{
    write32(packet, 0, 0x60000000U | std::uint32_t{envelope.trafficClass} << 20);
    write16(packet, 4, static_cast<std::uint16_t>(packet.size() - 40));
    packet[6] = envelope.withOptions ? IPPROTO_DSTOPTS : IPPROTO_ICMPV6;
    packet[7] = envelope.timeToLive;
    std::ranges::copy(envelope.source.bytes(), packet.begin() + 8);
    std::ranges::copy(envelope.destination.bytes(), packet.begin() + 24);
    if (envelope.withOptions) {
        packet[40] = IPPROTO_ICMPV6;
        packet[42] = 1; // PadN of six bytes in all (RFC 8200, 4.2)
        packet[43] = 4;
    }
}

struct TypeAndCode
{
    std::uint8_t type = 0;
    std::uint8_t code = 0;
};

TypeAndCode typeFor(const ErrorMessage &error, std::uint8_t family)
{
    constexpr std::uint8_t fragmentationNeeded = 4; // RFC 1191, 4
    const bool v4 = family == 4;
    switch (error.kind) {
    case ErrorKind::Unreachable:
        return {v4 ? icmp4::Unreachable : icmp6::Unreachable, error.code};
    case ErrorKind::TimeExceeded:
        return {v4 ? icmp4::TimeExceeded : icmp6::TimeExceeded, error.code};
    case ErrorKind::PacketTooBig:
        return v4 ? TypeAndCode{icmp4::Unreachable, fragmentationNeeded}
                  : TypeAndCode{icmp6::PacketTooBig, 0};
    case ErrorKind::ParameterProblem:
        return {v4 ? icmp4::ParameterProblem : icmp6::ParameterProblem, error.code};
    case ErrorKind::Redirect:
        return {v4 ? icmp4::Redirect : icmp6::Redirect, error.code};
    case ErrorKind::SourceQuench:
        return {icmp4::SourceQuench, 0};
    }
    return {};
}

std::uint32_t wordFor(const ErrorMessage &error, std::uint8_t family)
{
    switch (error.kind) {
    case ErrorKind::PacketTooBig:
        return family == 4 ? error.value & 0xffff : error.value;
    case ErrorKind::ParameterProblem: // IPv4 has one byte for the pointer
        return family == 4 ? error.value << 24 : error.value;
    case ErrorKind::Redirect:
        return family == 4 ? read32(error.gateway.bytes(), 0) : 0;
    default:
        return 0;
    }
}

/// Target, destination and the redirected header option, padded to eight bytes (RFC 4861, 4.5).
Bytes neighbourRedirectBody(const Address &target, const Address &destination, ByteView quote)
{
    const std::size_t optionSize = (8 + quote.size() + 7) / 8 * 8;
    Bytes body(32 + optionSize);
    std::ranges::copy(target.bytes(), body.begin());
    std::ranges::copy(destination.bytes(), body.begin() + 16);
    constexpr std::uint8_t redirectedHeader = 4;
    body[32] = redirectedHeader;
    body[33] = static_cast<std::uint8_t>(optionSize / 8);
    std::ranges::copy(quote, body.begin() + 40);
    return body;
}

ByteView quoteFor(const ErrorMessage &error, ByteView request, std::uint8_t family)
{
    std::size_t limit = (family == 4 ? 576 - 20 : 1280 - 40) - icmpHeaderSize;
    if (error.kind == ErrorKind::Redirect && family == 6)
        limit -= 40; // its two addresses and the head of its option
    if (!error.quoteAll)
        limit = (family == 4 ? std::size_t{request[0] & 0x0fU} * 4 : 40) + icmpHeaderSize;
    return request.first(std::min(limit, request.size()));
}

} // namespace

std::size_t icmpOffset(const Envelope &envelope)
{
    return ipHeaderSize(envelope) + optionsSize(envelope);
}

Bytes buildIcmpPacket(const Envelope &envelope, std::uint8_t type, std::uint8_t code,
                      std::uint32_t word, ByteView body)
{
    const std::size_t offset = icmpOffset(envelope);
    Bytes packet(offset + icmpHeaderSize + body.size());
    if (envelope.source.family == 4)
        writeIpv4Header(envelope, packet);
    else
        writeIpv6Header(envelope, packet);
    const std::span<std::uint8_t> icmp = std::span(packet).subspan(offset);
    icmp[0] = type;
    icmp[1] = code;
    write32(icmp, 4, word);
    std::ranges::copy(body, icmp.begin() + icmpHeaderSize);
    write16(icmp, 2, icmpChecksum(envelope.source, envelope.destination, icmp));
    return packet;
}

Bytes buildEchoRequest(const Envelope &envelope, std::uint16_t id, std::uint16_t sequence,
                       ByteView payload)
{
    const std::uint8_t type = envelope.source.family == 4 ? icmp4::EchoRequest : icmp6::EchoRequest;
    return buildIcmpPacket(envelope, type, 0, std::uint32_t{id} << 16 | sequence, payload);
}

Bytes buildEchoReply(const Envelope &envelope, std::uint16_t id, std::uint16_t sequence,
                     ByteView payload)
{
    const std::uint8_t type = envelope.source.family == 4 ? icmp4::EchoReply : icmp6::EchoReply;
    return buildIcmpPacket(envelope, type, 0, std::uint32_t{id} << 16 | sequence, payload);
}

Bytes buildError(const ErrorMessage &error, const Address &router, ByteView request)
{
    const std::optional<IcmpMessage> about = parseIcmpPacket(request);
    if (!about || about->source.family != router.family ||
        (error.kind == ErrorKind::SourceQuench && router.family == 6))
        return {};
    const bool isRedirect = error.kind == ErrorKind::Redirect;
    if (isRedirect && error.gateway.family != router.family)
        return {};

    Envelope envelope{router, about->source};
    envelope.trafficClass = 0xc0; // internetwork control (RFC 1812, 4.3.2.5)
    const auto [type, code] = typeFor(error, router.family);
    const ByteView quote = quoteFor(error, request, router.family);
    if (isRedirect && router.family == 6) {
        envelope.timeToLive = 255; // RFC 4861, 8.1
        const Bytes body = neighbourRedirectBody(error.gateway, about->destination, quote);
        return buildIcmpPacket(envelope, type, code, 0, body);
    }
    return buildIcmpPacket(envelope, type, code, wordFor(error, router.family), quote);
}

} // namespace qicmp::support
