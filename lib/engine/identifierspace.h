// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace qicmp {

/// Hands out the pairs of ICMP identifier and sequence number of one address family and knows which
/// probe holds which pair.
///
/// An identifier offers 65,536 sequence numbers; they are used in order, and a pair that was given
/// back rests for a while before it is used again, so that an error or a small reply which was
/// still under way is not taken for the answer to a newer probe. When the pairs of all identifiers
/// are in use or resting, the owner adds another identifier or waits.
class IdentifierSpace
{
public:
    /// Where a pair stands: position of its identifier (high 16 bits) and sequence number.
    using Key = std::uint32_t;

    static constexpr std::uint32_t none = UINT32_MAX;
    static constexpr Nanoseconds quarantine = 10 * second;

    /// A pair for \a probe (below 2^31), or nothing while all pairs are in use or resting.
    std::optional<Key> acquire(std::uint32_t probe, Nanoseconds now);
    void release(Key key, Nanoseconds now);

    void addIdentifier(std::uint16_t id);
    std::uint32_t identifierCount() const { return static_cast<std::uint32_t>(m_pages.size()); }

    std::uint16_t idOf(Key key) const { return m_pages[key >> 16].id; }
    static std::uint16_t sequenceOf(Key key) { return static_cast<std::uint16_t>(key); }

    /// The probe that holds the pair, or none.
    std::uint32_t probeOf(std::uint16_t id, std::uint16_t sequence) const;

private:
    static constexpr std::uint32_t pageSize = 65536;
    static constexpr std::uint32_t inUse = 0x8000'0000; ///< else the word is when it was released
    static constexpr std::uint32_t longestScan = 64;

    struct Page
    {
        std::uint16_t id;
        std::unique_ptr<std::uint32_t[]> words; ///< 0 = never used
    };

    static std::uint32_t coarse(Nanoseconds now);
    static bool isFree(std::uint32_t word, std::uint32_t coarseNow);

    std::vector<Page> m_pages;
    Key m_cursor = 0;
    bool m_short = false; ///< nothing was found at the cursor lately
};

} // namespace qicmp
