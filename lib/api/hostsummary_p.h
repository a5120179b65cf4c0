// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmphostmodel.h"

#include <chrono>
#include <optional>

namespace qicmp {

/// When a host that is up counts as degraded, over the last ten minutes.
struct DegradedLimits
{
    double lossPercent = 1;
    std::chrono::milliseconds latency{200}; ///< of the 95th percentile
};

/// What a row of the host model shows: taken once for each refresh, so that views may ask for cells
/// and sort by them as often as they like.
struct HostSummary
{
    using Condition = QIcmpHostModel::Condition;
    using Outcome = QIcmpHost::Sample::Outcome;
    using Time = std::optional<std::chrono::nanoseconds>; ///< absent: not measured

    Condition condition = Condition::Waiting;
    std::optional<Outcome> latest; ///< of the latest probe whose outcome is known
    Time last;                     ///< its round-trip time

    // Over the last ten minutes:
    qint64 lost = 0;
    qint64 measured = 0; ///< lost or answered
    std::optional<double> lossPercent;
    Time median;
    Time p95;
    Time jitter;

    static HostSummary of(const QIcmpHost *host, const DegradedLimits &limits);
};

} // namespace qicmp
