// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <vector>

namespace qicmp {

/// An array that grows without moving what it holds: a step costs the same at ten elements and at a
/// million, where a vector would stop everybody to copy them all. It never shrinks.
template <typename T>
class ChunkedArray
{
public:
    /// Makes elements up to \a size, at least, with T's default value.
    void growTo(std::uint32_t size)
    {
        while (m_size < size) {
            m_chunks.push_back(std::make_unique<T[]>(chunkSize));
            m_size += chunkSize;
        }
    }
    std::uint32_t size() const { return m_size; }

    T &operator[](std::uint32_t index)
    {
        assert(index < m_size);
        return m_chunks[index / chunkSize][index % chunkSize];
    }
    const T &operator[](std::uint32_t index) const
    {
        assert(index < m_size);
        return m_chunks[index / chunkSize][index % chunkSize];
    }

private:
    static constexpr std::uint32_t chunkSize = 1024;

    std::vector<std::unique_ptr<T[]>> m_chunks;
    std::uint32_t m_size = 0;
};

} // namespace qicmp
