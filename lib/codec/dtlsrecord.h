// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"

#include <cstdint>
#include <variant>

/// A look at the records of a DTLS 1.2 datagram (RFC 6347, 4.1) before a DTLS library sees it: one
/// forged record of a form that no peer sends was seen to end a connection without a word
/// (proxy/PROTOCOL.md, 10). Nothing is decrypted here.
namespace qicmp::dtls {

inline constexpr std::size_t recordHeaderSize = 13;

/// How short an encrypted record can be, in bytes of its body: what the cipher adds and one of
/// content.
inline constexpr std::size_t shortestChaCha20Poly1305 = 16 + 1; // RFC 7905, 2: a tag
inline constexpr std::size_t shortestAesGcm = 8 + 16 + 1;       // RFC 5288, 3: a nonce and a tag

/// How long a body can be.
inline constexpr std::size_t longestPlain = 1 << 14;                // RFC 5246, 6.2.1
inline constexpr std::size_t longestSealed = longestPlain + 8 + 16; // with nonce and tag

/// RFC 5246, 6.2.1.
enum class ContentType : std::uint8_t {
    ChangeCipherSpec = 20,
    Alert = 21,
    Handshake = 22,
    ApplicationData = 23,
};

/// Why a datagram is not to be passed on. One bad record condemns all.
enum class RecordRejection : std::uint8_t {
    Empty,      ///< no record at all
    Truncated,  ///< ends within a header or a body
    BadType,    ///< no content type, or one that has no place in its epoch
    BadVersion, ///< neither fe fd nor, in epoch 0, fe ff
    BadEpoch,   ///< beyond 1: nobody renegotiates
    BadLength,  ///< shorter or longer than a body of its kind can be
};

/// What a sound datagram holds.
struct RecordSummary
{
    std::uint16_t records = 0;
    bool hasPlain = false;       ///< records of epoch 0, as handshakes begin with
    bool hasSealed = false;      ///< records of epoch 1
    bool hasClientHello = false; ///< in epoch 0: somebody begins a handshake (RFC 5246, 7.4.1.2)
};

/// Inspects every record of \a datagram. \a shortestSealed is the least size of a body in epoch 1,
/// by the cipher.
std::variant<RecordRejection, RecordSummary>
inspectRecords(ByteView datagram, std::size_t shortestSealed = shortestChaCha20Poly1305);

} // namespace qicmp::dtls
