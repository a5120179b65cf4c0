// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/identifierspace.h"

namespace qicmp {

std::uint32_t IdentifierSpace::coarse(Nanoseconds now)
{
    // Milliseconds modulo 2^31 (24 days), never 0, which stands for "never used".
    const auto milliseconds = static_cast<std::uint32_t>(now / millisecond) & ~inUse;
    return milliseconds == 0 ? 1 : milliseconds;
}

bool IdentifierSpace::isFree(std::uint32_t word, std::uint32_t coarseNow)
{
    constexpr auto rest = static_cast<std::uint32_t>(quarantine / millisecond);
    return word == 0 || (!(word & inUse) && ((coarseNow - word) & ~inUse) >= rest);
}

std::optional<IdentifierSpace::Key> IdentifierSpace::acquire(std::uint32_t probe, Nanoseconds now)
{
    const std::uint32_t total = identifierCount() * pageSize;
    const std::uint32_t coarseNow = coarse(now);
    // Pairs are given back roughly in the order they were taken, so the one at the cursor rests
    // longest. A short scan steps over the odd probe with a long timeout.
    for (std::uint32_t step = 0; step < longestScan && step < total; ++step) {
        const Key key = m_cursor;
        m_cursor = key + 1 == total ? 0 : key + 1;
        std::uint32_t &word = m_pages[key / pageSize].words[key % pageSize];
        if (isFree(word, coarseNow)) {
            word = probe | inUse;
            return key;
        }
    }
    m_short = true;
    return std::nullopt;
}

void IdentifierSpace::release(Key key, Nanoseconds now)
{
    if (m_short) { // what is given back first has rested longest
        m_cursor = key;
        m_short = false;
    }
    m_pages[key / pageSize].words[key % pageSize] = coarse(now);
}

void IdentifierSpace::addIdentifier(std::uint16_t id)
{
    m_cursor = identifierCount() * pageSize;
    m_short = false;
    m_pages.push_back({id, std::make_unique<std::uint32_t[]>(pageSize)});
}

std::uint32_t IdentifierSpace::probeOf(std::uint16_t id, std::uint16_t sequence) const
{
    for (const Page &page : m_pages) {
        if (page.id != id)
            continue;
        const std::uint32_t word = page.words[sequence];
        return word & inUse ? word & ~inUse : none;
    }
    return none;
}

} // namespace qicmp
