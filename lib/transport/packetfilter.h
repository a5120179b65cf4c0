// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"

#include <cstdint>

namespace qicmp {

/// The block of ICMP identifiers that a raw socket uses: an aligned run, so that a filter can test
/// for it with one mask.
struct IdentifierBlock
{
    static constexpr std::uint16_t size = 64;

    std::uint16_t first = 0; ///< a multiple of size

    static IdentifierBlock random();
};

/// Lets a raw socket receive only what can concern \a block: echo replies with an identifier of it,
/// and ICMP errors that quote an echo request with one. Classic BPF, and before it the
/// filter by types: ICMP_FILTER (raw(7)), ICMP6_FILTER (RFC 3542, 3.2). What had been queued before
/// is thrown away. Nobody can take it off again. Returns 0 or the system's error.
int attachFilter(int socket, Family family, IdentifierBlock block);

/// Its classic BPF part alone, which goes by the bytes of a packet and runs on any kind of socket.
int attachPacketProgram(int socket, Family family, IdentifierBlock block);

} // namespace qicmp
