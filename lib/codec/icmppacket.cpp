// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/icmppacket.h"

#include <algorithm>
#include <cstring>

namespace qicmp {
namespace {

constexpr std::size_t ipv4MinimumHeader = 20; // RFC 791, 3.1
constexpr std::size_t ipv6Header = 40;        // RFC 8200, 3

constexpr std::uint8_t protocolIcmp = 1;    // RFC 792
constexpr std::uint8_t protocolIcmpv6 = 58; // RFC 4443

/// Extension headers that an echo request may carry in front of its ICMPv6 header (RFC 8200, 4).
enum ExtensionHeader : std::uint8_t {
    HopByHopOptions = 0,
    Routing = 43,
    Fragment = 44,
    DestinationOptions = 60,
};

struct EchoTypes
{
    std::uint8_t request;
    std::uint8_t reply;
};

constexpr EchoTypes echoTypes(Family family)
{
    return family == Family::IPv6 ? EchoTypes{128, 129} : EchoTypes{8, 0};
}

std::uint64_t addWithCarry(std::uint64_t sum, std::uint64_t value)
{
    sum += value;
    return sum + (sum < value);
}

IpAddress readV6(ByteView bytes, std::size_t at)
{
    std::array<std::uint8_t, 16> address{};
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), address.size(), address.begin());
    return IpAddress::v6(address);
}

/// What an IP header says of the packet behind it.
struct IpHeader
{
    IpAddress source;
    IpAddress destination;
    std::size_t size = 0;        ///< up to the ICMP message, extension headers included
    std::size_t totalLength = 0; ///< of the packet, as its sender wrote it
};

/// Reads the header of an ICMPv4 packet. Requires the header's bytes only, not the whole packet's.
std::variant<Rejection, IpHeader> readIpv4Header(ByteView packet)
{
    if (packet.size() < ipv4MinimumHeader)
        return Rejection::Truncated;
    if (packet[0] >> 4 != 4)
        return Rejection::NotIcmp;
    const std::size_t size = (packet[0] & 0x0fu) * std::size_t{4};
    if (size < ipv4MinimumHeader || packet.size() < size)
        return Rejection::Truncated;
    const bool firstFragment = (read16(packet, 6) & 0x1fff) == 0;
    if (packet[9] != protocolIcmp || !firstFragment)
        return Rejection::NotIcmp;
    return IpHeader{IpAddress::v4(read32(packet, 12)), IpAddress::v4(read32(packet, 16)), size,
                    read16(packet, 2)};
}

/// The same for ICMPv6, through the extension headers.
std::variant<Rejection, IpHeader> readIpv6Header(ByteView packet)
{
    if (packet.size() < ipv6Header)
        return Rejection::Truncated;
    if (packet[0] >> 4 != 6)
        return Rejection::NotIcmp;
    std::size_t size = ipv6Header;
    std::uint8_t next = packet[6];
    while (next != protocolIcmpv6) {
        const bool known = next == HopByHopOptions || next == Routing || next == Fragment ||
                           next == DestinationOptions;
        if (!known)
            return Rejection::NotIcmp;
        if (packet.size() - size < 8) // each is a multiple of 8 bytes
            return Rejection::Truncated;
        std::size_t length = 8;
        if (next != Fragment)
            length += packet[size + 1] * std::size_t{8};
        else if ((read16(packet, size + 2) & 0xfff8) != 0)
            return Rejection::NotIcmp;
        if (packet.size() - size < length)
            return Rejection::Truncated;
        next = packet[size];
        size += length;
    }
    return IpHeader{readV6(packet, 8), readV6(packet, 24), size, ipv6Header + read16(packet, 4)};
}

/// Bytes that the length attribute of RFC 4884 gives to the quote, 0 where the message has none:
/// it stands in types 3, 11 and 12 of ICMPv4 (32-bit words), 1 and 3 of ICMPv6 (64-bit words).
std::size_t quoteLengthAttribute(Family family, ErrorKind kind, ByteView icmp)
{
    if (family == Family::IPv4)
        return icmp[5] * std::size_t{4};
    if (kind == ErrorKind::DestinationUnreachable || kind == ErrorKind::TimeExceeded)
        return icmp[4] * std::size_t{8};
    return 0;
}

ByteView quoteOf(Family family, ErrorKind kind, ByteView icmp)
{
    const ByteView rest = icmp.subspan(icmpEchoHeaderSize);
    const std::size_t attribute = quoteLengthAttribute(family, kind, icmp);
    return attribute != 0 && attribute <= rest.size() ? rest.first(attribute) : rest;
}

std::uint32_t nextHopMtu(Family family, ByteView icmp)
{
    return family == Family::IPv4 ? read16(icmp, 6) : read32(icmp, 4);
}

/// The quoted payload ends where the quoted packet did: what follows is padding (RFC 4884, 5.1).
/// Routers are known to mangle that length, so one too small for the headers costs the payload
/// only.
ByteView quotedPayload(const IpHeader &header, ByteView quote)
{
    const std::size_t begin = header.size + icmpEchoHeaderSize;
    const std::size_t end = std::min(quote.size(), header.totalLength);
    return end > begin ? quote.subspan(begin, end - begin) : ByteView{};
}

