// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/address.h"

#include <cstdint>
#include <span>
#include <vector>

namespace qicmp::support {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline std::uint16_t read16(ByteView bytes, std::size_t at)
{
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

inline std::uint32_t read32(ByteView bytes, std::size_t at)
{
    return std::uint32_t{read16(bytes, at)} << 16 | read16(bytes, at + 2);
}

inline void write16(std::span<std::uint8_t> bytes, std::size_t at, std::uint16_t value)
{
    bytes[at] = static_cast<std::uint8_t>(value >> 8);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}

inline void write32(std::span<std::uint8_t> bytes, std::size_t at, std::uint32_t value)
{
    write16(bytes, at, static_cast<std::uint16_t>(value >> 16));
    write16(bytes, at + 2, static_cast<std::uint16_t>(value));
}

/// The Internet checksum (RFC 1071) of \a bytes; 0 over data that already holds a right one.
std::uint16_t internetChecksum(ByteView bytes);

/// The checksum of an ICMP message: over the message alone for IPv4 (RFC 792), over the pseudo
/// header too for IPv6 (RFC 4443, 2.3).
std::uint16_t icmpChecksum(const Address &source, const Address &destination, ByteView message);

} // namespace qicmp::support
