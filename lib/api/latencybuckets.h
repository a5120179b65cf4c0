// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

/// The division of round-trip times into logarithmic buckets, whose middle differs by at most 2 %
/// from every value in them.
///
/// Every octave [2^e, 2^(e+1)) ns is cut into 64 equal steps s = 2^e / 64, and these into 22
/// buckets whose widths follow the logarithm: from 64 s on 8 of two steps, from 80 s on 8 of three,
/// from 104 s to 128 s 6 of four. The middle is half a width away from the edges, and this is most,
/// relatively, at the lower edge of the first bucket of each kind: 1/64, 1.5/80 and 2/104, so the
/// error is at most 1.93 %. Rounding does not add to it: a middle falls between two numbers only
/// where s is 1 ns, and there the bucket's last number is nearer than its upper edge.
namespace qicmp::latencybuckets {

inline constexpr int firstOctave = 6; ///< 2^6 = 64 ns
inline constexpr int lastOctave = 39; ///< up to 2^40 ns = 1099.5 s
inline constexpr int perOctave = 22;
inline constexpr int count = (lastOctave - firstOctave + 1) * perOctave;
inline constexpr int stepsPerOctave = 64;

/// The step of its octave with which the bucket at \a position in the octave begins.
constexpr int firstStep(int position)
{
    if (position < 8)
        return 2 * position;
    return position < 16 ? 16 + 3 * (position - 8) : 40 + 4 * (position - 16);
}

/// For each step of an octave the position of its bucket.
inline constexpr auto positionOfStep = [] {
    std::array<std::uint8_t, stepsPerOctave> positions{};
    int position = 0;
    for (int step = 0; step < stepsPerOctave; ++step) {
        if (position + 1 < perOctave && step == firstStep(position + 1))
            ++position;
        positions[static_cast<std::size_t>(step)] = static_cast<std::uint8_t>(position);
    }
    return positions;
}();

/// The smallest value of \a bucket (0 to count - 1); that of the next bucket is the end of this
/// one.
constexpr std::chrono::nanoseconds lowerBound(int bucket)
{
    const std::int64_t step = stepsPerOctave + firstStep(bucket % perOctave);
    return std::chrono::nanoseconds(step << (bucket / perOctave));
}

/// What stands for all values in \a bucket.
constexpr std::chrono::nanoseconds middle(int bucket)
{
    return (lowerBound(bucket) + lowerBound(bucket + 1)) / 2;
}

inline constexpr std::chrono::nanoseconds lowest = lowerBound(0);
inline constexpr std::chrono::nanoseconds highest = lowerBound(count) - std::chrono::nanoseconds(1);

/// The bucket of \a value; the outermost one where it lies outside the range. The six bits below a
/// number's leading one are its step in the octave, so this takes neither logarithm nor division.
constexpr int bucketOf(std::chrono::nanoseconds value)
{
    const auto inRange = static_cast<std::uint64_t>(std::clamp(value, lowest, highest).count());
    const int octave = static_cast<int>(std::bit_width(inRange)) - 1 - firstOctave;
    return octave * perOctave + positionOfStep[(inRange >> octave) - stepsPerOctave];
}

} // namespace qicmp::latencybuckets
