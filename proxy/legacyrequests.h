// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "keyedhash.h"
#include "settings.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace qicmp::proxy {

/// A request of version 0 that waits for its reply.
struct LegacyRequest
{
    Endpoint client;
    IpAddress local; ///< our address that it came to
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
    std::vector<std::uint8_t> payload;
    std::uint64_t ping = 0; ///< the engine's handle
};

/// All requests of version 0 that wait, in bounded memory: where it is used up, the oldest of the
/// client that uses most of it makes room. So no client can keep others out.
class LegacyRequests
{
public:
    static constexpr std::size_t most = 32 << 20; ///< bytes, overhead included

    /// What has to make room before one more with \a payload bytes is added, if anything.
    std::optional<std::uint32_t> surplus(std::size_t payload) const;
    /// Keeps \a request, and returns the number to ask for it by.
    std::uint32_t add(LegacyRequest request);
    /// Removes and returns it; nothing if there is no such one.
    std::optional<LegacyRequest> take(std::uint32_t number);
    bool has(std::uint32_t number) const
    {
        return number < m_slots.size() && m_slots[number].client;
    }
    /// One that there is.
    LegacyRequest &operator[](std::uint32_t number) { return m_slots[number].request; }

    std::size_t cost() const { return m_cost; } ///< bytes of all of them, overhead included

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Client
    {
        std::uint64_t serial = 0;
        std::size_t cost = 0;
        std::uint32_t oldest = none;
        std::uint32_t newest = none;
    };
    struct Slot
    {
        LegacyRequest request;
        Client *client = nullptr; ///< none: free
        std::uint32_t older = none;
        std::uint32_t newer = none;
    };

    void charge(Client &client, std::ptrdiff_t cost);
    void unlink(Slot &slot);

    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::unordered_map<Endpoint, Client, KeyedHash> m_clients;
    std::map<std::pair<std::size_t, std::uint64_t>, Client *> m_byCost; ///< and serial number
    std::uint64_t m_lastSerial = 0;
    std::size_t m_cost = 0;
};

} // namespace qicmp::proxy
