// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/chunkedarray.h"

#include <cstdint>
#include <utility>

namespace qicmp {

/// Records that are found by a 64-bit handle and never move.
///
/// A handle is slot (low 32 bits) and generation (high 32 bits, odd). Taking and freeing a slot
/// both advance its generation, so a handle that outlived its record finds nothing instead of
/// somebody else's. Storage is kept for reuse. T needs a default constructor
/// that makes it unused, a member `std::uint32_t generation`, and `std::uint32_t &nextFree()`: a
/// member, SlotTable::none by default, that the table may use while the record is free.
template <typename T>
class SlotTable
{
public:
    using Handle = std::uint64_t;
    static constexpr std::uint32_t none = UINT32_MAX;

    static std::uint32_t slotOf(Handle handle) { return static_cast<std::uint32_t>(handle); }

    /// A fresh record; its generation is set.
    std::uint32_t allocate()
    {
        std::uint32_t slot = m_firstFree;
        if (slot == none) {
            slot = m_size++;
            m_records.growTo(m_size);
        } else {
            m_firstFree = std::exchange((*this)[slot].nextFree(), none);
        }
        ++(*this)[slot].generation; // odd: in use
        ++m_used;
        return slot;
    }

    void free(std::uint32_t slot)
    {
        T &record = (*this)[slot];
        const std::uint32_t generation = record.generation + 1;
        record = T{};
        record.generation = generation; // even: free
        record.nextFree() = std::exchange(m_firstFree, slot);
        --m_used;
    }

    T &operator[](std::uint32_t slot) { return m_records[slot]; }
    const T &operator[](std::uint32_t slot) const { return m_records[slot]; }

    Handle handle(std::uint32_t slot) const
    {
        return Handle{(*this)[slot].generation} << 32 | slot;
    }

    /// The slot of a living record, or none.
    std::uint32_t find(Handle handle) const
    {
        const std::uint32_t slot = slotOf(handle);
        return slot < m_size && (*this)[slot].generation == handle >> 32 && (handle >> 32 & 1) != 0
                       ? slot
                       : none;
    }

    std::uint32_t used() const { return m_used; }
    std::uint32_t size() const { return m_size; } ///< slots ever made, for iterating over all

private:
    ChunkedArray<T> m_records;
    std::uint32_t m_firstFree = none;
    std::uint32_t m_size = 0;
    std::uint32_t m_used = 0;
};

} // namespace qicmp
