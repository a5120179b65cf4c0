// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

/// Version 1 of the protocol between clients and icmp-proxy: its numbers. What they mean is told in
/// proxy/PROTOCOL.md, under the same names.
namespace qicmp::v1 {

inline constexpr std::uint8_t magic = 0xc1;
inline constexpr std::uint8_t version = 1;
inline constexpr std::uint16_t defaultPort = 63312;

/// Sizes of messages, in bytes.
inline constexpr std::size_t maximumMessageSize = 1280 - 40 - 8; // RFC 8200, 5; IPv6; UDP
inline constexpr std::size_t maximumSealedMessageSize = maximumMessageSize - 13 - 24; // DTLS
inline constexpr std::size_t commonHeaderSize = 20;
inline constexpr std::size_t sessionHeaderSize = 36;
inline constexpr std::size_t helloSize = 64;
inline constexpr std::size_t challengeSize = 36;
inline constexpr std::size_t openSize = 84;
inline constexpr std::size_t openedSize = 84;
inline constexpr std::size_t errorSize = 40;
inline constexpr std::size_t keepAliveSize = 44;
inline constexpr std::size_t closeSize = 37;

/// How many numbered messages may be under way in each direction.
inline constexpr std::uint32_t messageWindow = 64;

/// Timers of both sides.
inline constexpr std::chrono::seconds cookieEpoch{10};
inline constexpr std::chrono::milliseconds handshakeResendFirst{50};
inline constexpr std::chrono::milliseconds handshakeResendMost{250};
inline constexpr std::chrono::milliseconds handshakeResendIdle{1'000};
inline constexpr std::chrono::milliseconds handshakePatience{10'000};
inline constexpr std::chrono::milliseconds resendFirst{50};
inline constexpr std::chrono::milliseconds resendLeast{10};
inline constexpr std::chrono::milliseconds resendMost{1'000};
inline constexpr std::chrono::milliseconds acknowledgeWithin{5};
inline constexpr int acknowledgeEvery = 8; // messages
inline constexpr std::chrono::milliseconds coalesceWithin{1};
inline constexpr std::chrono::milliseconds resultGrace{500};
inline constexpr std::chrono::milliseconds lostAfter{1'000};
inline constexpr std::size_t mostExtraResults = 1'024; // a session
inline constexpr std::chrono::milliseconds defaultKeepAlive{10'000};
inline constexpr std::chrono::milliseconds defaultIdle{60'000};
inline constexpr std::chrono::milliseconds defaultLinger{30'000};

/// Of a ping, in milliseconds.
inline constexpr std::uint32_t maximumTimeout = 3'600'000;

enum class MessageType : std::uint8_t {
    Hello = 1,
    Challenge,
    Open,
    Opened,
    Error,
    Ping,
    Result,
    Cancel,
    KeepAlive,
    Close,
};

/// Why a message is refused, in ERROR.
enum class ErrorReason : std::uint8_t {
    UnsupportedVersion = 1,
    BadCookie,
    UnknownSession,
    SessionLimit,
    Overloaded,
    AddressDenied,
    ShuttingDown,
};

/// Why a session ends, in CLOSE. Finished is the client's word, the others are the proxy's.
enum class CloseReason : std::uint8_t {
    Finished = 1,
    ShuttingDown,
    Idle,
    Evicted,
};

/// What a session can do, in OPENED; bits.
enum Feature : std::uint16_t {
    FeatureIpv4 = 0x0001,
    FeatureIpv6 = 0x0002,
    FeatureSourceAddress = 0x0004,
    FeatureInterface = 0x0008,
    AllFeatures = 0x000f,
};

/// What became of a ping. LateReply and DuplicateReply may follow one of the others, and end
/// nothing.
enum class Outcome : std::uint8_t {
    Reply = 1,
    LateReply,
    DuplicateReply,
    IcmpError,
    Timeout,
    SendError,
    Refused,
    Interrupted,
    Canceled,
};

/// Why the proxy's system did not send a probe.
enum class SendErrorClass : std::uint8_t {
    NetworkUnreachable = 1,
    PermissionDenied,
    PacketTooBig,
    InvalidArgument,
    SendFailed,
};

/// Why the proxy did not want to.
enum class RefusalReason : std::uint8_t {
    DestinationDenied = 1,
    DestinationForbidden,
    PayloadSize,
    TimeoutLength,
    Outstanding,
    ClientRate,
    DestinationRate,
    TotalRate,
    OptionDenied,
    FamilyUnavailable,
};

/// Why it is not known what became of a probe.
enum class InterruptionCause : std::uint8_t {
    Unspecified = 0,
    ReceiveOverflow,
    Suspended,
    SocketChanged,
};

/// A number of the client's that is used once.
struct Nonce
{
    std::array<std::uint8_t, 16> bytes{};
    friend bool operator==(const Nonce &, const Nonce &) = default;
};

/// Names a session; whoever was not told can't guess it.
struct SessionId
{
    std::array<std::uint8_t, 16> bytes{};
    friend bool operator==(const SessionId &, const SessionId &) = default;
};

/// Proves that a client receives at its address. Means nothing to the client.
struct Cookie
{
    std::array<std::uint8_t, 16> bytes{};
    friend bool operator==(const Cookie &, const Cookie &) = default;
};

/// Why bytes are no message of this protocol.
enum class FrameRejection : std::uint8_t {
    Truncated,          ///< shorter than its contents
    TooLong,            ///< longer than any message may be
    ForeignProtocol,    ///< another first byte
    UnsupportedVersion, ///< another version: to be answered with ERROR
    UnknownType,
    WrongDirection, ///< only the other side may send it
    UnknownFlags,   ///< flags or features that nobody has defined, or not for this
    TrailingBytes,  ///< longer than its contents
    PaddingNotZero, ///< a byte that has to be zero is not
    BadCount,       ///< a list of nothing
    BadAddress,     ///< IPv4-mapped, or unspecified where an address is optional
    BadValue,       ///< out of its range
};

} // namespace qicmp::v1