IcmpMessage parseError(Family family, ErrorKind kind, ByteView icmp)
{
    const ByteView quote = quoteOf(family, kind, icmp);
    const auto quoted = family == Family::IPv4 ? readIpv4Header(quote) : readIpv6Header(quote);
    if (const auto *rejection = std::get_if<Rejection>(&quoted)) {
        // The error itself is ICMP and well formed; it concerns somebody else's packet.
        return *rejection == Rejection::NotIcmp ? Rejection::Irrelevant : *rejection;
    }
    const IpHeader &header = *std::get_if<IpHeader>(&quoted);
    if (quote.size() - header.size < icmpEchoHeaderSize)
        return Rejection::Truncated;
    const ByteView echo = quote.subspan(header.size);
    if (echo[0] != echoTypes(family).request || echo[1] != 0)
        return Rejection::Irrelevant;

    ErrorMessage error;
    error.kind = kind;
    error.type = icmp[0];
    error.code = icmp[1];
    error.mtu = kind == ErrorKind::PacketTooBig ? nextHopMtu(family, icmp) : 0;
    error.quotedTarget = header.destination;
    error.id = read16(echo, 4);
    error.sequence = read16(echo, 6);
    error.payload = quotedPayload(header, quote);
    return error;
}

void finishEcho(Family family, std::uint8_t type, std::uint16_t id, std::uint16_t sequence,
                ByteSpan packet)
{
    if (family == Family::None || packet.size() < icmpEchoHeaderSize)
        return;
    packet[0] = type;
    packet[1] = 0;
    write16(packet, 2, 0);
    write16(packet, 4, id);
    write16(packet, 6, sequence);
    if (family == Family::IPv4)
        write16(packet, 2, static_cast<std::uint16_t>(~internetSum(packet)));
}

} // namespace

std::uint16_t internetSum(ByteView bytes, std::uint32_t sum)
{
    // RFC 1071, 2: the sum is the same in either byte order and any word size, if every carry is
    // added back in. So add in this machine's order, 8 bytes at a time, and swap once.
    std::uint64_t total = networkOrder(static_cast<std::uint16_t>(sum >> 16));
    total += networkOrder(static_cast<std::uint16_t>(sum));
    const std::uint8_t *at = bytes.data();
    std::size_t left = bytes.size();
    for (; left >= sizeof(std::uint64_t); left -= sizeof(std::uint64_t)) {
        std::uint64_t words;
        std::memcpy(&words, at, sizeof words);
        total = addWithCarry(total, words);
        at += sizeof words;
    }
    if (left != 0) {
        std::uint64_t words = 0; // an odd last byte is followed by zero
        std::memcpy(&words, at, left);
        total = addWithCarry(total, words);
    }
    total = (total & 0xffffffff) + (total >> 32);
    total = (total & 0xffff) + (total >> 16 & 0xffff) + (total >> 32);
    total = (total & 0xffff) + (total >> 16);
    total = (total & 0xffff) + (total >> 16);
    return networkOrder(static_cast<std::uint16_t>(total));
}

void finishEchoRequest(Family family, std::uint16_t id, std::uint16_t sequence, ByteSpan packet)
{
    finishEcho(family, echoTypes(family).request, id, sequence, packet);
}

void finishEchoReply(Family family, std::uint16_t id, std::uint16_t sequence, ByteSpan packet)
{
    finishEcho(family, echoTypes(family).reply, id, sequence, packet);
}

IcmpMessage parseIcmp(Family family, ByteView icmp)
{
    if (family == Family::None)
        return Rejection::NotIcmp;
    if (icmp.size() < icmpEchoHeaderSize)
        return Rejection::Truncated;
    if (family == Family::IPv4 && internetSum(icmp) != 0xffff)
        return Rejection::BadChecksum;

    const std::uint8_t type = icmp[0];
    const std::uint8_t code = icmp[1];
    const auto [request, reply] = echoTypes(family);
    if (type == request || type == reply) {
        if (code != 0)
            return Rejection::Irrelevant;
        return EchoMessage{type == reply, read16(icmp, 4), read16(icmp, 6),
                           icmp.subspan(icmpEchoHeaderSize)};
    }
    if (const auto kind = classifyError(family, type, code))
        return parseError(family, *kind, icmp);
    return Rejection::Irrelevant;
}

std::optional<ErrorKind> classifyError(Family family, std::uint8_t type, std::uint8_t code)
{
    constexpr std::uint8_t fragmentationNeeded = 4; // RFC 792; RFC 1191, 4
    if (family == Family::IPv4) {
        switch (type) {
        case 3:
            return code == fragmentationNeeded ? ErrorKind::PacketTooBig
                                               : ErrorKind::DestinationUnreachable;
        case 11:
            return ErrorKind::TimeExceeded;
        case 12:
            return ErrorKind::ParameterProblem;
        default:
            return std::nullopt;
        }
    }
    if (family == Family::IPv6) {
        switch (type) {
        case 1:
            return ErrorKind::DestinationUnreachable;
        case 2:
            return ErrorKind::PacketTooBig;
        case 3:
            return ErrorKind::TimeExceeded;
        case 4:
            return ErrorKind::ParameterProblem;
        default:
            return std::nullopt;
        }
    }
    return std::nullopt;
}

std::variant<Rejection, Ipv4Packet> parseIpv4(ByteView packet)
{
    const auto parsed = readIpv4Header(packet);
    if (const auto *rejection = std::get_if<Rejection>(&parsed))
        return *rejection;
    const IpHeader &header = *std::get_if<IpHeader>(&parsed);
    if (header.totalLength < header.size || header.totalLength > packet.size())
        return Rejection::Truncated;
    return Ipv4Packet{header.source, header.destination, packet[8], packet[1],
                      packet.subspan(header.size, header.totalLength - header.size)};
}

} // namespace qicmp
