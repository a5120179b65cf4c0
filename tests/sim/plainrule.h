// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "treatment.h"

#include <string_view>

namespace qicmp::sim {

/// For tests without a scenario file: \a target answers after each of \a delays.
inline Rule answering(std::string_view target, const std::vector<Nanoseconds> &delays)
{
    Rule rule;
    rule.target = *support::Network::parse(target);
    rule.changes.emplace_back([delays](Treatment &treatment) {
        treatment.answers.clear();
        for (const Nanoseconds delay : delays)
            treatment.answers.emplace_back().delay = delay;
    });
    return rule;
}

} // namespace qicmp::sim
