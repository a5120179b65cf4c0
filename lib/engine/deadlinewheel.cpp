// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/deadlinewheel.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace qicmp {

DeadlineWheel::DeadlineWheel(Nanoseconds epoch) : m_epoch(epoch)
{
    m_heads.fill(none);
    m_tails.fill(none);
}

std::uint64_t DeadlineWheel::tickOf(const Node &node)
{
    return std::uint64_t{node.tickHigh} << 32 | node.tickLow;
}

void DeadlineWheel::schedule(std::uint32_t entry, Nanoseconds deadline)
{
    m_nodes.growTo(entry + 1);
    if (m_nodes[entry].bucket != noBucket)
        cancel(entry);

    constexpr std::uint64_t tick = millisecond;
    const std::uint64_t distance =
            deadline <= m_epoch
                    ? 0
                    : static_cast<std::uint64_t>(deadline) - static_cast<std::uint64_t>(m_epoch);
    insert(entry, (distance + tick - 1) / tick);
    ++m_size;
}

void DeadlineWheel::cancel(std::uint32_t entry)
{
    if (!isScheduled(entry))
        return;
    unlink(entry);
    --m_size;
}

bool DeadlineWheel::isScheduled(std::uint32_t entry) const
{
    return entry < m_nodes.size() && m_nodes[entry].bucket != noBucket;
}

void DeadlineWheel::insert(std::uint32_t entry, std::uint64_t tick)
{
    std::uint16_t bucket = dueBucket;
    if (tick > m_elapsed) {
        // What lies beyond the horizon waits in the last bucket before it, again and again.
        constexpr int top = slotBits * (levels - 1);
        const std::uint64_t last = ((m_elapsed >> top) + slotsPerLevel - 1) << top;
        const std::uint64_t opens = std::min(tick, last);
        // The level is that of the highest bit in which this differs from now: below it, the wheel
        // has not turned yet.
        const int highest = 63 - std::countl_zero(opens ^ m_elapsed);
        const int level = std::min(highest / slotBits, levels - 1);
        const auto slot = static_cast<int>(opens >> (level * slotBits) & (slotsPerLevel - 1));
        bucket = static_cast<std::uint16_t>(level * slotsPerLevel + slot);
        m_occupied[static_cast<std::size_t>(level)] |= std::uint64_t{1} << slot;
    }

    Node &node = m_nodes[entry];
    node.tickLow = static_cast<std::uint32_t>(tick);
    node.tickHigh = static_cast<std::uint16_t>(tick >> 32);
    node.bucket = bucket;
    node.next = none;
    node.previous = m_tails[bucket];
    if (node.previous != none)
        m_nodes[node.previous].next = entry;
    else
        m_heads[bucket] = entry;
    m_tails[bucket] = entry;
}

void DeadlineWheel::unlink(std::uint32_t entry)
{
    Node &node = m_nodes[entry];
    if (node.next != none)
        m_nodes[node.next].previous = node.previous;
    else
        m_tails[node.bucket] = node.previous;
    if (node.previous != none)
        m_nodes[node.previous].next = node.next;
    else
        m_heads[node.bucket] = node.next;
    if (m_heads[node.bucket] == none && node.bucket != dueBucket)
        m_occupied[node.bucket / slotsPerLevel] &=
                ~(std::uint64_t{1} << (node.bucket % slotsPerLevel));
    node = Node{};
}

bool DeadlineWheel::nextExpiration(Expiration &expiration) const
{
    for (int level = 0; level < levels; ++level) {
        const std::uint64_t occupied = m_occupied[static_cast<std::size_t>(level)];
        if (occupied == 0)
            continue;
        // Deadlines of a level all lie ahead of the hand, and lower levels before higher ones.
        const int shift = level * slotBits;
        const auto hand = static_cast<int>(m_elapsed >> shift & (slotsPerLevel - 1));
        const int ahead = std::countr_zero(std::rotr(occupied, hand));
        const std::uint64_t turn = m_elapsed >> shift;
        expiration.tick = (turn + static_cast<std::uint64_t>(ahead)) << shift;
        expiration.bucket =
                static_cast<std::uint16_t>(level * slotsPerLevel + (hand + ahead) % slotsPerLevel);
        return true;
    }
    return false;
}

void DeadlineWheel::advance(std::uint64_t tick)
{
    Expiration expiration{};
    while (m_heads[dueBucket] == none && nextExpiration(expiration) && expiration.tick <= tick) {
        // Entries move down a level each time their bucket opens, from level 0 they are due.
        m_elapsed = std::max(m_elapsed, expiration.tick);
        while (m_heads[expiration.bucket] != none) {
            const std::uint32_t entry = m_heads[expiration.bucket];
            const std::uint64_t entryTick = tickOf(m_nodes[entry]);
            unlink(entry);
            insert(entry, entryTick);
        }
    }
    if (m_heads[dueBucket] == none)
        m_elapsed = std::max(m_elapsed, tick);
}

std::uint32_t DeadlineWheel::popExpired(Nanoseconds now)
{
    if (now >= m_epoch && m_heads[dueBucket] == none)
        advance(static_cast<std::uint64_t>((now - m_epoch) / millisecond));
    const std::uint32_t entry = m_heads[dueBucket];
    if (entry != none)
        cancel(entry);
    return entry;
}

Nanoseconds DeadlineWheel::nextDeadline() const
{
    Expiration expiration{};
    if (m_heads[dueBucket] != none)
        return m_epoch + static_cast<Nanoseconds>(m_elapsed) * millisecond;
    if (!nextExpiration(expiration))
        return std::numeric_limits<Nanoseconds>::max();
    return m_epoch + static_cast<Nanoseconds>(expiration.tick) * millisecond;
}

} // namespace qicmp
