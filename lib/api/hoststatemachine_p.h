// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmphost.h"

#include <algorithm>

namespace qicmp {

/// Up or down, by outcomes in a row: a verdict falls only after as many alike as it requires, so
/// that one lost probe is no outage. The very first Up is the exception, it takes one success.
///
/// It must hear of what was measured only; silence moves nothing.
class HostStateMachine
{
public:
    using State = QIcmpHost::State;

    State state() const { return m_state; }
    int failuresInRow() const { return m_failures; }

    int failuresRequired() const { return m_failuresRequired; }
    int recoveriesRequired() const { return m_recoveriesRequired; }
    /// At least 1. What has been counted already stays; a verdict waits for the next outcome.
    void setFailuresRequired(int failures) { m_failuresRequired = std::max(failures, 1); }
    void setRecoveriesRequired(int recoveries) { m_recoveriesRequired = std::max(recoveries, 1); }

    /// How many more failures in a row until Down, 0 when it is.
    int failuresUntilDown() const
    {
        return m_state == State::Down ? 0 : std::max(m_failuresRequired - m_failures, 1);
    }
    /// How many more successes in a row until Up, 0 when it is.
    int successesUntilUp() const
    {
        if (m_state == State::Down)
            return std::max(m_recoveriesRequired - m_successes, 1);
        return m_state == State::Up ? 0 : 1;
    }

    /// A request was answered. Returns whether the state changed, to Up.
    bool succeeded()
    {
        const bool decides = successesUntilUp() == 1;
        m_failures = 0;
        m_successes = std::min(m_successes, countingEnd) + 1;
        if (decides)
            m_state = State::Up;
        return decides;
    }

    /// A request was not answered. Returns whether the state changed, to Down.
    bool failed()
    {
        const bool decides = failuresUntilDown() == 1;
        m_successes = 0;
        m_failures = std::min(m_failures, countingEnd) + 1;
        if (decides)
            m_state = State::Down;
        return decides;
    }

private:
    static constexpr int countingEnd = 1'000'000'000; ///< years, at any interval that makes sense

    State m_state = State::Unknown;
    int m_failuresRequired = 5;
    int m_recoveriesRequired = 5;
    int m_failures = 0;  ///< in a row
    int m_successes = 0; ///< in a row
};

} // namespace qicmp
