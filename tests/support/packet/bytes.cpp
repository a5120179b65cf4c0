// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "packet/bytes.h"

#include <netinet/in.h>

namespace qicmp::support {

namespace {

std::uint64_t sumOf(ByteView bytes)
{
    std::uint64_t sum = 0;
    std::size_t at = 0;
    for (; at + 1 < bytes.size(); at += 2)
        sum += read16(bytes, at);
    if (at < bytes.size())
        sum += std::uint64_t{bytes[at]} << 8;
    return sum;
}

std::uint16_t folded(std::uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

} // namespace

std::uint16_t internetChecksum(ByteView bytes)
{
    return folded(sumOf(bytes));
}

std::uint16_t icmpChecksum(const Address &source, const Address &destination, ByteView message)
{
    if (source.family != 6)
        return internetChecksum(message);
    return folded(sumOf(source.bytes()) + sumOf(destination.bytes()) + message.size() +
                  IPPROTO_ICMPV6 + sumOf(message));
}

} // namespace qicmp::support
