// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "keyedhash.h"
#include "policy.h"
#include "ratelimits.h"

#include <QByteArray>
#include <QHash>

#include <memory>
#include <unordered_map>

namespace qicmp::proxy {

/// What stands for the machine at an address, as far as that can be told: IPv6 gives one a /64.
IpAddress machineOf(const IpAddress &address);

/// The rate limits of clients. All sessions of a remote address, or of an IPv6 /64, which one
/// machine may have, share theirs, and it outlives them until it is full again: so opening another
/// session earns nothing. On this machine each session is a client, because its users have one
/// address in common.
class ClientLimits
{
public:
    explicit ClientLimits(const Policy &policy) : m_policy(policy) {}

    /// For one more session. Null when that address has as many as it may, or when there are too
    /// many addresses.
    std::shared_ptr<RateLimits::Client> acquire(const IpAddress &client, ClientKind kind,
                                                Nanoseconds now);
    /// The same for one inside DTLS: all that have one identity share its limits.
    std::shared_ptr<RateLimits::Client> acquire(const QByteArray &identity);

private:
    const Policy &m_policy;
    std::unordered_map<IpAddress, std::shared_ptr<RateLimits::Client>, KeyedHash> m_remote;
    QHash<QByteArray, std::shared_ptr<RateLimits::Client>> m_keyed; ///< there are few identities
};

} // namespace qicmp::proxy
