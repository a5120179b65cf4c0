// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyresult.h"
#include "engine/conclusion.h"

namespace qicmp {

/// When a message of a proxy was there, by both wall clocks.
struct ProxyMoment
{
    Nanoseconds proxy = 0; ///< as the message left
    Nanoseconds here = 0;  ///< as it arrived
};

/// What a \a result says about a ping to an address of \a family, in the engine's words and by this
/// machine's wall clock.
Conclusion concludeFrom(const v1::Result &result, Family family, const ProxyMoment &moment);

/// Whether an outcome ends a ping, as all but late and duplicate replies do.
bool endsPing(v1::Outcome outcome);

} // namespace qicmp
