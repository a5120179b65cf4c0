// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/clock.h"

#include <ctime>

namespace qicmp {
namespace {

Nanoseconds read(clockid_t id)
{
    timespec now{};
    clock_gettime(id, &now);
    return Nanoseconds{now.tv_sec} * second + now.tv_nsec;
}

} // namespace

Nanoseconds SystemClock::monotonic() const
{
    return read(CLOCK_MONOTONIC);
}

Nanoseconds SystemClock::realtime() const
{
    return read(CLOCK_REALTIME);
}

Nanoseconds SystemClock::boottime() const
{
#ifdef CLOCK_BOOTTIME
    return read(CLOCK_BOOTTIME);
#else
    return monotonic();
#endif
}

} // namespace qicmp
