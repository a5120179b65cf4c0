// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"

#include <cstdint>

#include <netinet/in.h>

namespace qicmp {

/// A socket address of either family; of ICMP, without a port.
struct SocketAddress
{
    union {
        sockaddr any;
        sockaddr_in v4;
        sockaddr_in6 v6;
    } storage{};
    socklen_t size = 0;

    SocketAddress() = default;
    explicit SocketAddress(const IpAddress &address);
    SocketAddress(const IpAddress &address, std::uint16_t port);
};

/// Null for anything but AF_INET and AF_INET6.
IpAddress toIpAddress(const sockaddr *address);

} // namespace qicmp
