// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "ratelimits.h"

#include <algorithm>
#include <limits>

namespace qicmp::proxy {

Allowance Allowance::ofRate(std::uint32_t packetsPerSecond)
{
    constexpr std::uint64_t usualMtu = 1'500;
    const auto bytes = static_cast<std::uint32_t>(std::min<std::uint64_t>(
            packetsPerSecond * usualMtu, std::numeric_limits<std::uint32_t>::max()));
    return {{packetsPerSecond, packetsPerSecond}, {bytes, bytes}};
}

AllowanceBuckets *DestinationBuckets::find(const IpAddress &target, Nanoseconds now)
{
    if (m_entries.empty())
        m_entries.resize(sets);
    const std::uint64_t key = m_hash(target);
    auto &set = m_entries[key % sets];
    for (Entry &entry : set)
        if (entry.key == key)
            return &entry.buckets;
    for (Entry &entry : set) {
        if (entry.buckets.isFull(now)) {
            entry = {key, {}};
            return &entry.buckets;
        }
    }
    return nullptr;
}

std::optional<v1::RefusalReason> RateLimits::admit(Client &client, const IpAddress &target,
                                                   std::uint32_t size, Nanoseconds now)
{
    if (!client.buckets.has(client.allowance, size, now))
        return v1::RefusalReason::ClientRate;
    AllowanceBuckets *destination = nullptr;
    if (client.destination.isLimited()) {
        destination = m_destinations.find(target, now);
        if (!destination || !destination->has(client.destination, size, now))
            return v1::RefusalReason::DestinationRate;
    }
    if (!m_totalBuckets.has(m_total, size, now))
        return v1::RefusalReason::TotalRate;
    client.buckets.spend(client.allowance, size, now);
    if (destination)
        destination->spend(client.destination, size, now);
    m_totalBuckets.spend(m_total, size, now);
    return std::nullopt;
}

} // namespace qicmp::proxy
