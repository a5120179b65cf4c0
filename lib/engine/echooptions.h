// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "engine/clock.h"
#include "engine/randomkey.h"

#include <cstdint>
#include <unordered_map>
#include <vector>

namespace qicmp {

/// How the echo requests of one request are sent, all defaults resolved.
struct EchoOptions
{
    static constexpr std::uint16_t mostRetries = 1000;

    Nanoseconds timeout = second;
    std::uint16_t retries = 0; ///< at most mostRetries
    std::uint16_t payloadSize = 56;
    std::int16_t ttl = -1;          ///< -1 = the system's; hop limit for IPv6
    std::int16_t trafficClass = -1; ///< -1 = the system's
    bool dontFragment = false;
    bool broadcast = false;
    std::uint32_t interfaceIndex = 0;  ///< 0 = by routing table
    IpAddress source;                  ///< null = the system's choice
    std::vector<std::uint8_t> payload; ///< what the payload is filled with; zeros where it ends

    friend bool operator==(const EchoOptions &, const EchoOptions &) = default;
};

/// Shares equal options between requests: almost all requests of a program are alike, and an index
/// is all that each needs to hold.
class OptionsTable
{
public:
    /// The index of \a options, with one reference added.
    std::uint32_t acquire(const EchoOptions &options);
    /// One more reference to options that are held already.
    void retain(std::uint32_t index) { ++m_entries[index].references; }
    void release(std::uint32_t index);

    const EchoOptions &operator[](std::uint32_t index) const { return m_entries[index].options; }

private:
    struct Entry
    {
        EchoOptions options;
        std::uint32_t references = 0;
    };
    using Index = std::unordered_multimap<std::uint64_t, std::uint32_t>;

    std::uint64_t hashOf(const EchoOptions &options) const;
    Index::iterator find(std::uint64_t hash, const EchoOptions &options);

    SipKey m_key = randomSipKey(); ///< a proxy's clients must not choose options that collide
    std::vector<Entry> m_entries;
    std::vector<std::uint32_t> m_free;
    Index m_index; ///< of the entries in use, by hash
};

} // namespace qicmp
