// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/proxysession.h"

namespace qicmp::v1 {
namespace {

constexpr std::size_t flagsAt = 3;
constexpr std::size_t throughAt = 24;
constexpr std::size_t beyondAt = 28;
constexpr std::size_t cancelCountAt = sessionHeaderSize;

void writeHeader(ByteWriter &writer, MessageType type, const SessionHeader &header,
                 std::uint8_t flags = 0)
{
    writeCommonHeader(writer, type, header.session.bytes, flags);
    writer.write32(header.number);
    writer.write32(header.acknowledgement.through);
    writer.write64(header.acknowledgement.beyond);
}

/// What is wrong once all of a message should have been read.
Fault checkEnd(const ByteReader &reader)
{
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    if (!reader.rest().empty())
        return FrameRejection::TrailingBytes;
    return std::nullopt;
}

} // namespace

ByteWriter beginMessage(ByteSpan buffer, MessageType type, const SessionHeader &header)
{
    ByteWriter writer(buffer.first(std::min(buffer.size(), maximumMessageSize)));
    writeHeader(writer, type, header);
    return writer;
}

Fault decodeHeader(ByteReader &reader, bool numbered, SessionHeader &header)
{
    reader.read(4); // looked at already
    header.session.bytes = reader.readArray<16>();
    header.number = reader.read32();
    header.acknowledgement.through = reader.read32();
    header.acknowledgement.beyond = reader.read64();
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    if ((!numbered && header.number != 0) || (header.acknowledgement.beyond & 1) != 0)
        return FrameRejection::BadValue;
    return std::nullopt;
}

void refreshAcknowledgement(ByteSpan message, const Acknowledgement &acknowledgement)
{
    if (message.size() < sessionHeaderSize)
        return;
    write32(message, throughAt, acknowledgement.through);
    write64(message, beyondAt, acknowledgement.beyond);
}

std::array<std::uint8_t, keepAliveSize> encode(const KeepAlive &keepAlive)
{
    std::array<std::uint8_t, keepAliveSize> message{};
    ByteWriter writer(message);
    writeHeader(writer, MessageType::KeepAlive, keepAlive.header,
                static_cast<std::uint8_t>(keepAlive.kind));
    writer.write64(keepAlive.stamp);
    return message;
}

Fault decode(ByteView message, bool fromClient, KeepAlive &keepAlive)
{
    keepAlive.kind = static_cast<KeepAlive::Kind>(message[flagsAt]);
    const auto special = fromClient ? KeepAlive::Kind::AnswerWanted : KeepAlive::Kind::Answer;
    if (keepAlive.kind != KeepAlive::Kind::Plain && keepAlive.kind != special)
        return FrameRejection::UnknownFlags;
    ByteReader reader(message);
    if (const Fault fault = decodeHeader(reader, false, keepAlive.header))
        return fault;
    keepAlive.stamp = reader.read64();
    if (const Fault fault = checkEnd(reader))
        return fault;
    if (keepAlive.kind == KeepAlive::Kind::Plain && keepAlive.stamp != 0)
        return FrameRejection::PaddingNotZero;
    return std::nullopt;
}

std::array<std::uint8_t, closeSize> encode(const Close &close)
{
    std::array<std::uint8_t, closeSize> message{};
    ByteWriter writer(message);
    writeHeader(writer, MessageType::Close, close.header);
    writer.write8(static_cast<std::uint8_t>(close.reason));
    return message;
}

Fault decode(ByteView message, bool fromClient, Close &close)
{
    ByteReader reader(message);
    if (const Fault fault = decodeHeader(reader, false, close.header))
        return fault;
    close.reason = static_cast<CloseReason>(reader.read8());
    if (const Fault fault = checkEnd(reader))
        return fault;
    const bool known =
            fromClient ? close.reason == CloseReason::Finished
                       : isOneOf(close.reason, CloseReason::ShuttingDown, CloseReason::Evicted);
    if (!known)
        return FrameRejection::BadValue;
    return std::nullopt;
}

CancelWriter::CancelWriter(ByteSpan buffer, const SessionHeader &header)
    : m_writer(beginMessage(buffer, MessageType::Cancel, header))
{
    m_writer.write8(0);
}

bool CancelWriter::add(std::uint64_t token)
{
    if (m_writer.hasFailed() || m_writer.room() < sizeof token)
        return false;
    m_writer.write64(token);
    m_writer.written()[cancelCountAt] = ++m_count; // a full message holds fewer than 256
    return true;
}

ByteView CancelWriter::message() const
{
    return m_count == 0 ? ByteView{} : ByteView(m_writer.written());
}

Fault decode(ByteView message, CancelMessage &cancel)
{
    ByteReader reader(message);
    if (const Fault fault = decodeHeader(reader, true, cancel.header))
        return fault;
    const std::uint8_t count = reader.read8();
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    if (count == 0)
        return FrameRejection::BadCount;
    cancel.tokens = {reader.read(count * sizeof(std::uint64_t)), count};
    return checkEnd(reader);
}

} // namespace qicmp::v1
