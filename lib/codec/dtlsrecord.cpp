// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/dtlsrecord.h"

#include <optional>

namespace qicmp::dtls {
namespace {

using Fault = std::optional<RecordRejection>;

constexpr std::size_t versionAt = 1;
constexpr std::size_t epochAt = 3;
constexpr std::size_t lengthAt = 11;

constexpr std::uint16_t version12 = 0xfefd;
constexpr std::uint16_t version10 =
        0xfeff; // of the first messages of a handshake (RFC 6347, 4.2.1)

constexpr std::uint8_t clientHello = 1;
constexpr std::size_t handshakeHeaderSize = 12; // RFC 6347, 4.2.2

/// A record that is not encrypted.
Fault checkPlain(ContentType type, std::uint16_t version, ByteView body)
{
    if (version != version12 && version != version10)
        return RecordRejection::BadVersion;
    bool fits = false;
    switch (type) {
    case ContentType::ChangeCipherSpec: // RFC 5246, 7.1
        fits = body.size() == 1;
        break;
    case ContentType::Alert: // RFC 5246, 7.2
        fits = body.size() == 2;
        break;
    case ContentType::Handshake:
        fits = body.size() >= handshakeHeaderSize && body.size() <= longestPlain;
        break;
    default:
        return RecordRejection::BadType;
    }
    return fits ? Fault{} : RecordRejection::BadLength;
}

Fault checkSealed(ContentType type, std::uint16_t version, ByteView body, std::size_t shortest)
{
    if (version != version12)
        return RecordRejection::BadVersion;
    if (type != ContentType::Alert && type != ContentType::Handshake &&
        type != ContentType::ApplicationData)
        return RecordRejection::BadType;
    return body.size() >= shortest && body.size() <= longestSealed ? Fault{}
                                                                   : RecordRejection::BadLength;
}

} // namespace

std::variant<RecordRejection, RecordSummary> inspectRecords(ByteView datagram,
                                                            std::size_t shortestSealed)
{
    if (datagram.empty())
        return RecordRejection::Empty;
    RecordSummary summary;
    while (!datagram.empty()) {
        if (datagram.size() < recordHeaderSize)
            return RecordRejection::Truncated;
        const std::size_t length = read16(datagram, lengthAt);
        if (datagram.size() - recordHeaderSize < length)
            return RecordRejection::Truncated;
        const auto type = static_cast<ContentType>(datagram[0]);
        const std::uint16_t version = read16(datagram, versionAt);
        const std::uint16_t epoch = read16(datagram, epochAt);
        const ByteView body = datagram.subspan(recordHeaderSize, length);
        if (epoch > 1)
            return RecordRejection::BadEpoch;
        if (const Fault fault = epoch == 0 ? checkPlain(type, version, body)
                                           : checkSealed(type, version, body, shortestSealed))
            return *fault;
        ++summary.records;
        (epoch == 0 ? summary.hasPlain : summary.hasSealed) = true;
        if (epoch == 0 && type == ContentType::Handshake && body[0] == clientHello)
            summary.hasClientHello = true;
        datagram = datagram.subspan(recordHeaderSize + length);
    }
    return summary;
}

} // namespace qicmp::dtls
