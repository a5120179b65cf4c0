// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/address.h"

#include <chrono>
#include <cstdint>

namespace qicmp::tunhost {

/// Random numbers without a state: each is a function of the seed, the destination, the count of
/// the request and the action, so that no draw depends on what else happened before.
class SeededDraw
{
public:
    SeededDraw(std::uint64_t seed, const support::Address &destination, std::uint64_t count,
               std::size_t action)
        : m_state(mixed(seed))
    {
        for (const std::uint8_t octet : destination.bytes())
            m_state = mixed(m_state ^ octet);
        m_state = mixed(mixed(m_state ^ count) ^ action);
    }

    /// \a lane tells several draws of one action apart.
    std::uint64_t number(std::uint64_t lane) const { return mixed(m_state + lane); }

    /// Evenly spread in [0, 1).
    double fraction(std::uint64_t lane) const
    {
        return static_cast<double>(number(lane) >> 11) * 0x1.0p-53;
    }

    /// Evenly spread in [0, \a most).
    std::chrono::nanoseconds below(std::chrono::nanoseconds most, std::uint64_t lane) const
    {
        return std::chrono::nanoseconds(static_cast<std::chrono::nanoseconds::rep>(
                fraction(lane) * static_cast<double>(most.count())));
    }

private:
    /// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    static std::uint64_t mixed(std::uint64_t value)
    {
        value += 0x9e3779b97f4a7c15U;
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
        return value ^ (value >> 31);
    }

    std::uint64_t m_state;
};

} // namespace qicmp::tunhost
