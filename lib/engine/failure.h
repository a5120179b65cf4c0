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

/// A failure with what is known about it, without words: those are made where people read them.
struct Failure
{
    FailureCode code = FailureCode::NoError;
    std::int16_t icmpType = -1; ///< -1 = no ICMP error
    std::int16_t icmpCode = -1;
    int systemError = 0;   ///< of the operating system, 0 = none
    std::uint32_t mtu = 0; ///< in bytes, 0 = not told
};

} // namespace qicmp
