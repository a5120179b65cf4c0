// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/proxyprotocol.h"

namespace qicmp {

/// Which protocol a datagram to icmp-proxy belongs to; the first byte tells (proxy/PROTOCOL.md, 2).
enum class DatagramKind : std::uint8_t {
    Unknown,
    Icmp4em, ///< version 0
    Dtls,    ///< RFC 7983, 7
    V1,      ///< version 1 and whatever follows it
};

constexpr DatagramKind kindOf(ByteView datagram)
{
    if (datagram.empty())
        return DatagramKind::Unknown;
    const std::uint8_t first = datagram[0];
    if (first == 0)
        return DatagramKind::Icmp4em;
    if (first >= 20 && first <= 63)
        return DatagramKind::Dtls;
    return first == v1::magic ? DatagramKind::V1 : DatagramKind::Unknown;
}

} // namespace qicmp
