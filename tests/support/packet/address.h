// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace qicmp::support {

/// An IPv4 or IPv6 address of the test bench, in network byte order. Kept apart from the library's
/// own type on purpose: the bench judges the library, so it shares no code with it.
struct Address
{
    std::uint8_t family = 0; ///< 4, 6, or 0 for no address
    std::array<std::uint8_t, 16> octets{};

    static Address fromBytes(std::span<const std::uint8_t> networkOrder); ///< 4 or 16 bytes
    static std::optional<Address> parse(std::string_view text);

    std::size_t size() const { return family == 4 ? 4 : family == 6 ? 16 : 0; }
    std::span<const std::uint8_t> bytes() const { return {octets.data(), size()}; }
    bool isNull() const { return family == 0; }
    std::string toString() const;

    /// The address with its lowest bit flipped: a neighbour in every network but a host route.
    Address neighbour() const;

    friend bool operator==(const Address &, const Address &) = default;
    // No <=>: moc of Qt 6.4 stumbles over <compare>.
    friend bool operator<(const Address &left, const Address &right)
    {
        return left.family != right.family ? left.family < right.family
                                           : left.octets < right.octets;
    }
};

/// "10.77.0.0/24", "fd77::/64", a plain address (one host), or "*" for everything.
struct Network
{
    Address base; ///< null for "*"
    unsigned prefixLength = 0;

    static std::optional<Network> parse(std::string_view text);
    bool contains(const Address &address) const;
};

} // namespace qicmp::support
