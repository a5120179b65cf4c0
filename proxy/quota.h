// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace qicmp::proxy {

/// How many pings may be kept for all sessions together, so that they can't use up this machine's
/// memory: those that are outstanding and those whose refusal has not been acknowledged.
///
/// Some are each session's own, whatever the others do. The rest is common, and nobody gets more of
/// it than is left for others (the dynamic threshold of Choudhury and Hahne), so the largest are
/// refused first, and there is always something for the next one.
class Quota
{
public:
    static constexpr std::size_t most = 1'000'000;
    static constexpr std::size_t own = 512;
    /// Of its own, a session can use these for nothing but refusals, so that it can be told.
    static constexpr std::size_t forRefusals = 128;
    static constexpr std::size_t sessions = 1'024;
    static constexpr std::size_t common = most - sessions * own;

    /// Whether a session that keeps \a kept pings may start another.
    bool maySpend(std::size_t kept) const
    {
        return kept < own - forRefusals || beyondOwn(kept) < common - m_used;
    }
    /// Whether it may keep \a more, if only as refused.
    bool mayKeep(std::size_t kept, std::size_t more) const
    {
        return kept + more <= own || beyondOwn(kept + more) <= common - m_used;
    }

    // A session keeps one more than \a kept, or gives all it has back.
    void add(std::size_t kept) { m_used += kept >= own ? 1 : 0; }
    void remove(std::size_t kept) { m_used -= kept > own ? 1 : 0; }
    void removeAll(std::size_t kept) { m_used -= beyondOwn(kept); }

    std::size_t used() const { return m_used; } ///< of what is common

private:
    static std::size_t beyondOwn(std::size_t kept) { return kept > own ? kept - own : 0; }

    std::size_t m_used = 0;
};

} // namespace qicmp::proxy
