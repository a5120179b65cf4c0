// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace qicmp::bench {

/// How a program ran: what it wrote, and what the system charged for it.
struct ChildRun
{
    bool succeeded = false; ///< it started and exited with an expected code
    std::string output;
    double cpuSeconds = 0; ///< user and system
};

/// Runs a program, found by PATH, to its end. Its standard error is ours. Exit codes up to
/// \a worstExit are expected.
ChildRun runChild(const std::vector<std::string> &command, int worstExit = 0);

} // namespace qicmp::bench
