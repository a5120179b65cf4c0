// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/latencyhistogram.h"
#include "api/roundtripsummary.h"

#include <chrono>
#include <cstdint>

namespace qicmp {

/// What became of a set of probes. The definitions of the counters live here and nowhere else:
///
///     sent = received + lost + inFlight + interrupted
///
/// A transition moves one probe from one of these states to another, and does not happen when no
/// probe is in the state it starts from: no order of calls can break the equation or make a counter
/// negative. Each returns whether it happened.
///
/// \a Counter is small in the many slices of a window and 64 bits wide for a lifetime.
template <typename Counter>
struct ProbeTally
{
    Counter sent = 0;
    Counter lost = 0;
    Counter interrupted = 0;
    Counter late = 0;
    Counter duplicates = 0;
    Counter errors = 0;
    RoundTripSummary roundTrips; ///< its count is the number of probes received
    LatencyHistogram histogram;

    std::int64_t received() const { return roundTrips.count(); }
    std::int64_t inFlight() const
    {
        return std::int64_t(sent) - std::int64_t(lost) - std::int64_t(interrupted) - received();
    }

    bool addSent()
    {
        ++sent;
        return true;
    }

    bool addReply(std::chrono::nanoseconds rtt)
    {
        if (inFlight() <= 0)
            return false;
        roundTrips.add(rtt);
        histogram.add(rtt);
        return true;
    }

    bool addLateReply(std::chrono::nanoseconds rtt)
    {
        if (lost == 0)
            return false;
        --lost;
        ++late;
        return addReply(rtt);
    }

    bool addLoss() { return moveInFlightTo(lost); }
    bool addInterrupted() { return moveInFlightTo(interrupted); }

    bool addError()
    {
        if (!moveInFlightTo(lost))
            return false;
        ++errors;
        return true;
    }

    bool addCanceled()
    {
        if (inFlight() <= 0)
            return false;
        --sent;
        return true;
    }

    bool addDuplicate()
    {
        if (received() == 0)
            return false;
        ++duplicates;
        return true;
    }

    /// As if the probes of \a other had been counted here too.
    template <typename OtherCounter>
    void merge(const ProbeTally<OtherCounter> &other)
    {
        sent += static_cast<Counter>(other.sent);
        lost += static_cast<Counter>(other.lost);
        interrupted += static_cast<Counter>(other.interrupted);
        late += static_cast<Counter>(other.late);
        duplicates += static_cast<Counter>(other.duplicates);
        errors += static_cast<Counter>(other.errors);
        roundTrips.merge(other.roundTrips);
        histogram.merge(other.histogram);
    }

private:
    bool moveInFlightTo(Counter &outcome)
    {
        if (inFlight() <= 0)
            return false;
        ++outcome;
        return true;
    }
};

} // namespace qicmp
