// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/icmppacket.h"
#include "engine/failure.h"

namespace qicmp {

/// What a request fails with that an ICMP error of this kind has ended.
constexpr FailureCode failureCode(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::DestinationUnreachable:
        return FailureCode::DestinationUnreachable;
    case ErrorKind::PacketTooBig:
        return FailureCode::PacketTooBig;
    case ErrorKind::TimeExceeded:
        return FailureCode::TimeExceeded;
    case ErrorKind::ParameterProblem:
        return FailureCode::ParameterProblem;
    }
    return FailureCode::DestinationUnreachable;
}

} // namespace qicmp
