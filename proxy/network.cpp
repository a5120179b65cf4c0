// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "network.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <arpa/inet.h>

namespace qicmp::proxy {
namespace {

int width(Family family)
{
    return family == Family::IPv4 ? 32 : 128;
}

/// What a byte of the mask of \a prefix bits looks like.
std::uint8_t maskByte(int prefix, int index)
{
    const int bits = std::clamp(prefix - index * 8, 0, 8);
    return static_cast<std::uint8_t>(0xff00 >> bits);
}

} // namespace

bool isLoopback(const IpAddress &address)
{
    if (address.family == Family::IPv4)
        return address.bytes[0] == 127;
    std::array<std::uint8_t, 16> loopback{};
    loopback.back() = 1;
    return address.family == Family::IPv6 && address.bytes == loopback;
}

std::optional<IpAddress> parseAddress(const QString &text)
{
    const QByteArray bytes = text.toLatin1();
    IpAddress address;
    if (inet_pton(AF_INET, bytes.constData(), address.bytes.data()) == 1)
        address.family = Family::IPv4;
    else if (inet_pton(AF_INET6, bytes.constData(), address.bytes.data()) == 1)
        address.family = Family::IPv6;
    if (address.isNull() || address.isIpv4Mapped())
        return std::nullopt;
    return address;
}

std::optional<Network> Network::parse(const QString &text)
{
    const qsizetype slash = text.indexOf(u'/');
    const auto base = parseAddress(text.left(slash));
    if (!base)
        return std::nullopt;
    Network network;
    network.m_base = *base;
    network.m_prefix = width(base->family);
    if (slash < 0)
        return network;
    const QString length = text.mid(slash + 1);
    const bool isNumber = !length.isEmpty() && length.size() <= 3 &&
                          std::ranges::all_of(length, [](QChar character) {
                              return character >= u'0' && character <= u'9';
                          });
    if (!isNumber || length.toInt() > network.m_prefix)
        return std::nullopt;
    network.m_prefix = length.toInt();
    for (int i = 0; i < static_cast<int>(base->bytes.size()); ++i)
        if ((base->bytes[static_cast<std::size_t>(i)] & ~maskByte(network.m_prefix, i)) != 0)
            return std::nullopt;
    return network;
}

bool Network::contains(const IpAddress &address) const
{
    if (address.family != m_base.family)
        return false;
    for (int i = 0; i * 8 < m_prefix; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (((address.bytes[at] ^ m_base.bytes[at]) & maskByte(m_prefix, i)) != 0)
            return false;
    }
    return true;
}

} // namespace qicmp::proxy
