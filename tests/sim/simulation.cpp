// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "simulation.h"

#include <QtCore/qcoreapplication.h>

#include <algorithm>
#include <limits>

namespace qicmp::sim {

Simulation::Simulation(std::uint32_t seed) : m_start(m_time.monotonic()), m_network(m_time, seed)
{
    auto backends = std::make_unique<SimulatedBackends>(m_network);
    m_backends = backends.get();
    m_manager = QIcmpManagerPrivate::create(
                        {std::make_unique<FakeClock>(m_time), std::move(backends), false})
                        .release();
}

Simulation::~Simulation()
{
    delete m_manager.data();
}

Nanoseconds Simulation::nextWakeup() const
{
    if (!m_manager)
        return std::numeric_limits<Nanoseconds>::max();
    if (m_wake || !m_network.isIdle())
        return m_time.monotonic();
    return std::max(QIcmpManagerPrivate::get(m_manager)->nextWakeup(), m_time.monotonic());
}

void Simulation::activate()
{
    constexpr int tooMany = 10'000; // rounds of work at one instant are fine, a spin is not
    ++m_activations;
    m_activationsAtOnce = m_lastActivation == m_time.monotonic() ? m_activationsAtOnce + 1 : 0;
    m_lastActivation = m_time.monotonic();
    m_spun |= m_activationsAtOnce > tooMany;
    m_wake = false;
    QIcmpManagerPrivate::get(m_manager)->activate();
    // What an event loop would do next: calls posted by futures, then deleteLater().
    QCoreApplication::sendPostedEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

void Simulation::runUntil(Nanoseconds elapsed)
{
    const Nanoseconds end = m_start + elapsed;
    while (!m_spun) {
        QCoreApplication::sendPostedEvents();
        const Nanoseconds loopFree = std::max(m_blockedUntil, m_time.monotonic());
        const Nanoseconds wakeup = std::max(nextWakeup(), loopFree);
        const Nanoseconds next = std::min(m_network.nextEvent(), wakeup);
        if (next > end)
            break;
        m_time.advanceTo(std::max(next, m_time.monotonic()));
        m_wake |= m_network.play();
        if (m_manager && m_time.monotonic() >= m_blockedUntil && nextWakeup() <= m_time.monotonic())
            activate();
    }
    m_time.advanceTo(std::max(end, m_time.monotonic()));
}

void Simulation::suspend(Nanoseconds duration)
{
    m_network.suspend(duration);
    m_time.suspend(duration);
    m_wake = true; // waking up stirs every process
}

void Simulation::stopProcess(Nanoseconds duration)
{
    const Nanoseconds end = m_time.monotonic() + duration;
    for (Nanoseconds next; (next = m_network.nextEvent()) <= end;) {
        m_time.advanceTo(std::max(next, m_time.monotonic()));
        m_wake |= m_network.play();
    }
    m_time.advanceTo(end);
}

} // namespace qicmp::sim
