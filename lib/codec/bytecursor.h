// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"

#include <algorithm>
#include <array>

namespace qicmp {

/// Reads numbers in network byte order one behind another. What is not there any more reads as zero
/// and makes the reader fail for good, so that a parser asks once, at its end.
class ByteReader
{
public:
    explicit ByteReader(ByteView bytes) : m_rest(bytes) {}

    std::uint8_t read8() { return number<std::uint8_t>(); }
    std::uint16_t read16() { return number<std::uint16_t>(); }
    std::uint32_t read32() { return number<std::uint32_t>(); }
    std::uint64_t read64() { return number<std::uint64_t>(); }

    /// The next \a size bytes, or none of them if there are fewer.
    ByteView read(std::size_t size)
    {
        if (m_rest.size() < size) {
            m_failed = true;
            m_rest = {};
            return {};
        }
        const ByteView bytes = m_rest.first(size);
        m_rest = m_rest.subspan(size);
        return bytes;
    }
    template <std::size_t Size>
    std::array<std::uint8_t, Size> readArray()
    {
        std::array<std::uint8_t, Size> bytes{};
        std::ranges::copy(read(Size), bytes.begin());
        return bytes;
    }

    bool hasFailed() const { return m_failed; } ///< more was read than was there
    ByteView rest() const { return m_rest; }    ///< what has not been read; empty after a failure

private:
    template <typename Number>
    Number number()
    {
        const ByteView bytes = read(sizeof(Number));
        if constexpr (sizeof(Number) == 1)
            return bytes.empty() ? Number{0} : bytes[0];
        else
            return bytes.empty() ? Number{0} : readNumber<Number>(bytes, 0);
    }

    ByteView m_rest;
    bool m_failed = false;
};

/// Writes numbers in network byte order one behind another. What finds no room is not written, and
/// nothing after it either.
class ByteWriter
{
public:
    explicit ByteWriter(ByteSpan buffer) : m_buffer(buffer) {}

    void write8(std::uint8_t value) { write({&value, 1}); }
    void write16(std::uint16_t value) { number(value); }
    void write32(std::uint32_t value) { number(value); }
    void write64(std::uint64_t value) { number(value); }
    void write(ByteView bytes)
    {
        if (room() < bytes.size()) {
            m_failed = true;
            m_buffer = m_buffer.first(m_size);
            return;
        }
        std::ranges::copy(bytes, m_buffer.begin() + static_cast<std::ptrdiff_t>(m_size));
        m_size += bytes.size();
    }
    void writeZeros(std::size_t count)
    {
        for (; count != 0; --count)
            write8(0);
    }

    bool hasFailed() const { return m_failed; } ///< something found no room
    std::size_t size() const { return m_size; } ///< bytes that have been written
    std::size_t room() const { return m_buffer.size() - m_size; }
    ByteSpan written() const { return m_buffer.first(m_size); }

private:
    template <typename Number>
    void number(Number value)
    {
        std::array<std::uint8_t, sizeof(Number)> bytes{};
        writeNumber(bytes, 0, value);
        write(bytes);
    }

    ByteSpan m_buffer;
    std::size_t m_size = 0;
    bool m_failed = false;
};

} // namespace qicmp
