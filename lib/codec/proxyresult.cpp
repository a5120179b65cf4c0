// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/proxyresult.h"

namespace qicmp::v1 {
namespace {

enum ResultFlag : std::uint8_t {
    KernelStamps = 0x01,
    Responder = 0x02,
    ResponderIpv6 = 0x04,
    TtlKnown = 0x08,
};

constexpr std::size_t clockAt = sessionHeaderSize;
constexpr std::size_t droppedAt = clockAt + 8;
constexpr std::size_t resultCountAt = droppedAt + 4;

bool isReply(Outcome outcome)
{
    return isOneOf(outcome, Outcome::Reply, Outcome::DuplicateReply);
}

/// Whether somebody answered.
bool isAnswer(Outcome outcome)
{
    return isReply(outcome) || outcome == Outcome::IcmpError;
}

/// Whether the probe left, or may have.
bool hasSentAt(Outcome outcome)
{
    return outcome != Outcome::SendError && outcome != Outcome::Refused;
}

/// Flags that an outcome may have.
std::uint8_t flagsOf(Outcome outcome)
{
    if (isReply(outcome))
        return KernelStamps | Responder | ResponderIpv6 | TtlKnown;
    return outcome == Outcome::IcmpError ? Responder | ResponderIpv6 : 0;
}

/// A result as it stands in a message, with what the value has no place for.
struct Record
{
    std::uint8_t flags = 0;
    std::uint8_t ttl = 0;
    Result result;
};

void readAnswer(ByteReader &reader, Record &record)
{
    Result &result = record.result;
    result.time = static_cast<std::int64_t>(reader.read64());
    if (isReply(result.outcome)) {
        record.ttl = reader.read8();
        if ((record.flags & TtlKnown) != 0)
            result.ttl = record.ttl;
        result.payloadSize = reader.read16();
        result.kernelStamps = (record.flags & KernelStamps) != 0;
    } else {
        result.icmpType = reader.read8();
        result.icmpCode = reader.read8();
        result.mtu = reader.read32();
    }
    if ((record.flags & Responder) == 0)
        return;
    const bool ipv6 = (record.flags & ResponderIpv6) != 0;
    result.responder = readAddress(reader, ipv6 ? Family::IPv6 : Family::IPv4);
    if (ipv6)
        result.responder.scope = reader.read32();
}

Record readRecord(ByteReader &reader)
{
    Record record;
    Result &result = record.result;
    result.outcome = static_cast<Outcome>(reader.read8());
    record.flags = reader.read8();
    result.token = reader.read64();
    if (hasSentAt(result.outcome))
        result.sentAt = static_cast<std::int64_t>(reader.read64());
    if (isAnswer(result.outcome)) {
        readAnswer(reader, record);
    } else if (result.outcome == Outcome::SendError) {
        result.sendError = static_cast<SendErrorClass>(reader.read8());
        result.systemError = reader.read32();
        result.mtu = reader.read32();
    } else if (result.outcome == Outcome::Refused) {
        result.refusal = static_cast<RefusalReason>(reader.read8());
    } else if (result.outcome == Outcome::Interrupted) {
        result.interruption = static_cast<InterruptionCause>(reader.read8());
    }
    return record;
}

/// What is wrong with values that the wire could hold.
Fault check(const Result &result)
{
    if (!isTime(result.sentAt) || !isTime(result.time) ||
        !isOneOf(result.sendError, SendErrorClass::NetworkUnreachable,
                 SendErrorClass::SendFailed) ||
        !isOneOf(result.refusal, RefusalReason::DestinationDenied,
                 RefusalReason::FamilyUnavailable) ||
        !isOneOf(result.interruption, InterruptionCause::Unspecified,
                 InterruptionCause::SocketChanged))
        return FrameRejection::BadValue;
    if (result.responder.isUnspecified() || result.responder.isIpv4Mapped())
        return FrameRejection::BadAddress;
    return std::nullopt;
}

Fault checkRecord(ByteReader &reader)
{
    const Record record = readRecord(reader);
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    if (!isOneOf(record.result.outcome, Outcome::Reply, Outcome::Canceled))
        return FrameRejection::BadValue;
    if ((record.flags & ~flagsOf(record.result.outcome)) != 0 ||
        (record.flags & (Responder | ResponderIpv6)) == ResponderIpv6)
        return FrameRejection::UnknownFlags;
    if ((record.flags & TtlKnown) == 0 && record.ttl != 0)
        return FrameRejection::PaddingNotZero;
    return check(record.result);
}

void writeAnswer(ByteWriter &writer, const Result &result)
{
    writer.write64(static_cast<std::uint64_t>(result.time));
    if (isReply(result.outcome)) {
        writer.write8(result.ttl >= 0 ? static_cast<std::uint8_t>(result.ttl) : 0);
        writer.write16(result.payloadSize);
    } else {
        writer.write8(result.icmpType);
        writer.write8(result.icmpCode);
        writer.write32(result.mtu);
    }
    if (result.responder.isNull())
        return;
    writeAddress(writer, result.responder);
    if (result.responder.family == Family::IPv6)
        writer.write32(result.responder.scope);
}

std::uint8_t flagsFor(const Result &result)
{
    unsigned flags = 0;
    if (result.kernelStamps)
        flags |= KernelStamps;
    if (result.ttl >= 0)
        flags |= TtlKnown;
    if (!result.responder.isNull())
        flags |= Responder;
    if (result.responder.family == Family::IPv6)
        flags |= ResponderIpv6;
    return static_cast<std::uint8_t>(flags & flagsOf(result.outcome));
}

void writeRecord(ByteWriter &writer, const Result &result)
{
    writer.write8(static_cast<std::uint8_t>(result.outcome));
    writer.write8(flagsFor(result));
    writer.write64(result.token);
    if (hasSentAt(result.outcome))
        writer.write64(static_cast<std::uint64_t>(result.sentAt));
    if (isAnswer(result.outcome)) {
        writeAnswer(writer, result);
    } else if (result.outcome == Outcome::SendError) {
        writer.write8(static_cast<std::uint8_t>(result.sendError));
        writer.write32(result.systemError);
        writer.write32(result.mtu);
    } else if (result.outcome == Outcome::Refused) {
        writer.write8(static_cast<std::uint8_t>(result.refusal));
    } else if (result.outcome == Outcome::Interrupted) {
        writer.write8(static_cast<std::uint8_t>(result.interruption));
    }
}

} // namespace

Result ResultDecoder::operator()(ByteReader &reader) const
{
    return readRecord(reader).result;
}

Fault decode(ByteView message, ResultMessage &result)
{
    ByteReader reader(message);
    if (const Fault fault = decodeHeader(reader, true, result.header))
        return fault;
    result.clock = static_cast<std::int64_t>(reader.read64());
    result.dropped = reader.read32();
    const std::uint8_t count = reader.read8();
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    if (!isTime(result.clock))
        return FrameRejection::BadValue;
    if (count == 0)
        return FrameRejection::BadCount;
    result.results = {reader.rest(), count};
    for (int i = 0; i < count; ++i)
        if (const Fault fault = checkRecord(reader))
            return fault;
    if (!reader.rest().empty())
        return FrameRejection::TrailingBytes;
    return std::nullopt;
}

ResultWriter::ResultWriter(ByteSpan buffer, const SessionHeader &header, std::int64_t clock,
                           std::uint32_t dropped)
    : m_writer(beginMessage(buffer, MessageType::Result, header))
{
    m_writer.write64(static_cast<std::uint64_t>(std::max<std::int64_t>(clock, 0)));
    m_writer.write32(dropped);
    m_writer.write8(0);
}

Added ResultWriter::add(const Result &result)
{
    if (!isOneOf(result.outcome, Outcome::Reply, Outcome::Canceled) || check(result) ||
        result.ttl > 255)
        return Added::Unencodable;
    std::array<std::uint8_t, 64> scratch{}; // the longest record has 52 bytes
    ByteWriter record(scratch);
    writeRecord(record, result);
    if (m_writer.hasFailed() || m_writer.room() < record.size())
        return Added::NoRoom;
    m_writer.write(record.written());
    m_writer.written()[resultCountAt] = ++m_count; // a full message holds fewer than 256
    return Added::Yes;
}

ByteView ResultWriter::message() const
{
    return m_count == 0 ? ByteView{} : ByteView(m_writer.written());
}

void refreshClock(ByteSpan message, std::int64_t clock, std::uint32_t dropped)
{
    if (message.size() < resultCountAt)
        return;
    write64(message, clockAt, static_cast<std::uint64_t>(std::max<std::int64_t>(clock, 0)));
    write32(message, droppedAt, dropped);
}

} // namespace qicmp::v1
