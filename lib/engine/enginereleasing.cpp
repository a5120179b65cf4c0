// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/engine.h"
#include "engine/prefetch.h"

#include <cassert>
#include <limits>

// What has ended: how long it is remembered, and how it is let go.
namespace qicmp {
namespace {

// Ended probes are remembered for a while, so that late and duplicate replies are known as such.
// Memory stays bounded when there are very many. Duplicates follow soon, late replies need not; and
// the fewer are remembered at full speed, the more of them are in the processor's caches.
constexpr Nanoseconds lingerTime = 30 * second;
constexpr std::size_t mostLingering = 400'000;
constexpr std::size_t mostAnswered = 65536;

constexpr std::size_t mostAtOnce = 4096; // keeps a round short

std::uint32_t inMilliseconds(Nanoseconds time)
{
    return static_cast<std::uint32_t>(time / millisecond);
}

} // namespace

void Engine::retire(std::uint32_t slot, ProbeState outcome)
{
    ProbeRecord &probe = m_probes[slot];
    probe.state = outcome;
    probe.endedAt = inMilliseconds(m_now);
    (outcome == ProbeState::Replied ? m_answered : m_lingering).push_back(slot);
}

/// When it was retired, to the millisecond.
Nanoseconds Engine::endOf(const ProbeRecord &probe) const
{
    return m_now - (inMilliseconds(m_now) - probe.endedAt) * millisecond;
}

/// Returns whether there is more of it than one round may do.
bool Engine::releaseOld()
{
    const Nanoseconds endedBefore = m_now - lingerTime;
    const bool more = releaseFrom(m_lingering, endedBefore, mostLingering, mostAtOnce);
    return releaseFrom(m_answered, endedBefore, mostAnswered, mostAtOnce) || more;
}

/// Identifiers are short: lets go of what has rested long enough for its own to be used again.
void Engine::releaseRested()
{
    releaseFrom(m_lingering, m_now - IdentifierSpace::quarantine, mostLingering, mostAtOnce);
    releaseFrom(m_answered, m_now - IdentifierSpace::quarantine, mostAnswered, mostAtOnce);
}

void Engine::releaseAll()
{
    constexpr Nanoseconds ever = std::numeric_limits<Nanoseconds>::max();
    releaseFrom(m_lingering, ever, 0, m_lingering.size());
    releaseFrom(m_answered, ever, 0, m_answered.size());
}

/// Releases, up to \a most, those that ended before then, and those that are more than are to be
/// kept. Returns whether some are left and it is worth going on at once.
bool Engine::releaseFrom(std::deque<std::uint32_t> &lingering, Nanoseconds endedBefore,
                         std::size_t keepAtMost, std::size_t most)
{
    bool released = false;
    for (std::size_t count = 0; !lingering.empty(); ++count) {
        fetchAhead(lingering);
        const std::uint32_t slot = lingering.front();
        ProbeRecord &probe = m_probes[slot];
        if (lingering.size() <= keepAtMost && endOf(probe) > endedBefore)
            return false;
        if (count == most)
            return released;
        lingering.pop_front();
        if (m_requests[probe.request].isAttempting(slot)) {
            if (keepAtMost > 0) { // its time is not up yet, and it holds the place of the next
                probe.endedAt = inMilliseconds(m_now);
                lingering.push_back(slot);
                continue;
            }
            m_wheel.cancel(slot);
            queueAttempt(probe.request);
        }
        releaseProbe(slot);
        released = true;
    }
    return false;
}

/// What is let go was touched long ago, so waiting for it would take longer than all that is done.
void Engine::fetchAhead(const std::deque<std::uint32_t> &lingering) const
{
    constexpr std::size_t probeAhead = 16;
    constexpr std::size_t requestAhead = 8; // its probe has come by then
    if (lingering.size() <= probeAhead)
        return;
    prefetch(&m_probes[lingering[probeAhead]]);
    prefetch(&m_requests[m_probes[lingering[requestAhead]].request]);
}

/// It has no deadline any more: only probes in flight have, and those that hold the place of the
/// next attempt of a request that goes on.
void Engine::releaseProbe(std::uint32_t slot)
{
    const ProbeRecord &probe = m_probes[slot];
    const std::uint32_t requestSlot = probe.request;
    RequestRecord &request = m_requests[requestSlot];
    stateOf(request.family).pairs.release(probe.key, endOf(probe));
    m_probes.free(slot);
    --request.probes;
    releaseIfDone(requestSlot);
}

/// A request stays known as long as a reply to it would be, and while it stands in a queue.
void Engine::releaseIfDone(std::uint32_t slot)
{
    const RequestRecord &request = m_requests[slot];
    if (request.state != RequestState::Ended || request.probes > 0 || request.inQueue)
        return;
    if (request.owner != 0)
        m_events.push_back(describe(EngineEvent::Kind::Released, slot));
    else
        freeRequest(slot);
}

void Engine::discard(Handle handle)
{
    const std::uint32_t slot = m_requests.find(handle);
    assert(slot != none);
    freeRequest(slot);
}

void Engine::freeRequest(std::uint32_t slot)
{
    m_options.release(m_requests[slot].options);
    m_requests.free(slot);
}

} // namespace qicmp
