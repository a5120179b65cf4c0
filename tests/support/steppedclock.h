// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

namespace qicmp::support {

/// A clock that stands until somebody moves it, for an engine without a manager.
class SteppedClock final : public Clock
{
public:
    Nanoseconds monotonic() const override { return now; }
    Nanoseconds realtime() const override { return now + 1'700'000'000 * second; }
    Nanoseconds boottime() const override { return now; }

    Nanoseconds now = 1000 * second;
};

} // namespace qicmp::support
