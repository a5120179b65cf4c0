// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/latencybuckets.h"

#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

namespace qicmp {

/// Counts of round-trip times in the buckets of latencybuckets.h: small, mergeable, and good for
/// quantiles with a relative error of at most 2 % between 64 ns and 1099 s. Values beyond are
/// counted in the outermost bucket.
///
/// Memory: 40 bytes, and a row of 22 counters for each octave that was hit. A counter takes one
/// byte until one of them has to hold more than 255, then all take two, four, at last eight.
class LatencyHistogram
{
public:
    void add(std::chrono::nanoseconds value) { addToBucket(latencybuckets::bucketOf(value), 1); }
    void addToBucket(int bucket, std::uint64_t count);

    /// Adds the counts of \a other: the outcome is that of having seen both streams of values.
    void merge(const LatencyHistogram &other);

    /// How many values were added.
    std::uint64_t count() const;

    /// The nearest-rank quantile: of the values in ascending order the ceil(\a q * count())-th, as
    /// the middle of its bucket. \a q is clamped to 0..1 (0 is the first value). Absent when
    /// nothing was added or \a q is not a number.
    std::optional<std::chrono::nanoseconds> quantile(double q) const;

    /// Calls \a visit(int bucket, std::uint64_t count) for each bucket that is not empty,
    /// ascending.
    template <typename Visitor>
    void forEachBucket(Visitor visit) const
    {
        std::visit(
                [&](const auto &counters) {
                    auto counter = counters.begin();
                    for (auto octaves = m_octaves; octaves != 0; octaves &= octaves - 1) {
                        const int first = std::countr_zero(octaves) * latencybuckets::perOctave;
                        for (int i = 0; i < latencybuckets::perOctave; ++i, ++counter) {
                            if (*counter != 0)
                                visit(first + i, std::uint64_t(*counter));
                        }
                    }
                },
                m_counters);
    }

private:
    template <typename Counter>
    using Counters = std::vector<Counter>;

    std::size_t reserveOctave(int octave);
    void widen();

    std::uint64_t m_octaves = 0; ///< bit n: octave n has a row; the rows stand in ascending order
    std::variant<Counters<std::uint8_t>, Counters<std::uint16_t>, Counters<std::uint32_t>,
                 Counters<std::uint64_t>>
            m_counters;
};

} // namespace qicmp
