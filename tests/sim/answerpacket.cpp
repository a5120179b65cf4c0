// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "answerpacket.h"

#include <algorithm>

using namespace qicmp::support;

namespace qicmp::sim {
namespace {

constexpr std::size_t icmpHeader = 8;

std::size_t headerSize(const Address &address)
{
    return icmpOffset({.source = address, .destination = address});
}

Bytes echoReply(const Answer &answer, const support::IcmpMessage &request)
{
    Bytes payload(request.payload.begin(), request.payload.end());
    if (answer.payload)
        payload.resize(std::min(*answer.payload, payload.size()));
    if (answer.wrongTag && payload.size() > icmpHeader)
        payload[icmpHeader] ^= 0x40;
    if (answer.altered && !payload.empty())
        payload.back() ^= 0x01;
    const Envelope envelope{.source = answer.from.isNull() ? request.destination : answer.from,
                            .destination = request.source,
                            .timeToLive = answer.ttl};
    const auto id = static_cast<std::uint16_t>(request.id ^ (answer.wrongId ? 0x8000 : 0));
    const auto sequence = static_cast<std::uint16_t>(request.sequence + answer.wrongSequence);
    return buildEchoReply(envelope, id, sequence, payload);
}

/// An error by somebody who never saw our request, or saw another one.
Bytes errorAbout(const Answer &answer, Bytes request, std::size_t header)
{
    if (answer.wrongId)
        request[header + 4] ^= 0x80;
    if (answer.wrongSequence)
        request[header + 7] ^= 0x01;
    if (answer.wrongTag && request.size() > header + 2 * icmpHeader)
        request[header + 2 * icmpHeader] ^= 0x40;
    return buildError(*answer.error, answer.from, request);
}

/// A packet whose IP header tells the truth about its length.
void chop(Bytes &packet, std::size_t header, std::size_t icmpBytes)
{
    packet.resize(std::min(header + icmpBytes, packet.size()));
    if (header != 20) {
        write16(packet, 4, static_cast<std::uint16_t>(packet.size() - header));
        return;
    }
    write16(packet, 2, static_cast<std::uint16_t>(packet.size()));
    write16(packet, 10, 0);
    write16(packet, 10, internetChecksum(std::span(packet).first(header)));
}

} // namespace

Address toBench(const IpAddress &address)
{
    return Address::fromBytes(
            std::span(address.bytes).first(address.family == Family::IPv4 ? 4 : 16));
}

IpAddress fromBench(const Address &address, const IpAddress &like)
{
    if (address.family == 4)
        return IpAddress::v4(read32(address.bytes(), 0));
    IpAddress result = IpAddress::v6(address.octets);
    if (result.isLinkLocal())
        result.scope = like.scope;
    return result;
}

Address ownAddress(Family family)
{
    return *Address::parse(family == Family::IPv4 ? "198.51.100.1" : "2001:db8:ffff::1");
}

Bytes requestPacket(const IpAddress &target, ByteView icmp)
{
    if (icmp.size() < icmpHeader)
        return {};
    const Envelope envelope{.source = ownAddress(target.family), .destination = toBench(target)};
    Bytes packet =
            buildIcmpPacket(envelope, icmp[0], icmp[1], read32(icmp, 4), icmp.subspan(icmpHeader));
    // The bench has summed it up anew; for IPv6 the kernel would have.
    const std::size_t header = icmpOffset(envelope);
    const bool sameSum =
            target.family == Family::IPv6 || read16(packet, header + 2) == read16(icmp, 2);
    const auto parsed = parseIcmpPacket(packet);
    return sameSum && parsed && parsed->isEchoRequest() ? packet : Bytes{};
}

Bytes answerPacket(const Answer &answer, const Bytes &request)
{
    const auto parsed = parseIcmpPacket(request);
    if (!parsed)
        return {};
    const std::size_t header = headerSize(parsed->source);
    Bytes packet = answer.error ? errorAbout(answer, request, header) : echoReply(answer, *parsed);
    if (packet.empty())
        return packet;
    if (answer.damaged)
        packet.back() ^= 0x01;
    if (answer.bytes)
        chop(packet, header, *answer.bytes);
    return packet;
}

} // namespace qicmp::sim
