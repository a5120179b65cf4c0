// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace qicmp {

/// Why a request failed; the same list, in the same order, as QIcmpError::Code.
enum class FailureCode : std::uint8_t {
    NoError,
    Timeout,
    HostNotFound,
    DestinationUnreachable,
    TimeExceeded,
    PacketTooBig,
    ParameterProblem,
    PermissionDenied,
    NetworkUnreachable,
    SendFailed,
    ProxyUnavailable,
    ProxyRefused,
    Interrupted,
    Canceled,
    InvalidArgument,
};

/// Why nobody can know what became of a probe.
enum class InterruptionCause : std::uint8_t {
    Unspecified,
    ReceiveOverflow, ///< the receive buffer overflowed meanwhile
    Suspended,       ///< the machine slept
    SocketChanged,   ///< another socket, or way of sending, took over
    ProxyLost,       ///< the proxy forgot it: it was restarted, or could not be reached for long
};

/// Why a proxy can't be used.
enum class ProxyTrouble : std::uint8_t {
    NoAnswer,
    NobodyListens,   ///< its system says that nobody listens on the port
    NoAddress,       ///< its name has none
    NoSocket,        ///< this machine has no way to it
    NotTrusted,      ///< a local one that is not the administrator's
    NoCommonVersion, ///< it does not speak the protocol as we do
    AddressDenied,   ///< it has no business with our address
    SessionLimit,    ///< it has as many clients as it takes
    Overloaded,
    ShuttingDown,
    NoEncryption, ///< DTLS was asked for, and can't be had
    NoHandshake,  ///< inside DTLS it does not answer, or identity or key are wrong
};

/// What can be asked of this machine, but not through a proxy.
enum class ProxyLimit : std::uint8_t {
    None,
    Broadcast,
    Payload,    ///< contents of the payload; its size can be chosen
    Ipv6,       ///< with icmp4em's protocol
    EchoOption, ///< with icmp4em's protocol: anything but timeout, retries, payload and its size
};

/// A failure with what is known about it, without words: those are made where people read them.
struct Failure
{
    FailureCode code = FailureCode::NoError;
    /// Interrupted: an InterruptionCause. ProxyRefused: a v1::RefusalReason. ProxyUnavailable: a
    /// ProxyTrouble. InvalidArgument: a ProxyLimit. 0 = not told.
    std::uint8_t detail = 0;
    std::int16_t icmpType = -1; ///< -1 = no ICMP error
    std::int16_t icmpCode = -1;
    bool atProxy = false;  ///< it is the proxy's system that says so
    int systemError = 0;   ///< of the operating system, 0 = none
    std::uint32_t mtu = 0; ///< in bytes, 0 = not told
};

inline Failure interruption(InterruptionCause cause)
{
    return {.code = FailureCode::Interrupted, .detail = static_cast<std::uint8_t>(cause)};
}

inline Failure proxyUnavailable(ProxyTrouble trouble)
{
    return {.code = FailureCode::ProxyUnavailable, .detail = static_cast<std::uint8_t>(trouble)};
}

inline Failure beyondProxy(ProxyLimit limit)
{
    return {.code = FailureCode::InvalidArgument, .detail = static_cast<std::uint8_t>(limit)};
}

} // namespace qicmp
