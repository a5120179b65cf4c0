// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

namespace qicmp::proxy {

class EchoService;
class Log;
class Policy;
class Quota;
class RateLimits;
struct Counters;

/// What all of the server share. Outlives all of it.
struct Services
{
    const Clock &clock;
    const Policy &policy;
    RateLimits &limits;
    Quota &quota;
    EchoService &echo;
    Counters &counters;
    Log &log;
};

} // namespace qicmp::proxy
