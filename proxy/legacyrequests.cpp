// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "legacyrequests.h"

namespace qicmp::proxy {
namespace {

/// Of a request without payload, here and in the engine.
constexpr std::size_t overhead = 1'024;

std::size_t costOf(std::size_t payload)
{
    return payload + overhead;
}

} // namespace

std::optional<std::uint32_t> LegacyRequests::surplus(std::size_t payload) const
{
    if (m_cost + costOf(payload) <= most)
        return std::nullopt;
    return m_byCost.rbegin()->second->oldest;
}

std::uint32_t LegacyRequests::add(LegacyRequest request)
{
    if (m_free.empty()) {
        m_free.push_back(static_cast<std::uint32_t>(m_slots.size()));
        m_slots.emplace_back();
    }
    const std::uint32_t number = m_free.back();
    m_free.pop_back();
    Client &client = m_clients[request.client];
    if (client.serial == 0)
        client.serial = ++m_lastSerial;
    charge(client, static_cast<std::ptrdiff_t>(costOf(request.payload.size())));
    Slot &slot = m_slots[number];
    slot = {std::move(request), &client, client.newest, none};
    if (client.newest == none)
        client.oldest = number;
    else
        m_slots[client.newest].newer = number;
    client.newest = number;
    return number;
}

std::optional<LegacyRequest> LegacyRequests::take(std::uint32_t number)
{
    if (!has(number))
        return std::nullopt;
    Slot &slot = m_slots[number];
    charge(*slot.client, -static_cast<std::ptrdiff_t>(costOf(slot.request.payload.size())));
    unlink(slot);
    if (slot.client->cost == 0)
        m_clients.erase(slot.request.client);
    LegacyRequest request = std::exchange(slot, {}).request;
    m_free.push_back(number);
    return request;
}

void LegacyRequests::charge(Client &client, std::ptrdiff_t cost)
{
    m_byCost.erase({client.cost, client.serial});
    client.cost += static_cast<std::size_t>(cost);
    m_cost += static_cast<std::size_t>(cost);
    if (client.cost != 0)
        m_byCost.emplace(std::pair(client.cost, client.serial), &client);
}

void LegacyRequests::unlink(Slot &slot)
{
    (slot.older == none ? slot.client->oldest : m_slots[slot.older].newer) = slot.newer;
    (slot.newer == none ? slot.client->newest : m_slots[slot.newer].older) = slot.older;
}

} // namespace qicmp::proxy
