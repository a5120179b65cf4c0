// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "codec/proxyprotocol.h"
#include "keyedhash.h"
#include "tokenbucket.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace qicmp::proxy {

/// What may be sent, in packets and in bytes of IP.
struct Allowance
{
    TokenRate packets;
    TokenRate bytes;

    bool isLimited() const { return packets.isLimited(); }

    /// One second's worth of \a packetsPerSecond at once. Bytes are limited to as many packets of
    /// the usual Ethernet MTU, so that large ones cost more.
    static Allowance ofRate(std::uint32_t packetsPerSecond);
};

/// Buckets of one allowance.
struct AllowanceBuckets
{
    TokenBucket packets;
    TokenBucket bytes;

    bool has(const Allowance &allowance, std::uint32_t size, Nanoseconds now) const
    {
        return packets.has(allowance.packets, 1, now) && bytes.has(allowance.bytes, size, now);
    }
    void spend(const Allowance &allowance, std::uint32_t size, Nanoseconds now)
    {
        packets.spend(allowance.packets, 1, now);
        bytes.spend(allowance.bytes, size, now);
    }
    bool isFull(Nanoseconds now) const { return packets.isFull(now) && bytes.isFull(now); }
};

/// Buckets of destinations, in bounded memory: what is full again makes room for others. Where none
/// has become full, a new destination has to wait, as if its own bucket were empty.
class DestinationBuckets
{
public:
    /// Those of \a target, or null.
    AllowanceBuckets *find(const IpAddress &target, Nanoseconds now);

private:
    static constexpr std::size_t ways = 4;
    static constexpr std::size_t sets = 16'384;

    struct Entry
    {
        std::uint64_t key = 0;
        AllowanceBuckets buckets;
    };

    KeyedHash m_hash;
    std::vector<std::array<Entry, ways>> m_entries; ///< none before the first is looked for
};

/// Decides whether there is allowance for a ping: of its client, of its target, and of all
/// together.
class RateLimits
{
public:
    explicit RateLimits(const Allowance &total) : m_total(total) {}

    /// What one client has to go by.
    struct Client
    {
        Allowance allowance;
        Allowance destination; ///< for each target, shared with all other clients
        AllowanceBuckets buckets;
    };

    /// Takes a packet of \a size bytes out of all allowances, or out of none, and then says which
    /// is used up.
    std::optional<v1::RefusalReason> admit(Client &client, const IpAddress &target,
                                           std::uint32_t size, Nanoseconds now);

private:
    Allowance m_total;
    AllowanceBuckets m_totalBuckets;
    DestinationBuckets m_destinations;
};

} // namespace qicmp::proxy
