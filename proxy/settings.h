// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/cookie.h"
#include "codec/proxyprotocol.h"
#include "network.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace qicmp::proxy {

/// An address with a port, ours or a client's.
using Endpoint = v1::ClientAddress;

/// What the administrator wants, by command line and configuration file.
struct Settings
{
    Endpoint listen{IpAddress::v4(0x7f000001), v1::defaultPort};
    bool debug = false;
    bool icmp4em = false; ///< version 0, for loopback clients
    std::vector<Network> allow;
    std::vector<Network> deny;
    std::vector<Network> allowPlaintextFrom;
    QString pskFile;
    std::optional<Endpoint> metrics;
    QString user; ///< empty: icmp-proxy, else nobody, if started as root

    /// Packets a second, 0 = unlimited; not set: as policy.h has it.
    std::optional<std::uint32_t> clientRate;
    std::optional<std::uint32_t> destinationRate;
    std::optional<std::uint32_t> totalRate;
};

} // namespace qicmp::proxy
