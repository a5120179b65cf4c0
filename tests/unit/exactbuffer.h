// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

/// A heap block of exactly the bytes given, so that AddressSanitizer sees a read of one more.
/// A vector won't do: what it has in reserve is its own.
class ExactBuffer
{
public:
    explicit ExactBuffer(std::span<const std::uint8_t> bytes)
        : m_bytes(new std::uint8_t[bytes.size()]), m_size(bytes.size())
    {
        std::copy(bytes.begin(), bytes.end(), m_bytes.get());
    }

    std::span<std::uint8_t> span() const { return {m_bytes.get(), m_size}; }

private:
    std::unique_ptr<std::uint8_t[]> m_bytes;
    std::size_t m_size;
};
