// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyframe.h"

#include <array>
#include <cstdint>
#include <random>
#include <vector>

/// What the tests of the writers of version 1 have in common.
namespace writertest {

using Bytes = std::vector<std::uint8_t>;
using Buffer = std::array<std::uint8_t, 1500>; // more than a message may use

inline constexpr qicmp::v1::SessionHeader header{
        {{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}, 7, {6, 2}};

/// \a first 0xfe is link-local, 0x20 is not.
inline qicmp::IpAddress v6(std::uint8_t first, std::uint8_t last, std::uint32_t scope = 0)
{
    return qicmp::IpAddress::v6({first, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last}, scope);
}

inline const qicmp::IpAddress mapped =
        qicmp::IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 1});
inline const qicmp::IpAddress documentation4 = qicmp::IpAddress::v4(0xc0000201);

/// Pseudo-random values that the protocol can carry.
class Dice
{
public:
    explicit Dice(unsigned seed) : m_engine(seed) {}

    std::uint64_t below(std::uint64_t bound)
    {
        return std::uniform_int_distribution<std::uint64_t>(0, bound - 1)(m_engine);
    }
    template <typename Number>
    Number any()
    {
        return static_cast<Number>(below(std::uint64_t{static_cast<Number>(-1)}));
    }
    bool toss() { return below(2) != 0; }
    std::int64_t time() { return static_cast<std::int64_t>(below(1ULL << 63)); }
    qicmp::IpAddress address(qicmp::Family family)
    {
        if (family == qicmp::Family::IPv4)
            return qicmp::IpAddress::v4(1 + any<std::uint32_t>());
        return v6(toss() ? 0xfe : 0x20, any<std::uint8_t>());
    }

private:
    std::mt19937_64 m_engine;
};

} // namespace writertest
