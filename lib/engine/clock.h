// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace qicmp {

/// Nanoseconds, on whichever clock the name says. Plain integers: they are stored by the million
/// and come from the kernel as such.
using Nanoseconds = std::int64_t;

inline constexpr Nanoseconds microsecond = 1'000;
inline constexpr Nanoseconds millisecond = 1'000'000;
inline constexpr Nanoseconds second = 1'000'000'000;

/// The three clocks the engine reads, behind an interface so that tests own time.
class Clock
{
public:
    virtual ~Clock() = default;

    virtual Nanoseconds monotonic() const = 0; ///< never steps, stands still during suspend
    virtual Nanoseconds realtime() const = 0;  ///< wall clock since 1970, steps at anybody's will
    virtual Nanoseconds boottime() const = 0;  ///< like monotonic, but runs on during suspend
};

/// CLOCK_MONOTONIC, CLOCK_REALTIME and CLOCK_BOOTTIME of this machine.
class SystemClock final : public Clock
{
public:
    Nanoseconds monotonic() const override;
    Nanoseconds realtime() const override;
    Nanoseconds boottime() const override;
};

} // namespace qicmp
