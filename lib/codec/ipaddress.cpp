// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/ipaddress.h"

#include <algorithm>
#include <arpa/inet.h>

namespace qicmp {

IpAddress IpAddress::v4(std::uint32_t hostOrder)
{
    IpAddress address;
    address.family = Family::IPv4;
    for (std::size_t i = 0; i < 4; ++i)
        address.bytes[i] = static_cast<std::uint8_t>(hostOrder >> (24 - 8 * i));
    return address;
}

IpAddress IpAddress::v6(const std::array<std::uint8_t, 16> &networkOrder, std::uint32_t scope)
{
    IpAddress address;
    address.family = Family::IPv6;
    address.bytes = networkOrder;
    address.scope = scope;
    return address;
}

std::uint32_t IpAddress::toV4() const
{
    if (family != Family::IPv4)
        return 0;
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 |
           std::uint32_t{bytes[2]} << 8 | std::uint32_t{bytes[3]};
}

bool IpAddress::isMulticast() const
{
    switch (family) {
    case Family::IPv4:
        return (bytes[0] & 0xf0) == 0xe0;
    case Family::IPv6:
        return bytes[0] == 0xff;
    case Family::None:
        break;
    }
    return false;
}

bool IpAddress::isLimitedBroadcast() const
{
    return toV4() == 0xffffffff;
}

bool IpAddress::isUnspecified() const
{
    return !isNull() && std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

bool IpAddress::isLinkLocal() const
{
    switch (family) {
    case Family::IPv4:
        return bytes[0] == 169 && bytes[1] == 254;
    case Family::IPv6:
        return bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
    case Family::None:
        break;
    }
    return false;
}

bool IpAddress::isIpv4Mapped() const
{
    constexpr std::array<std::uint8_t, 12> prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    return family == Family::IPv6 && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

std::string IpAddress::toString() const
{
    if (isNull())
        return {};
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(family == Family::IPv4 ? AF_INET : AF_INET6, bytes.data(), text, sizeof text);
    std::string result = text;
    if (family == Family::IPv6 && scope != 0)
        result += '%' + std::to_string(scope);
    return result;
}

} // namespace qicmp
