// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyhandshake.h"
#include "network.h"
#include "ratelimits.h"
#include "settings.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace qicmp::proxy {

/// Where a client is, by the address its datagrams come from.
enum class ClientKind : std::uint8_t {
    Local,  ///< on this machine: it speaks to a loopback address
    Remote, ///< the administrator lets it speak in plain text
    Keyed,  ///< it has a key and speaks inside DTLS, from wherever
    Denied, ///< no client is wanted from there, or only inside DTLS
};

/// The broadcast addresses of this machine's networks. The kernel refuses those of networks that
/// come later by itself.
std::vector<IpAddress> broadcastAddresses();

/// What the administrator allows, and what nobody may.
class Policy
{
public:
    /// \a families are FeatureIpv4 and FeatureIpv6, as far as this machine can send them.
    Policy(const Settings &settings, std::uint16_t families,
           std::vector<IpAddress> broadcasts = {});

    ClientKind kindOf(const IpAddress &client) const;

    /// What a client of that kind gets, of what it wishes; 0 = as much as there is.
    v1::Grant grant(ClientKind kind, const v1::Open &wishes) const;
    /// How fast it may send. Its wish for a rate is not enforced: keeping to it is its own affair.
    RateLimits::Client limits(ClientKind kind) const;
    const Allowance &total() const { return m_total; }

    /// Why \a target may not be pinged, if so.
    std::optional<v1::RefusalReason> refusal(const IpAddress &target) const;

private:
    bool isForbidden(const IpAddress &target) const;

    std::vector<Network> m_allow;
    std::vector<Network> m_deny;
    std::vector<Network> m_plaintextFrom;
    std::vector<IpAddress> m_broadcasts;
    std::uint16_t m_families;
    std::uint32_t m_localRate;
    std::uint32_t m_remoteRate;
    std::uint32_t m_localDestinationRate;
    std::uint32_t m_remoteDestinationRate;
    Allowance m_total;
};

} // namespace qicmp::proxy
