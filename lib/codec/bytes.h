// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

/// Bytes, and numbers in them in network byte order, at any alignment.
namespace qicmp {

using ByteView = std::span<const std::uint8_t>;
using ByteSpan = std::span<std::uint8_t>;

/// Between a big-endian number and this machine's.
template <typename Number>
Number networkOrder(Number value)
{
    if constexpr (std::endian::native == std::endian::big)
        return value;
    else if constexpr (sizeof(Number) == 2)
        return __builtin_bswap16(value);
    else if constexpr (sizeof(Number) == 4)
        return __builtin_bswap32(value);
    else
        return __builtin_bswap64(value);
}

/// The unsigned number whose first byte is \a bytes[\a at]. The caller sees to it that it is there.
template <typename Number>
Number readNumber(ByteView bytes, std::size_t at)
{
    Number value;
    std::memcpy(&value, bytes.data() + at, sizeof value);
    return networkOrder(value);
}

/// Writes \a value from \a bytes[\a at] on. The caller sees to it that there is room.
template <typename Number>
void writeNumber(ByteSpan bytes, std::size_t at, Number value)
{
    value = networkOrder(value);
    std::memcpy(bytes.data() + at, &value, sizeof value);
}

inline std::uint16_t read16(ByteView bytes, std::size_t at)
{
    return readNumber<std::uint16_t>(bytes, at);
}
inline std::uint32_t read32(ByteView bytes, std::size_t at)
{
    return readNumber<std::uint32_t>(bytes, at);
}
inline std::uint64_t read64(ByteView bytes, std::size_t at)
{
    return readNumber<std::uint64_t>(bytes, at);
}

inline void write16(ByteSpan bytes, std::size_t at, std::uint16_t value)
{
    writeNumber(bytes, at, value);
}
inline void write32(ByteSpan bytes, std::size_t at, std::uint32_t value)
{
    writeNumber(bytes, at, value);
}
inline void write64(ByteSpan bytes, std::size_t at, std::uint64_t value)
{
    writeNumber(bytes, at, value);
}

} // namespace qicmp
