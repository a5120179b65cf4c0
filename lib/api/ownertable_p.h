// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "requestowner_p.h"

#include <vector>

namespace qicmp {

/// What the manager keeps beside the engine about requests that were made with more than an
/// address: who made them, the host's name, words for their failure. Requests made by submit()
/// have no entry.
class OwnerTable
{
public:
    struct Entry
    {
        RequestOwner *owner = nullptr;
        bool observed = false; ///< the owner hears of it after its end, too
        QString host;
        QString message;       ///< of the failure, if the one made from its code does not do
        bool told = false;     ///< its outcome
        bool silenced = false; ///< before that: nobody is to hear of it any more
    };

    /// The number of a new entry, never 0.
    std::uint32_t add(const Entry &entry)
    {
        if (m_free.empty()) {
            m_entries.push_back(entry);
            return static_cast<std::uint32_t>(m_entries.size() - 1);
        }
        const std::uint32_t number = m_free.back();
        m_free.pop_back();
        m_entries[number] = entry;
        return number;
    }

    void remove(std::uint32_t number)
    {
        m_entries[number] = {};
        m_free.push_back(number);
    }

    /// Entry 0 is empty and stands for "no entry".
    Entry &operator[](std::uint32_t number) { return m_entries[number]; }
    const Entry &operator[](std::uint32_t number) const { return m_entries[number]; }

    std::uint32_t size() const { return static_cast<std::uint32_t>(m_entries.size()); }

private:
    std::vector<Entry> m_entries = std::vector<Entry>(1);
    std::vector<std::uint32_t> m_free;
};

} // namespace qicmp
