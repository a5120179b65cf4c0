// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace qicmp {

enum class Family : std::uint8_t { None, IPv4, IPv6 };

/// An IPv4 or IPv6 address in network byte order, small enough to live in every request.
///
/// An IPv4 address stands in the first four bytes, the rest is zero. `scope` is the IPv6 zone
/// (RFC 4007): an interface index, 0 for none.
struct IpAddress
{
    std::array<std::uint8_t, 16> bytes{};
    std::uint32_t scope = 0;
    Family family = Family::None;

    static IpAddress v4(std::uint32_t hostOrder);
    static IpAddress v6(const std::array<std::uint8_t, 16> &networkOrder, std::uint32_t scope = 0);

    bool isNull() const { return family == Family::None; }
    std::uint32_t toV4() const; ///< in host byte order; 0 unless IPv4

    bool isMulticast() const;        ///< 224.0.0.0/4 (RFC 5771), ff00::/8 (RFC 4291, 2.7)
    bool isLimitedBroadcast() const; ///< 255.255.255.255 (RFC 919)
    bool isUnspecified() const;      ///< 0.0.0.0, ::
    bool isLinkLocal() const;        ///< 169.254.0.0/16 (RFC 3927), fe80::/10 (RFC 4291, 2.5.6)
    bool isIpv4Mapped() const;       ///< ::ffff:0:0/96 (RFC 4291, 2.5.5.2)

    /// "192.0.2.1", "2001:db8::1" or "fe80::1%2" (the zone as a number; RFC 5952 form).
    std::string toString() const;

    friend bool operator==(const IpAddress &, const IpAddress &) = default;
};

/// Whether a packet from \a source can be the answer of \a target: equal family and address, and
/// equal zone where both name one (a socket reports a zone only for link-local addresses).
inline bool sameHost(const IpAddress &source, const IpAddress &target)
{
    const bool zonesAgree = source.scope == target.scope || source.scope == 0 || target.scope == 0;
    return !target.isNull() && source.family == target.family && source.bytes == target.bytes &&
           zonesAgree;
}

} // namespace qicmp
