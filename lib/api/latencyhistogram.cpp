// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "api/latencyhistogram.h"

#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

namespace qicmp {

using latencybuckets::perOctave;

static_assert(latencybuckets::lowest <= std::chrono::nanoseconds(100));
static_assert(latencybuckets::highest >= std::chrono::seconds(1000));
static_assert(latencybuckets::count / perOctave <= 64, "one bit an octave");

/// Makes sure that \a octave has a row of counters and returns the index of its first one.
std::size_t LatencyHistogram::reserveOctave(int octave)
{
    const std::uint64_t bit = std::uint64_t(1) << octave;
    const auto before = static_cast<std::size_t>(std::popcount(m_octaves & (bit - 1)));
    const std::size_t first = before * perOctave;
    if ((m_octaves & bit) == 0) {
        std::visit(
                [first](auto &counters) {
                    // Exactly as much as is needed: a vector left to itself doubles.
                    counters.reserve(counters.size() + perOctave);
                    counters.insert(counters.begin() + static_cast<std::ptrdiff_t>(first),
                                    std::size_t(perOctave), 0);
                },
                m_counters);
        m_octaves |= bit;
    }
    return first;
}

/// Gives every counter twice its bytes.
void LatencyHistogram::widen()
{
    auto widened = std::visit(
            [](const auto &counters) -> decltype(m_counters) {
                using Counter = typename std::decay_t<decltype(counters)>::value_type;
                if constexpr (std::is_same_v<Counter, std::uint8_t>)
                    return Counters<std::uint16_t>(counters.begin(), counters.end());
                else if constexpr (std::is_same_v<Counter, std::uint16_t>)
                    return Counters<std::uint32_t>(counters.begin(), counters.end());
                else
                    return Counters<std::uint64_t>(counters.begin(), counters.end());
            },
            m_counters);
    m_counters = std::move(widened);
}

void LatencyHistogram::addToBucket(int bucket, std::uint64_t count)
{
    const std::size_t index =
            reserveOctave(bucket / perOctave) + static_cast<std::size_t>(bucket % perOctave);
    const auto tryAdd = [index, count](auto &counters) {
        using Counter = typename std::decay_t<decltype(counters)>::value_type;
        const std::uint64_t room = std::numeric_limits<Counter>::max() - counters[index];
        if (count > room && sizeof(Counter) < sizeof(count))
            return false;
        counters[index] = static_cast<Counter>(counters[index] + count);
        return true;
    };
    while (!std::visit(tryAdd, m_counters))
        widen();
}

void LatencyHistogram::merge(const LatencyHistogram &other)
{
    if (&other == this) {
        merge(LatencyHistogram(other)); // widening while walking would pull the floor away
        return;
    }
    other.forEachBucket([this](int bucket, std::uint64_t count) { addToBucket(bucket, count); });
}

std::uint64_t LatencyHistogram::count() const
{
    std::uint64_t sum = 0;
    forEachBucket([&sum](int, std::uint64_t count) { sum += count; });
    return sum;
}

std::optional<std::chrono::nanoseconds> LatencyHistogram::quantile(double q) const
{
    const std::uint64_t total = count();
    if (total == 0 || std::isnan(q))
        return std::nullopt;
    // In floating point q * n may come out a hair above a whole number (0.07 * 100); the tolerance
    // keeps that from selecting the next rank.
    const double exactRank = std::clamp(q, 0.0, 1.0) * static_cast<double>(total);
    const double tolerance = exactRank * 4 * std::numeric_limits<double>::epsilon();
    const double rank = std::max(1.0, std::ceil(exactRank - tolerance));

    std::optional<std::chrono::nanoseconds> found;
    int last = 0;
    std::uint64_t sum = 0;
    forEachBucket([&](int bucket, std::uint64_t count) {
        sum += count;
        last = bucket;
        if (!found && static_cast<double>(sum) >= rank)
            found = latencybuckets::middle(bucket);
    });
    return found.value_or(latencybuckets::middle(last));
}

} // namespace qicmp
