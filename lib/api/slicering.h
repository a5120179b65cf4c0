// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/probetally.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace qicmp {

/// A sliding window as ten slices of equal length, told the time by its owner.
///
/// The window ends with the slice in progress, so it covers between 9/10 and the whole of its
/// length and never anything older. Slices begin at multiples of their length since the epoch of
/// the clock, hence those of two rings coincide and can be merged.
class SliceRing
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Slice = ProbeTally<std::uint32_t>; // four billion probes a slice: 11 million a second
    static constexpr int sliceCount = 10;

    explicit SliceRing(std::chrono::seconds window)
        : m_sliceLength(std::chrono::nanoseconds(window).count() / sliceCount)
    {
    }

    /// Whether advance() to \a now would drop a slice.
    bool isBehind(TimePoint now) const { return epochOf(now) > m_head; }

    /// Lets slices that left the window behind fall out. A time before the present does nothing.
    void advance(TimePoint now) { advanceToEpoch(epochOf(now)); }

    /// The slice of \a time; nullptr when it has left the window, or when that was not reached.
    Slice *sliceAt(TimePoint time) { return sliceOfEpoch(epochOf(time)); }

    /// As if the probes of \a other had been counted here too, as far as they are in the window of
    /// the later one of both.
    void merge(const SliceRing &other)
    {
        advanceToEpoch(other.m_head);
        for (int age = 0; age < sliceCount && other.isStarted(); ++age) {
            const std::int64_t epoch = other.m_head - age;
            if (Slice *slice = sliceOfEpoch(epoch))
                slice->merge(other.m_slices[slotOf(epoch)]);
        }
    }

    const std::array<Slice, sliceCount> &slices() const { return m_slices; }

private:
    static constexpr std::int64_t notStarted = std::numeric_limits<std::int64_t>::min();

    bool isStarted() const { return m_head != notStarted; }

    /// Number of the slice that \a time falls in. The one in progress is recognized by a
    /// subtraction (wrapping below it), which spares most calls the division.
    std::int64_t epochOf(TimePoint time) const
    {
        const std::int64_t count = std::chrono::nanoseconds(time.time_since_epoch()).count();
        if (isStarted() &&
            static_cast<std::uint64_t>(count) - static_cast<std::uint64_t>(m_headStart) <
                    static_cast<std::uint64_t>(m_sliceLength)) {
            return m_head;
        }
        return count / m_sliceLength - (count % m_sliceLength < 0 ? 1 : 0);
    }

    static std::size_t slotOf(std::int64_t epoch)
    {
        const std::int64_t remainder = epoch % sliceCount;
        return static_cast<std::size_t>(remainder < 0 ? remainder + sliceCount : remainder);
    }

    Slice *sliceOfEpoch(std::int64_t epoch)
    {
        if (epoch > m_head || epoch + sliceCount <= m_head)
            return nullptr;
        return &m_slices[slotOf(epoch)];
    }

    void advanceToEpoch(std::int64_t epoch)
    {
        if (epoch <= m_head)
            return;
        const std::int64_t oldestKept = epoch - sliceCount + 1;
        for (std::int64_t e = std::max(m_head + 1, oldestKept); e <= epoch; ++e)
            m_slices[slotOf(e)] = {};
        m_head = epoch;
        m_headStart = epoch * m_sliceLength;
    }

    std::int64_t m_sliceLength; ///< ns
    std::int64_t m_head = notStarted;
    std::int64_t m_headStart = 0;
    std::array<Slice, sliceCount> m_slices;
};

} // namespace qicmp
