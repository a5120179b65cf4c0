// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echooptions.h"

namespace qicmp {

std::uint64_t OptionsTable::hashOf(const EchoOptions &options) const
{
    SipHash<1, 3> state(m_key);
    const auto add = [&state](auto value) { state.absorb(static_cast<std::uint64_t>(value)); };
    add(options.timeout);
    add(options.retries);
    add(options.payloadSize);
    add(options.ttl);
    add(options.trafficClass);
    add(options.dontFragment * 2 + options.broadcast);
    add(options.interfaceIndex);
    add(options.source.scope);
    for (const std::uint8_t byte : options.source.bytes)
        add(byte);
    for (const std::uint8_t byte : options.payload)
        add(byte);
    return state.finish(options.payload.size());
}

std::uint32_t OptionsTable::acquire(const EchoOptions &options)
{
    const std::uint64_t hash = hashOf(options);
    if (const auto found = find(hash, options); found != m_index.end()) {
        ++m_entries[found->second].references;
        return found->second;
    }
    auto index = static_cast<std::uint32_t>(m_entries.size());
    if (m_free.empty()) {
        m_entries.push_back({options, 1});
    } else {
        index = m_free.back();
        m_free.pop_back();
        m_entries[index] = {options, 1};
    }
    m_index.emplace(hash, index);
    return index;
}

void OptionsTable::release(std::uint32_t index)
{
    Entry &entry = m_entries[index];
    if (--entry.references > 0)
        return;
    m_index.erase(find(hashOf(entry.options), entry.options));
    entry.options = {};
    m_free.push_back(index);
}

OptionsTable::Index::iterator OptionsTable::find(std::uint64_t hash, const EchoOptions &options)
{
    const auto [begin, end] = m_index.equal_range(hash);
    for (auto candidate = begin; candidate != end; ++candidate)
        if (m_entries[candidate->second].options == options)
            return candidate;
    return m_index.end();
}

} // namespace qicmp
