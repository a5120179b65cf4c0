// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/socketaddress.h"

#include <algorithm>
#include <cstring>

namespace qicmp {

SocketAddress::SocketAddress(const IpAddress &address)
{
    if (address.family == Family::IPv6) {
        storage.v6.sin6_family = AF_INET6;
        std::copy(address.bytes.begin(), address.bytes.end(), storage.v6.sin6_addr.s6_addr);
        storage.v6.sin6_scope_id = address.scope;
        size = sizeof storage.v6;
    } else {
        storage.v4.sin_family = AF_INET;
        std::memcpy(&storage.v4.sin_addr, address.bytes.data(), sizeof storage.v4.sin_addr);
        size = sizeof storage.v4;
    }
}

SocketAddress::SocketAddress(const IpAddress &address, std::uint16_t port) : SocketAddress(address)
{
    (address.family == Family::IPv6 ? storage.v6.sin6_port : storage.v4.sin_port) = htons(port);
}

IpAddress toIpAddress(const sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, address, sizeof v4);
        return IpAddress::v4(ntohl(v4.sin_addr.s_addr));
    }
    if (address->sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, address, sizeof v6);
        std::array<std::uint8_t, 16> bytes{};
        std::copy(std::begin(v6.sin6_addr.s6_addr), std::end(v6.sin6_addr.s6_addr), bytes.begin());
        return IpAddress::v6(bytes, v6.sin6_scope_id);
    }
    return {};
}

} // namespace qicmp
