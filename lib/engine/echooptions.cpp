// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echooptions.h"

namespace qicmp {

std::uint32_t OptionsTable::acquire(const EchoOptions &options)
{
    // Programs use a handful of option sets at a time; callers that use one again and again keep
    // its index and retain() it.
    for (std::uint32_t index = 0; index < m_entries.size(); ++index) {
        Entry &entry = m_entries[index];
        if (entry.references > 0 && entry.options == options) {
            ++entry.references;
            return index;
        }
    }
    if (!m_free.empty()) {
        const std::uint32_t index = m_free.back();
        m_free.pop_back();
        m_entries[index] = {options, 1};
        return index;
    }
    m_entries.push_back({options, 1});
    return static_cast<std::uint32_t>(m_entries.size() - 1);
}

void OptionsTable::release(std::uint32_t index)
{
    Entry &entry = m_entries[index];
    if (--entry.references == 0) {
        entry.options = {};
        m_free.push_back(index);
    }
}

} // namespace qicmp
