// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/proxyfields.h"
#include "codec/proxyprotocol.h"

#include <array>
#include <cstdint>

/// What all messages of a session have in common, and the short ones (proxy/PROTOCOL.md, 4).
namespace qicmp::v1 {

/// Which of the peer's numbered messages have arrived (proxy/PROTOCOL.md, 6).
struct Acknowledgement
{
    std::uint32_t through = 0; ///< all up to this number, modulo 2^32
    std::uint64_t beyond = 0;  ///< bit i: message through + 1 + i; bit 0 is 0

    friend bool operator==(const Acknowledgement &, const Acknowledgement &) = default;
};

/// The first 36 bytes of every message of a session.
struct SessionHeader
{
    SessionId session;
    std::uint32_t number = 0; ///< of PING, CANCEL and RESULT; 0 in the others
    Acknowledgement acknowledgement;

    friend bool operator==(const SessionHeader &, const SessionHeader &) = default;
};

/// KEEPALIVE: acknowledges, and shows that its sender lives.
struct KeepAlive
{
    enum class Kind : std::uint8_t {
        Plain = 0,
        AnswerWanted = 1, ///< the client's
        Answer = 2,       ///< the proxy's, with the same stamp
    };

    SessionHeader header;
    Kind kind = Kind::Plain;
    std::uint64_t stamp = 0; ///< whatever the client wants back; 0 in a plain one

    friend bool operator==(const KeepAlive &, const KeepAlive &) = default;
};

/// CLOSE: the session ends.
struct Close
{
    SessionHeader header;
    CloseReason reason = CloseReason::Finished;

    friend bool operator==(const Close &, const Close &) = default;
};

struct TokenDecoder
{
    std::uint64_t operator()(ByteReader &reader) const { return reader.read64(); }
};

/// CANCEL: the client is not interested any more. Its tokens are read from the parsed bytes.
struct CancelMessage
{
    SessionHeader header;
    Sequence<TokenDecoder> tokens;
};

std::array<std::uint8_t, keepAliveSize> encode(const KeepAlive &keepAlive);
std::array<std::uint8_t, closeSize> encode(const Close &close);

/// Puts a CANCEL together in a buffer of the caller's.
class CancelWriter
{
public:
    CancelWriter(ByteSpan buffer, const SessionHeader &header);

    /// False when there is no room for another one.
    bool add(std::uint64_t token);
    /// The message so far, complete; empty as long as nothing has been added.
    ByteView message() const;

private:
    ByteWriter m_writer;
    std::uint8_t m_count = 0;
};

/// Brings a message that is sent again up to date: what has arrived since it was written.
void refreshAcknowledgement(ByteSpan message, const Acknowledgement &acknowledgement);

/// Where a message of a session keeps its list: the buffer, as far as a message may reach.
ByteWriter beginMessage(ByteSpan buffer, MessageType type, const SessionHeader &header);

// For the parsers: the header, checked, and the rest of the message.
Fault decodeHeader(ByteReader &reader, bool numbered, SessionHeader &header);
Fault decode(ByteView message, bool fromClient, KeepAlive &keepAlive);
Fault decode(ByteView message, bool fromClient, Close &close);
Fault decode(ByteView message, CancelMessage &cancel);

} // namespace qicmp::v1
