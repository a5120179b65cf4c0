// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/proxyhandshake.h"

#include <algorithm>

namespace qicmp::v1 {
namespace {

constexpr std::size_t correlatorAt = 4;
constexpr std::size_t correlatorSize = 16;

Fault checkSize(ByteView message, std::size_t size)
{
    if (message.size() < size)
        return FrameRejection::Truncated;
    if (message.size() > size)
        return FrameRejection::TrailingBytes;
    return std::nullopt;
}

/// A reader behind the common header.
ByteReader bodyOf(ByteView message)
{
    return ByteReader(message.subspan(commonHeaderSize));
}

Nonce nonceOf(ByteView message)
{
    return {ByteReader(message.subspan(correlatorAt)).readArray<correlatorSize>()};
}

bool isSound(const Grant &grant)
{
    return grant.outstanding != 0 && (grant.rate == 0) == (grant.burst == 0) &&
           grant.maximumTimeout != 0 && grant.maximumTimeout <= maximumTimeout &&
           grant.keepAlive != 0 && grant.idle > grant.keepAlive;
}

/// Highest first, each once, zeros behind, at least one.
bool isVersionList(const std::array<std::uint8_t, 8> &versions)
{
    const auto outOfOrder = [](std::uint8_t one, std::uint8_t next) {
        return one <= next && next != 0;
    };
    return versions[0] != 0 && std::ranges::adjacent_find(versions, outOfOrder) == versions.end();
}

} // namespace

std::array<std::uint8_t, helloSize> encode(const Hello &hello)
{
    std::array<std::uint8_t, helloSize> message{};
    ByteWriter writer(message);
    writeCommonHeader(writer, MessageType::Hello, hello.nonce.bytes);
    return message;
}

Fault decode(ByteView message, Hello &hello)
{
    if (const Fault fault = checkSize(message, helloSize))
        return fault;
    hello.nonce = nonceOf(message);
    if (!restIsZero(bodyOf(message)))
        return FrameRejection::PaddingNotZero;
    return std::nullopt;
}

std::array<std::uint8_t, challengeSize> encode(const Challenge &challenge)
{
    std::array<std::uint8_t, challengeSize> message{};
    ByteWriter writer(message);
    writeCommonHeader(writer, MessageType::Challenge, challenge.nonce.bytes);
    writer.write(challenge.cookie.bytes);
    return message;
}

Fault decode(ByteView message, Challenge &challenge)
{
    if (const Fault fault = checkSize(message, challengeSize))
        return fault;
    challenge.nonce = nonceOf(message);
    challenge.cookie.bytes = bodyOf(message).readArray<16>();
    return std::nullopt;
}

std::array<std::uint8_t, openSize> encode(const Open &open)
{
    std::array<std::uint8_t, openSize> message{};
    ByteWriter writer(message);
    writeCommonHeader(writer, MessageType::Open, open.nonce.bytes);
    writer.write(open.cookie.bytes);
    writer.write32(open.outstanding);
    writer.write32(open.rate);
    writer.write16(open.payloadSize);
    return message;
}

Fault decode(ByteView message, Open &open)
{
    if (const Fault fault = checkSize(message, openSize))
        return fault;
    open.nonce = nonceOf(message);
    ByteReader reader = bodyOf(message);
    open.cookie.bytes = reader.readArray<16>();
    open.outstanding = reader.read32();
    open.rate = reader.read32();
    open.payloadSize = reader.read16();
    if (!restIsZero(reader))
        return FrameRejection::PaddingNotZero;
    return std::nullopt;
}

std::array<std::uint8_t, openedSize> encode(const Opened &opened)
{
    std::array<std::uint8_t, openedSize> message{};
    ByteWriter writer(message);
    writeCommonHeader(writer, MessageType::Opened, opened.nonce.bytes);
    writer.write(opened.session.bytes);
    writer.write64(opened.bootId);
    writer.write64(static_cast<std::uint64_t>(opened.clock));
    writer.write32(opened.grant.outstanding);
    writer.write32(opened.grant.rate);
    writer.write32(opened.grant.burst);
    writer.write32(opened.grant.maximumTimeout);
    writer.write32(opened.grant.keepAlive);
    writer.write32(opened.grant.idle);
    writer.write32(opened.grant.linger);
    writer.write16(opened.grant.payloadSize);
    writer.write16(opened.grant.features);
    return message;
}

Fault decode(ByteView message, Opened &opened)
{
    if (const Fault fault = checkSize(message, openedSize))
        return fault;
    opened.nonce = nonceOf(message);
    ByteReader reader = bodyOf(message);
    opened.session.bytes = reader.readArray<16>();
    opened.bootId = reader.read64();
    opened.clock = static_cast<std::int64_t>(reader.read64());
    opened.grant.outstanding = reader.read32();
    opened.grant.rate = reader.read32();
    opened.grant.burst = reader.read32();
    opened.grant.maximumTimeout = reader.read32();
    opened.grant.keepAlive = reader.read32();
    opened.grant.idle = reader.read32();
    opened.grant.linger = reader.read32();
    opened.grant.payloadSize = reader.read16();
    opened.grant.features = reader.read16();
    if ((opened.grant.features & ~AllFeatures) != 0)
        return FrameRejection::UnknownFlags;
    if (!isTime(opened.clock) || !isSound(opened.grant))
        return FrameRejection::BadValue;
    return std::nullopt;
}

std::array<std::uint8_t, errorSize> encode(const Error &error)
{
    std::array<std::uint8_t, errorSize> message{};
    ByteWriter writer(message);
    writeCommonHeader(writer, MessageType::Error, error.correlator);
    writer.write64(error.bootId);
    writer.write8(static_cast<std::uint8_t>(error.reason));
    writer.write8(error.refusedType);
    writer.write16(error.retryAfter);
    writer.write(error.versions);
    return message;
}

Fault decode(ByteView message, Error &error)
{
    if (const Fault fault = checkSize(message, errorSize))
        return fault;
    error.correlator = nonceOf(message).bytes;
    ByteReader reader = bodyOf(message);
    error.bootId = reader.read64();
    error.reason = static_cast<ErrorReason>(reader.read8());
    error.refusedType = reader.read8();
    error.retryAfter = reader.read16();
    error.versions = reader.readArray<8>();
    if (!isOneOf(error.reason, ErrorReason::UnsupportedVersion, ErrorReason::ShuttingDown) ||
        !isVersionList(error.versions))
        return FrameRejection::BadValue;
    return std::nullopt;
}

std::optional<Error> refusal(ByteView refused, ErrorReason reason, std::uint64_t bootId,
                             std::uint16_t retryAfter)
{
    if (refused.size() < errorSize || refused[0] != magic)
        return std::nullopt;
    switch (static_cast<MessageType>(refused[2])) {
    case MessageType::Challenge:
    case MessageType::Opened:
    case MessageType::Error:
    case MessageType::Result:
    case MessageType::Close:
        return std::nullopt;
    default:
        break;
    }
    Error error;
    error.correlator = nonceOf(refused).bytes;
    error.bootId = bootId;
    error.reason = reason;
    error.refusedType = refused[2];
    error.retryAfter = retryAfter;
    return error;
}

} // namespace qicmp::v1
