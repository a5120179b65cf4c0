// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Everything a stranger's packet can reach in the ICMP codec. What a parser returns is checked as
// well, so that a view outside its packet is found even where nobody reads it.

#include "check.h"
#include "codec/icmppacket.h"

#include <vector>

using namespace qicmp;

namespace {

std::uint16_t plainSum(ByteView bytes)
{
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += i % 2 == 0 ? std::uint64_t{bytes[i]} << 8 : bytes[i];
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

void checkIcmp(Family family, ByteView icmp)
{
    const IcmpMessage message = parseIcmp(family, icmp);
    if (const auto *echo = std::get_if<EchoMessage>(&message)) {
        require(echo->payload.size() + icmpEchoHeaderSize == icmp.size());
        requireWithin(echo->payload, icmp);
    } else if (const auto *error = std::get_if<ErrorMessage>(&message)) {
        require(classifyError(family, error->type, error->code) == error->kind);
        require(error->quotedTarget.family == family);
        require(error->kind == ErrorKind::PacketTooBig || error->mtu == 0);
        requireWithin(error->payload, icmp);
    } else if (std::get<Rejection>(message) == Rejection::BadChecksum) {
        require(family == Family::IPv4);
    }
}

/// A fuzzer seldom guesses a checksum: what lies behind it is reached with a right one.
void checkWithGoodChecksum(ByteView bytes)
{
    if (bytes.size() < icmpEchoHeaderSize)
        return;
    std::vector<std::uint8_t> icmp(bytes.begin(), bytes.end());
    icmp[2] = icmp[3] = 0;
    const auto checksum = static_cast<std::uint16_t>(~plainSum(icmp));
    icmp[2] = static_cast<std::uint8_t>(checksum >> 8);
    icmp[3] = static_cast<std::uint8_t>(checksum);
    icmp.shrink_to_fit();
    const IcmpMessage message = parseIcmp(Family::IPv4, icmp);
    const auto *rejection = std::get_if<Rejection>(&message);
    require(rejection == nullptr || *rejection != Rejection::BadChecksum);
    checkIcmp(Family::IPv4, icmp);
}

void checkIpv4(ByteView bytes)
{
    const auto parsed = parseIpv4(bytes);
    if (const auto *rejection = std::get_if<Rejection>(&parsed)) {
        require(*rejection == Rejection::Truncated || *rejection == Rejection::NotIcmp);
        return;
    }
    const auto &packet = std::get<Ipv4Packet>(parsed);
    require(packet.source.family == Family::IPv4 && packet.destination.family == Family::IPv4);
    require(packet.icmp.size() + 20 <= bytes.size());
    requireWithin(packet.icmp, bytes);
    checkIcmp(Family::IPv4, packet.icmp);
    checkWithGoodChecksum(packet.icmp);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const ByteView bytes(data, size);
    checkIcmp(Family::None, bytes);
    checkIcmp(Family::IPv4, bytes);
    checkIcmp(Family::IPv6, bytes);
    checkWithGoodChecksum(bytes);
    checkIpv4(bytes);
    require(internetSum(bytes) == plainSum(bytes));
    return 0;
}
