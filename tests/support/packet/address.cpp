// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "packet/address.h"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace qicmp::support {

Address Address::fromBytes(std::span<const std::uint8_t> networkOrder)
{
    Address address;
    if (networkOrder.size() != 4 && networkOrder.size() != 16)
        return address;
    address.family = networkOrder.size() == 4 ? 4 : 6;
    std::copy(networkOrder.begin(), networkOrder.end(), address.octets.begin());
    return address;
}

std::optional<Address> Address::parse(std::string_view text)
{
    const std::string terminated(text);
    Address address;
    if (inet_pton(AF_INET, terminated.c_str(), address.octets.data()) == 1)
        address.family = 4;
    else if (inet_pton(AF_INET6, terminated.c_str(), address.octets.data()) == 1)
        address.family = 6;
    else
        return std::nullopt;
    return address;
}

std::string Address::toString() const
{
    if (isNull())
        return "*";
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(family == 4 ? AF_INET : AF_INET6, octets.data(), text, sizeof text);
    return text;
}

Address Address::neighbour() const
{
    Address other = *this;
    if (!isNull())
        other.octets[size() - 1] ^= 1;
    return other;
}

std::optional<Network> Network::parse(std::string_view text)
{
    if (text == "*")
        return Network{};
    const std::size_t slash = text.find('/');
    const std::optional<Address> base = Address::parse(text.substr(0, slash));
    if (!base)
        return std::nullopt;
    Network network{*base, static_cast<unsigned>(base->size() * 8)};
    if (slash == std::string_view::npos)
        return network;

    const std::string_view digits = text.substr(slash + 1);
    unsigned length = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{} || end != digits.data() + digits.size() ||
        length > network.prefixLength)
        return std::nullopt;
    network.prefixLength = length;
    return network;
}

bool Network::contains(const Address &address) const
{
    if (base.isNull())
        return true;
    if (base.family != address.family)
        return false;
    const std::size_t whole = prefixLength / 8;
    if (!std::equal(base.octets.begin(), base.octets.begin() + whole, address.octets.begin()))
        return false;
    const unsigned rest = prefixLength % 8;
    if (rest == 0)
        return true;
    const auto differing = static_cast<unsigned>(base.octets[whole] ^ address.octets[whole]);
    return differing >> (8 - rest) == 0;
}

} // namespace qicmp::support
