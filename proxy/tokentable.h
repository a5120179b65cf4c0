// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "keyedhash.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace qicmp::proxy {

/// The tokens of a session that its client has not acknowledged the outcome of, each with a number
/// that is not 0: constant time for each operation, 16 bytes for each slot, of which there are 2
/// to 8 for each token: what has been many at one time costs nothing later.
///
/// Tokens are the client's choice, so where they are kept depends on a secret: no client can make
/// all of its tokens collide.
class TokenTable
{
public:
    /// The number of \a token, null if it is not here. Good until the table is changed.
    std::uint64_t *find(std::uint64_t token)
    {
        if (m_used == 0)
            return nullptr;
        const std::size_t at = place(token);
        return m_entries[at].value == 0 ? nullptr : &m_entries[at].value;
    }

    /// Adds what is not here yet.
    void insert(std::uint64_t token, std::uint64_t value)
    {
        if ((m_used + 1) * 2 > m_entries.size())
            resize(std::max(smallest, m_entries.size() * 2));
        m_entries[place(token)] = {token, value};
        ++m_used;
    }

    void remove(std::uint64_t token)
    {
        if (m_used == 0)
            return;
        std::size_t gap = place(token);
        if (m_entries[gap].value == 0)
            return;
        --m_used;
        // What stands behind it, up to the next free slot, may have to move into the gap.
        for (std::size_t at = next(gap); m_entries[at].value != 0; at = next(at)) {
            const std::size_t home = homeOf(m_entries[at].token);
            if (((at - home) & mask()) >= ((at - gap) & mask()))
                m_entries[std::exchange(gap, at)] = m_entries[at];
        }
        m_entries[gap] = {};
        if (m_used * 8 < m_entries.size() && m_entries.size() > smallest)
            resize(m_entries.size() / 2);
    }

    std::size_t size() const { return m_used; }
    std::size_t capacity() const { return m_entries.size(); } ///< slots

    template <typename Visit>
    void forEach(Visit &&visit) const
    {
        for (const Entry &entry : m_entries)
            if (entry.value != 0)
                visit(entry.token, entry.value);
    }

private:
    static constexpr std::size_t smallest = 16; // a power of two, as all its sizes

    struct Entry
    {
        std::uint64_t token = 0;
        std::uint64_t value = 0; ///< 0 = free
    };

    std::size_t mask() const { return m_entries.size() - 1; }
    std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
    std::size_t homeOf(std::uint64_t token) const { return m_hash(token) & mask(); }
    /// Where the token is, or the free slot where it would be.
    std::size_t place(std::uint64_t token) const
    {
        std::size_t at = homeOf(token);
        while (m_entries[at].value != 0 && m_entries[at].token != token)
            at = next(at);
        return at;
    }
    void resize(std::size_t size)
    {
        std::vector<Entry> old(size);
        old.swap(m_entries);
        for (const Entry &entry : old)
            if (entry.value != 0)
                m_entries[place(entry.token)] = entry;
    }

    std::vector<Entry> m_entries;
    std::size_t m_used = 0;
    KeyedHash m_hash;
};

} // namespace qicmp::proxy
