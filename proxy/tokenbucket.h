// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <algorithm>
#include <cstdint>

namespace qicmp::proxy {

/// How much a bucket lets through: in the long run, and at once.
struct TokenRate
{
    std::uint32_t perSecond = 0; ///< 0 = unlimited
    std::uint32_t burst = 0;

    bool isLimited() const { return perSecond != 0; }

    friend bool operator==(const TokenRate &, const TokenRate &) = default;
};

/// A token bucket, as small as it can be: the time at which it will be full again (the virtual
/// scheduling of ITU-T I.371). It begins full.
class TokenBucket
{
public:
    /// Whether it holds \a amount at \a now. What is more than the whole bucket asks for a full
    /// one.
    bool has(const TokenRate &rate, std::uint32_t amount, Nanoseconds now) const
    {
        return !rate.isLimited() ||
               std::max(m_fullAt, now) + timeFor(rate, std::min(amount, rate.burst)) - now <=
                       timeFor(rate, rate.burst);
    }

    void spend(const TokenRate &rate, std::uint32_t amount, Nanoseconds now)
    {
        if (rate.isLimited())
            m_fullAt = std::max(m_fullAt, now) + timeFor(rate, amount);
    }

    /// Then nothing is lost by forgetting it.
    bool isFull(Nanoseconds now) const { return m_fullAt <= now; }

private:
    static Nanoseconds timeFor(const TokenRate &rate, std::uint32_t amount)
    {
        return Nanoseconds{amount} * second / Nanoseconds{rate.perSecond};
    }

    Nanoseconds m_fullAt = 0;
};

} // namespace qicmp::proxy
