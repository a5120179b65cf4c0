// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/legacyframe.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace qicmp::v0 {
namespace {

constexpr std::size_t lengthSize = 2;

bool isDigit(std::uint8_t byte)
{
    return byte >= '0' && byte <= '9';
}

/// Four decimal numbers up to 255. Leading zeros are octal to some and decimal to others, so they
/// are nothing to us.
std::optional<IpAddress> parseDottedQuad(ByteView text)
{
    std::uint32_t address = 0;
    std::size_t at = 0;
    for (int part = 0; part < 4; ++part) {
        if (part != 0 && (at == text.size() || text[at++] != '.'))
            return std::nullopt;
        const std::size_t begin = at;
        std::uint32_t value = 0;
        while (at < text.size() && at - begin < 3 && isDigit(text[at]))
            value = value * 10 + (text[at++] - std::uint32_t{'0'});
        const std::size_t digits = at - begin;
        if (digits == 0 || value > 255 || (digits > 1 && text[begin] == '0'))
            return std::nullopt;
        address = address << 8 | value;
    }
    if (at != text.size())
        return std::nullopt;
    return IpAddress::v4(address);
}

/// The text of an IPv4 address in \a text; its size.
std::size_t writeDottedQuad(const IpAddress &address, std::span<char, longestTarget> text)
{
    char *at = text.data();
    for (std::size_t part = 0; part < 4; ++part) {
        if (part != 0)
            *at++ = '.';
        at = std::to_chars(at, text.data() + text.size(), address.bytes[part]).ptr;
    }
    return static_cast<std::size_t>(at - text.data());
}

} // namespace

std::variant<LegacyRejection, LegacyRequest> parseRequest(ByteView datagram)
{
    if (datagram.size() < lengthSize)
        return LegacyRejection::Truncated;
    const std::size_t length = read16(datagram, 0);
    if (length < shortestTarget || length > longestTarget)
        return LegacyRejection::BadLength;
    if (datagram.size() - lengthSize < length)
        return LegacyRejection::Truncated;
    const auto target = parseDottedQuad(datagram.subspan(lengthSize, length));
    if (!target)
        return LegacyRejection::BadTarget;

    const ByteView packet = datagram.subspan(lengthSize + length);
    const IcmpMessage message = parseIcmp(Family::IPv4, packet);
    if (const auto *rejection = std::get_if<Rejection>(&message)) {
        if (packet.size() < icmpEchoHeaderSize)
            return LegacyRejection::Truncated;
        return *rejection == Rejection::BadChecksum ? LegacyRejection::BadChecksum
                                                    : LegacyRejection::NotARequest;
    }
    const auto *echo = std::get_if<EchoMessage>(&message);
    if (echo == nullptr || echo->isReply)
        return LegacyRejection::NotARequest;
    return LegacyRequest{*target, echo->id, echo->sequence, echo->payload, packet};
}

std::size_t writeRequest(ByteSpan out, const IpAddress &target, ByteView packet)
{
    if (target.family != Family::IPv4 || packet.size() < icmpEchoHeaderSize)
        return 0;
    std::array<char, longestTarget> text{};
    const std::size_t length = writeDottedQuad(target, text);
    const std::size_t size = lengthSize + length + packet.size();
    if (out.size() < size)
        return 0;
    write16(out, 0, static_cast<std::uint16_t>(length));
    const auto behindText = std::copy_n(text.begin(), length, out.begin() + lengthSize);
    std::ranges::copy(packet, behindText);
    return size;
}

std::size_t writeReply(ByteSpan out, const LegacyRequest &request)
{
    const std::size_t size = icmpEchoHeaderSize + request.payload.size();
    if (out.size() < size)
        return 0;
    const ByteSpan packet = out.first(size);
    std::ranges::copy(request.payload, packet.begin() + icmpEchoHeaderSize);
    finishEchoReply(Family::IPv4, request.id, request.sequence, packet);
    return size;
}

} // namespace qicmp::v0
