// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "simulation.h"

#include <QtCore/qhash.h>
#include <QtCore/qstringlist.h>

#include <random>
#include <vector>

namespace qicmp::sim {

/// Random requests over a random network, with accounts of both sides: what the network knows that
/// it did, and what the library told. audit() holds one against the other.
class Soak : public QObject
{
public:
    struct Weather
    {
        bool blocks = false;     ///< the application blocks its loop
        bool clockSteps = false; ///< the wall clock is set
        bool suspends = false;
        bool overflows = false; ///< the receive buffer is small
        bool jams = false;      ///< sending blocks now and then
    };

    Soak(std::uint32_t seed, const Weather &weather);

    void run(int steps);
    /// What doesn't add up; empty if all does.
    QStringList audit();
    QString summary() const;

private:
    /// A packet of the network's that reached us.
    struct Delivered
    {
        enum class Kind { Genuine, Error, Forged } kind;
        unsigned attempt;
        Nanoseconds trip; ///< from its request's departure
        bool dropped;
    };
    /// A reply that the library told of.
    struct Told
    {
        int attempt;
        Nanoseconds trip;
        bool byKernel;
    };
    struct Account
    {
        std::vector<Nanoseconds> departures;
        std::vector<Delivered> delivered;
        std::vector<Told> told; ///< success, late, duplicate
        int outcomes = 0;
        QIcmpError::Code code = QIcmpError::Code::NoError;
        int attempts = 0; ///< of the success, or made
        Nanoseconds failedAt = 0;
        QIcmpId id = 0;
    };

    void treat(Treatment &treatment);
    void step();
    void submit();
    void stir();
    bool chance(double probability)
    {
        return std::uniform_real_distribution<>()(m_random) < probability;
    }
    Nanoseconds between(Nanoseconds low, Nanoseconds high)
    {
        return std::uniform_int_distribution<Nanoseconds>(low, high)(m_random);
    }

    void tell(const QIcmpReply &reply);
    QString faultOf(const Account &account) const;
    QString faultOfTimeout(const Account &account) const;
    QString faultOfTold(const Account &account) const;

    std::mt19937 m_random;
    Weather m_weather;
    Simulation m_simulation;
    std::vector<Account> m_accounts; ///< by context, which is also the end of the target's address
    std::vector<Nanoseconds> m_disturbances;
    std::uint64_t m_stepSeen = 0; ///< activations when the wall clock was last set
    std::uint64_t m_forged = 0;
    std::uint64_t m_dropped = 0;
};

} // namespace qicmp::sim
