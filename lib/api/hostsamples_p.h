// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmphost.h"

#include <cstddef>
#include <vector>

namespace qicmp {

/// The latest samples of a host. Grows up to QIcmpHost::sampleCapacity, then forgets the oldest.
class HostSamples
{
public:
    using Sample = QIcmpHost::Sample;
    using Outcome = Sample::Outcome;
    using TimePoint = std::chrono::steady_clock::time_point;

    void add(TimePoint sentAt, Outcome outcome)
    {
        const Sample sample{sentAt, std::chrono::nanoseconds(-1), outcome};
        if (m_ring.size() < capacity) {
            m_ring.push_back(sample);
        } else {
            m_ring[m_oldest] = sample;
            m_oldest = (m_oldest + 1) % capacity;
        }
    }

    /// The outcome of the probe sent at \a sentAt is known, or known better. A probe that has been
    /// forgotten, or that cannot have come to \a outcome any more, changes nothing.
    void settle(TimePoint sentAt, Outcome outcome,
                std::chrono::nanoseconds roundTripTime = std::chrono::nanoseconds(-1))
    {
        for (std::size_t age = 0; age < m_ring.size(); ++age) {
            Sample &sample = m_ring[indexByAge(age)];
            if (sample.sentAt == sentAt && leadsTo(sample.outcome, outcome)) {
                sample.outcome = outcome;
                sample.roundTripTime = roundTripTime;
                return;
            }
        }
    }

    /// The newest whose outcome is known; null if there is none.
    const Sample *latestSettled() const
    {
        for (std::size_t age = 0; age < m_ring.size(); ++age) {
            const Sample &sample = m_ring[indexByAge(age)];
            if (sample.outcome != Outcome::InFlight)
                return &sample;
        }
        return nullptr;
    }

    QList<Sample> toList() const ///< oldest first
    {
        QList<Sample> list;
        list.reserve(static_cast<qsizetype>(m_ring.size()));
        for (std::size_t age = m_ring.size(); age-- > 0;)
            list.append(m_ring[indexByAge(age)]);
        return list;
    }

private:
    static constexpr std::size_t capacity = QIcmpHost::sampleCapacity;

    static bool leadsTo(Outcome from, Outcome to)
    {
        if (to == Outcome::Late)
            return from == Outcome::Lost || from == Outcome::IcmpError;
        return from == Outcome::InFlight;
    }

    /// 0 is the newest.
    std::size_t indexByAge(std::size_t age) const
    {
        return (m_oldest + m_ring.size() - 1 - age) % m_ring.size();
    }

    std::vector<Sample> m_ring;
    std::size_t m_oldest = 0;
};

} // namespace qicmp
