// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "simulatednetwork.h"
#include "simulatedtransport.h"

#include "qicmpmanager_p.h"

#include <memory>

namespace qicmp::sim {

/// A manager on a simulated machine and network, and the event loop that drives it.
class Simulation
{
public:
    explicit Simulation(std::uint32_t seed = 1);
    ~Simulation();

    QIcmpManager &manager() { return *m_manager; }
    bool hasManager() const { return !m_manager.isNull(); }
    void destroyManager() { delete m_manager.data(); }
    SimulatedNetwork &network() { return m_network; }
    SimulatedBackends &backends() { return *m_backends; }
    FakeTime &time() { return m_time; }
    /// Time passed since the start, on the monotonic clock.
    Nanoseconds elapsed() const { return m_time.monotonic() - m_start; }

    /// Lets time pass, and the event loop run, until \a elapsed.
    void runUntil(Nanoseconds elapsed);
    void runFor(Nanoseconds duration) { runUntil(elapsed() + duration); }
    /// The application does not return to its event loop for this long. Returns at once; it is the
    /// time from now on that passes without the loop.
    void block(Nanoseconds duration) { m_blockedUntil = m_time.monotonic() + duration; }
    void suspend(Nanoseconds duration);
    /// The process stands still, for instance in a debugger, while the machine and the network run.
    void stopProcess(Nanoseconds duration);

    /// The manager asked to be called again and again at the same instant.
    bool hasSpun() const { return m_spun; }
    std::uint64_t activations() const { return m_activations; }

private:
    Nanoseconds nextWakeup() const;
    void activate();

    FakeTime m_time;
    Nanoseconds m_start;
    SimulatedNetwork m_network;
    QPointer<QIcmpManager> m_manager; ///< deleted by us, or by what is tested
    SimulatedBackends *m_backends = nullptr;
    Nanoseconds m_blockedUntil = 0;
    Nanoseconds m_lastActivation = -1;
    std::uint64_t m_activations = 0;
    int m_activationsAtOnce = 0;
    bool m_wake = false; ///< the transport has turned ready or readable
    bool m_spun = false;
};

} // namespace qicmp::sim
