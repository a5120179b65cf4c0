// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "measurement.h"

#include <QString>

#include <span>

namespace qicmp::bench {

/// How much of it: the full size for figures, a small one to see that it works.
struct Scale
{
    int hosts = 10'000;
    int pingsPerHost = 100;
    int outstanding = 1'000'000;
    int seconds = 10; ///< of workloads that run for a time

    static Scale full() { return {}; }
    static Scale brief() { return {200, 20, 20'000, 1}; }
};

/// Something that is measured, in a process of its own and a network of its own.
struct Workload
{
    const char *name;
    const char *summary;
    Figures (*run)(const Scale &);
    bool takesTurns = false; ///< its pings are divided among turns with those it is compared to
};

// A group a file.
std::span<const Workload> bareWorkloads();
std::span<const Workload> requestWorkloads();
std::span<const Workload> engineWorkloads();
std::span<const Workload> truthWorkloads();
std::span<const Workload> proxyWorkloads(); ///< where the proxy is built

} // namespace qicmp::bench
