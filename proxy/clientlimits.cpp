// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "clientlimits.h"

#include <algorithm>

namespace qicmp::proxy {
namespace {

constexpr std::size_t mostAddresses = 4'096;
constexpr long mostSessions = 64; // of one remote address, so that it can't take all there are

} // namespace

IpAddress machineOf(const IpAddress &address)
{
    IpAddress machine = address;
    machine.scope = 0;
    if (machine.family == Family::IPv6 && !machine.isLinkLocal())
        std::fill(machine.bytes.begin() + 8, machine.bytes.end(), std::uint8_t{0});
    return machine;
}

std::shared_ptr<RateLimits::Client> ClientLimits::acquire(const IpAddress &client, ClientKind kind,
                                                          Nanoseconds now)
{
    if (kind == ClientKind::Local)
        return std::make_shared<RateLimits::Client>(m_policy.limits(kind));
    const IpAddress key = machineOf(client);
    if (const auto known = m_remote.find(key); known != m_remote.end())
        return known->second.use_count() > mostSessions ? nullptr : known->second;
    if (m_remote.size() >= mostAddresses) {
        std::erase_if(m_remote, [now](const auto &entry) {
            return entry.second.use_count() == 1 && entry.second->buckets.isFull(now);
        });
    }
    if (m_remote.size() >= mostAddresses)
        return nullptr;
    return m_remote.emplace(key, std::make_shared<RateLimits::Client>(m_policy.limits(kind)))
            .first->second;
}

std::shared_ptr<RateLimits::Client> ClientLimits::acquire(const QByteArray &identity)
{
    auto &known = m_keyed[identity];
    if (!known)
        known = std::make_shared<RateLimits::Client>(m_policy.limits(ClientKind::Keyed));
    return known.use_count() > mostSessions ? nullptr : known;
}

} // namespace qicmp::proxy
