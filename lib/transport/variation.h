// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <random>

namespace qicmp {

/// Varies times, so that the clients of a proxy that was restarted do not come as one.
class Variation
{
public:
    Variation() : m_random(std::random_device()()) {}

    /// \a time, more or less by up to a fifth.
    Nanoseconds operator()(Nanoseconds time)
    {
        const Nanoseconds fifth = time / 5;
        return time + std::uniform_int_distribution<Nanoseconds>(-fifth, fifth)(m_random);
    }

private:
    std::minstd_rand m_random;
};

} // namespace qicmp
