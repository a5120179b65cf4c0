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

/// A failure with what is known about it, without words: those are made where people read them.
struct Failure
{
    FailureCode code = FailureCode::NoError;
    /// Interrupted: an InterruptionCause. ProxyRefused: a v1::RefusalReason. 0 = not told.
    std::uint8_t detail = 0;
    std::int16_t icmpType = -1; ///< -1 = no ICMP error
    std::int16_t icmpCode = -1;
    int systemError = 0;   ///< of the operating system, 0 = none
    std::uint32_t mtu = 0; ///< in bytes, 0 = not told
};

inline Failure interruption(InterruptionCause cause)
{
    return {.code = FailureCode::Interrupted, .detail = static_cast<std::uint8_t>(cause)};
}

} // namespace qicmp
