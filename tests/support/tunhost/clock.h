// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <ctime>

namespace qicmp::tunhost {

inline std::int64_t nanoseconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

/// One moment on both clocks: durations come from the first, comparison with kernel stamps from
/// the second.
struct Moment
{
    std::int64_t monotonic = 0; ///< CLOCK_MONOTONIC, ns
    std::int64_t realtime = 0;  ///< CLOCK_REALTIME, ns

    static Moment now() { return {nanoseconds(CLOCK_MONOTONIC), nanoseconds(CLOCK_REALTIME)}; }
};

} // namespace qicmp::tunhost
