// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "counters.h"

#include <string>

namespace qicmp::proxy {

/// Everything that is counted, in the text format of Prometheus (version 0.0.4). Names begin with
/// icmp_proxy_; times are in seconds. What never happened stands there as 0, so that a rate can be
/// taken from the first time on.
std::string metricsPage(const Counters &counters, const std::string &version);

} // namespace qicmp::proxy
