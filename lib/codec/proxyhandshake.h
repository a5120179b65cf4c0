// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/proxyfields.h"
#include "codec/proxyprotocol.h"

#include <array>
#include <cstdint>
#include <optional>

/// The messages that open a session, and the one that refuses (proxy/PROTOCOL.md, 3 and 5). All
/// have one size, so writing can't fail; values are taken as they are.
namespace qicmp::v1 {

/// HELLO: a client asks for a cookie.
struct Hello
{
    Nonce nonce;

    friend bool operator==(const Hello &, const Hello &) = default;
};

/// CHALLENGE: the proxy hands it over, and forgets.
struct Challenge
{
    Nonce nonce; ///< of the HELLO
    Cookie cookie;

    friend bool operator==(const Challenge &, const Challenge &) = default;
};

/// OPEN: the client returns it and says what it would like. 0 = as much as is granted.
struct Open
{
    Nonce nonce; ///< of the HELLO
    Cookie cookie;
    std::uint32_t outstanding = 0; ///< pings without an acknowledged outcome
    std::uint32_t rate = 0;        ///< pings a second
    std::uint16_t payloadSize = 0; ///< in bytes

    friend bool operator==(const Open &, const Open &) = default;
};

/// What a session may do. The parser takes only what is in these bounds.
struct Grant
{
    std::uint32_t outstanding = 1; ///< at least 1
    std::uint32_t rate = 0;        ///< pings a second, 0 = unlimited
    std::uint32_t burst = 0;       ///< pings at once; 0 where rate is, else not 0
    std::uint32_t maximumTimeout = v1::maximumTimeout;  ///< of a ping, in ms; not 0
    std::uint32_t keepAlive = defaultKeepAlive.count(); ///< in ms; not 0
    std::uint32_t idle = defaultIdle.count();           ///< in ms; more than keepAlive
    std::uint32_t linger = defaultLinger.count();       ///< in ms
    std::uint16_t payloadSize = 0;                      ///< in bytes
    std::uint16_t features = 0;                         ///< of Feature

    friend bool operator==(const Grant &, const Grant &) = default;
};

/// OPENED: the session stands.
struct Opened
{
    Nonce nonce; ///< of the OPEN
    SessionId session;
    std::uint64_t bootId = 0; ///< another one each time the proxy starts
    std::int64_t clock = 0;   ///< the proxy's wall clock, ns since 1970
    Grant grant;

    friend bool operator==(const Opened &, const Opened &) = default;
};

/// ERROR: a message is refused.
struct Error
{
    std::array<std::uint8_t, 16> correlator{}; ///< the nonce or session id of that message
    std::uint64_t bootId = 0;
    ErrorReason reason = ErrorReason::UnsupportedVersion;
    std::uint8_t refusedType = 0; ///< as it stood there, whatever the version means by it
    std::uint16_t retryAfter = 0; ///< in ms, 0 = at once
    std::array<std::uint8_t, 8> versions{version}; ///< that the proxy speaks, highest first, then 0

    friend bool operator==(const Error &, const Error &) = default;
};

std::array<std::uint8_t, helloSize> encode(const Hello &hello);
std::array<std::uint8_t, challengeSize> encode(const Challenge &challenge);
std::array<std::uint8_t, openSize> encode(const Open &open);
std::array<std::uint8_t, openedSize> encode(const Opened &opened);
std::array<std::uint8_t, errorSize> encode(const Error &error);

/// The ERROR that answers the datagram \a refused, or nothing where none may: it would be larger
/// than what it answers, or answer what only a proxy sends, ERROR, CLOSE or another protocol. So
/// whatever a stranger sends, less comes back, and no two programs can go on for ever.
std::optional<Error> refusal(ByteView refused, ErrorReason reason, std::uint64_t bootId,
                             std::uint16_t retryAfter = 0);

// For proxyframe.cpp, which has looked at the common header: the rest of the message.
Fault decode(ByteView message, Hello &hello);
Fault decode(ByteView message, Challenge &challenge);
Fault decode(ByteView message, Open &open);
Fault decode(ByteView message, Opened &opened);
Fault decode(ByteView message, Error &error);

} // namespace qicmp::v1
