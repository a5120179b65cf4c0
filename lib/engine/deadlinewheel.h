// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/chunkedarray.h"
#include "engine/clock.h"

#include <array>
#include <cstdint>

namespace qicmp {

/// A hierarchical timing wheel (Varghese and Lauck, 1987): any number of deadlines, each set,
/// moved and cancelled in constant time, all served by one timer.
///
/// Entries are small dense indices that the caller owns, for instance slots of a SlotTable. The
/// resolution is one millisecond; a deadline is never reported early. Deadlines of the same
/// millisecond, unless it lies years ahead, are reported in the order in which they were set.
class DeadlineWheel
{
public:
    static constexpr std::uint32_t none = UINT32_MAX;

    explicit DeadlineWheel(Nanoseconds epoch);

    /// Sets or moves the deadline of \a entry.
    void schedule(std::uint32_t entry, Nanoseconds deadline);
    void cancel(std::uint32_t entry);
    bool isScheduled(std::uint32_t entry) const;

    /// Takes one entry whose deadline is at or before \a now out of the wheel, or none.
    std::uint32_t popExpired(Nanoseconds now);

    /// When popExpired() should be asked next: at the earliest deadline, rounded up to the
    /// resolution, or somewhat before it while it lies in a coarse bucket still. The largest value
    /// when the wheel is empty.
    Nanoseconds nextDeadline() const;

    std::uint32_t size() const { return m_size; }

private:
    static constexpr int slotBits = 6;
    static constexpr int slotsPerLevel = 1 << slotBits;
    static constexpr int levels = 6; // 2^36 ms: a turn of more than two years
    static constexpr std::uint16_t dueBucket = slotsPerLevel * levels;
    static constexpr std::uint16_t noBucket = UINT16_MAX;

    struct Node
    {
        std::uint32_t next = none;
        std::uint32_t previous = none;
        std::uint32_t tickLow = 0;
        std::uint16_t tickHigh = 0;
        std::uint16_t bucket = noBucket;
    };
    struct Expiration
    {
        std::uint64_t tick;
        std::uint16_t bucket;
    };

    static std::uint64_t tickOf(const Node &node);
    void insert(std::uint32_t entry, std::uint64_t tick);
    void unlink(std::uint32_t entry);
    bool nextExpiration(Expiration &expiration) const;
    void advance(std::uint64_t tick);

    Nanoseconds m_epoch;
    std::uint64_t m_elapsed = 0; ///< every bucket before this tick has been emptied
    ChunkedArray<Node> m_nodes;
    std::array<std::uint32_t, slotsPerLevel * levels + 1> m_heads{}; ///< of buckets: first set
    std::array<std::uint32_t, slotsPerLevel * levels + 1> m_tails{};
    std::array<std::uint64_t, levels> m_occupied{};
    std::uint32_t m_size = 0;
};

} // namespace qicmp
