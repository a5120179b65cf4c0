// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/icmpsocket.h"
#include "transport/socketbatch.h"

namespace qicmp {

/// Room for the largest set of control messages: three time stamps, packet info, an extended error
/// with its offender, and a few integers.
inline constexpr std::size_t controlSize = 256;
inline constexpr std::size_t headerRoom = 128; ///< IPv4 header with options, ICMP header, padding

struct IcmpSocket::Batches
{
    SocketBatch outgoing{256, controlSize};
    SocketBatch packets{2048, controlSize};
    SocketBatch errors{256, controlSize};
};

} // namespace qicmp
