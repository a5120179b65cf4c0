// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include <algorithm>
#include <limits>
#include <utility>

// Requests, rounds and decisions. What leaves is in enginesending.cpp, what comes back in
// enginereceiving.cpp, what has ended in enginereleasing.cpp.
namespace qicmp {
namespace {

constexpr Nanoseconds longAgo = std::numeric_limits<Nanoseconds>::min();

} // namespace

Engine::Engine(const Clock &clock)
    : m_clock(clock)
    , m_wheel(clock.monotonic())
    , m_now(clock.monotonic())
    , m_overflowThrough(longAgo)
    , m_suspended(clock.boottime() - clock.monotonic())
{
    m_wallClock.sample(clock);
}

void Engine::setMaximumRate(std::uint32_t packetsPerSecond)
{
    m_maximumRate = packetsPerSecond;
    m_pacer.setRate(packetsPerSecond);
    if (m_transport)
        m_transport->setMaximumRate(packetsPerSecond);
}

void Engine::setTransport(Transport *transport)
{
    m_now = m_clock.monotonic();
    interruptInFlight(InterruptionCause::SocketChanged);
    for (const std::uint32_t slot : m_batch) {
        const std::uint32_t request = m_probes[slot].request;
        retire(slot, ProbeState::Unsent);
        if (m_requests[request].state == RequestState::Attempting) {
            --m_requests[request].attempts;
            queueAttempt(request);
        }
    }
    m_batch.clear();
    releaseAll();
    for (FamilyState &family : m_families) {
        family.pairs = {};
        family.identifiersExpectedAt = 0;
        family.pairsExpectedAt = 0;
    }
    m_transport = transport;
    m_transportConcludes = transport && transport->concludes();
    if (transport)
        transport->setMaximumRate(m_maximumRate);
    m_overflowsSeen = transport ? transport->receiveOverflows() : 0;
    m_suspended = m_clock.boottime() - m_clock.monotonic();
}

Engine::Handle Engine::add(const RequestSpec &spec)
{
    const std::uint32_t slot = m_requests.allocate();
    RequestRecord &request = m_requests[slot];
    request.context = spec.context;
    request.options = spec.options;
    request.owner = spec.owner;
    request.observed = spec.observed;
    ++m_outstanding;
    if (!spec.target.isNull()) {
        request.setTarget(spec.target);
        queueAttempt(slot);
    }
    return m_requests.handle(slot);
}

const EchoOptions *Engine::optionsOf(Handle handle) const
{
    const std::uint32_t slot = m_requests.find(handle);
    return slot == none ? nullptr : &m_options[m_requests[slot].options];
}

std::uint32_t Engine::ownerOf(Handle handle) const
{
    const std::uint32_t slot = m_requests.find(handle);
    return slot == none ? 0 : m_requests[slot].owner;
}

void Engine::disown(Handle handle)
{
    if (const std::uint32_t slot = m_requests.find(handle); slot != none)
        m_requests[slot].owner = 0;
}

void Engine::launch(Handle handle, const IpAddress &target)
{
    const std::uint32_t slot = m_requests.find(handle);
    if (slot == none || m_requests[slot].state != RequestState::Reserved)
        return;
    m_requests[slot].setTarget(target);
    queueAttempt(slot);
}

void Engine::queueAttempt(std::uint32_t slot)
{
    RequestRecord &request = m_requests[slot];
    FamilyState &family = stateOf(request.family);
    request.state = RequestState::Queued;
    request.link = none;
    request.inQueue = true;
    if (family.firstQueued == none)
        family.firstQueued = slot;
    else
        m_requests[family.lastQueued].link = slot;
    family.lastQueued = slot;
}

/// Takes the first request out of a queue that is not empty. It may have ended in there.
std::uint32_t Engine::takeQueued(FamilyState &family)
{
    const std::uint32_t slot = family.firstQueued;
    RequestRecord &request = m_requests[slot];
    family.firstQueued = std::exchange(request.link, none);
    request.inQueue = false;
    return slot;
}

bool Engine::hasQueued() const
{
    return !m_batch.empty() || m_families[0].firstQueued != none ||
           m_families[1].firstQueued != none;
}

void Engine::fail(Handle handle, const Failure &failure)
{
    const std::uint32_t slot = m_requests.find(handle);
    if (slot == none || m_requests[slot].state == RequestState::Ended)
        return;
    EngineEvent event = describe(EngineEvent::Kind::Failed, slot);
    event.failure = failure;
    endRequest(slot, event);
}

bool Engine::cancel(Handle handle, bool silently)
{
    const std::uint32_t slot = m_requests.find(handle);
    if (slot == none || m_requests[slot].state == RequestState::Ended)
        return false;
    m_now = m_clock.monotonic();
    RequestRecord &request = m_requests[slot];
    EngineEvent event = describe(EngineEvent::Kind::Failed, slot);
    if (request.state == RequestState::Attempting &&
        m_probes[request.link].state == ProbeState::InFlight) {
        event = describe(EngineEvent::Kind::Failed, m_probes[request.link]);
        if (!silently)
            tellObserver(slot, EngineEvent::Kind::ProbeWithdrawn, event);
        m_wheel.cancel(request.link);
        m_transport->withdraw(m_probes.handle(request.link));
        retire(request.link, ProbeState::Canceled);
    }
    event.failure.code = FailureCode::Canceled;
    request.silent = silently;
    endRequest(slot, event);
    return true;
}

void Engine::failQueued(const Failure &failure)
{
    for (FamilyState &family : m_families) {
        while (family.firstQueued != none) {
            const std::uint32_t slot = takeQueued(family);
            if (m_requests[slot].state == RequestState::Ended)
                releaseIfDone(slot);
            else
                fail(m_requests.handle(slot), failure);
        }
    }
}

void Engine::cancelAll()
{
    for (std::uint32_t slot = 0; slot < m_requests.size(); ++slot)
        cancel(m_requests.handle(slot));
}

bool Engine::activate()
{
    m_now = m_clock.monotonic();
    m_wallClock.sample(m_clock); // no two steps of the wall clock should fall between two looks
    // Nothing expires beyond what the socket has been read to: a reply that waits in it was in time
    // if the kernel's stamp says so, however late we get round to reading it. Where replies come as
    // fast as requests leave, one batch would never be all of them.
    constexpr int mostBatches = 4; // keeps a round short
    Nanoseconds began = m_now;
    bool more = m_transport != nullptr;
    for (int batches = 0; more && batches < mostBatches; ++batches) {
        began = m_clock.monotonic();
        more = m_transport->receive(*this);
    }
    if (m_transport)
        checkOverflow();
    if (!more) {
        m_drainedThrough = began;
        if (!m_transportConcludes)
            checkSuspend(); // what came before it has been read
    }
    more |= expire();
    more |= releaseOld();
    more |= flush();
    return more;
}

Nanoseconds Engine::nextWakeup() const
{
    const Nanoseconds next = m_wheel.nextDeadline();
    if (!hasQueued() || !m_transport || !m_transport->isReady())
        return next;
    Nanoseconds ready = m_batch.empty() ? std::numeric_limits<Nanoseconds>::max() : 0;
    for (const FamilyState &family : m_families)
        if (family.firstQueued != none)
            ready = std::min(ready, family.pairsExpectedAt);
    return std::min(next, std::max(ready, m_pacer.nextAllowed()));
}

void Engine::checkSuspend()
{
    // The monotonic clock stands still while the machine sleeps, the boot clock does not.
    constexpr Nanoseconds shortestSuspend = 100 * millisecond;
    constexpr Nanoseconds widestPair = 10 * millisecond; // being stopped in between is no suspend
    const Nanoseconds before = m_clock.monotonic();
    const Nanoseconds boot = m_clock.boottime();
    const Nanoseconds after = m_clock.monotonic();
    if (after - before > widestPair)
        return;
    if (boot - after - m_suspended > shortestSuspend)
        interruptInFlight(InterruptionCause::Suspended);
    m_suspended = boot - before;
}

void Engine::checkOverflow()
{
    const std::uint64_t overflows = m_transport->receiveOverflows();
    if (overflows == m_overflowsSeen)
        return;
    m_counters.receiveOverflows += overflows - m_overflowsSeen;
    m_overflowsSeen = overflows;
    m_overflowThrough = m_clock.monotonic();
}

Nanoseconds Engine::timeoutOf(const ProbeRecord &probe) const
{
    return m_options[m_requests[probe.request].options].timeout;
}

bool Engine::expire()
{
    constexpr int mostAtOnce = 1024; // keeps a round short
    for (int count = 0; count < mostAtOnce; ++count) {
        const std::uint32_t slot = m_wheel.popExpired(m_drainedThrough);
        if (slot == none)
            return false;
        const ProbeRecord &probe = m_probes[slot];
        const RequestRecord &request = m_requests[probe.request];
        if (probe.state != ProbeState::InFlight) {
            // An error had ended this attempt, and the next one waited for its turn.
            if (request.isAttempting(slot))
                queueAttempt(probe.request);
        } else if (const Nanoseconds deadline = probe.leftAt() + timeoutOf(probe);
                   deadline > m_drainedThrough) {
            m_wheel.schedule(slot, deadline); // it left the machine later than it left us
        } else if (probe.sentAt < m_overflowThrough) {
            failAttempt(slot, ProbeState::Interrupted,
                        interruption(InterruptionCause::ReceiveOverflow));
        } else {
            failAttempt(slot, ProbeState::Lost, {.code = FailureCode::Timeout});
        }
    }
    return true;
}

void Engine::interruptInFlight(InterruptionCause cause)
{
    for (std::uint32_t slot = 0; slot < m_probes.size(); ++slot)
        if (m_probes[slot].state == ProbeState::InFlight)
            failAttempt(slot, ProbeState::Interrupted, interruption(cause));
}

void Engine::failAttempt(std::uint32_t slot, ProbeState outcome, const Failure &failure,
                         const IpAddress &responder, Nanoseconds roundTripTime)
{
    const ProbeRecord &probe = m_probes[slot];
    const std::uint32_t requestSlot = probe.request;
    const RequestRecord &request = m_requests[requestSlot];
    EngineEvent event = describe(EngineEvent::Kind::Failed, probe);
    event.failure = failure;
    event.responder = responder;
    event.roundTripTime = roundTripTime;
    if (outcome != ProbeState::Unsent)
        tellObserver(requestSlot,
                     outcome == ProbeState::Lost ? EngineEvent::Kind::ProbeLost
                                                 : EngineEvent::Kind::ProbeInterrupted,
                     event);
    retire(slot, outcome);

    if (!request.isAttempting(slot))
        return; // the request went on without this probe
    if (request.attempts > m_options[request.options].retries)
        endRequest(requestSlot, event);
    else if (!m_wheel.isScheduled(slot))
        queueAttempt(requestSlot);
    // else an error can't cause a storm: expire() starts the next attempt when this one's time is
    // up
}

void Engine::endRequest(std::uint32_t slot, const EngineEvent &event)
{
    RequestRecord &request = m_requests[slot];
    if (request.state == RequestState::Attempting)
        m_wheel.cancel(request.link); // it may hold the place of the next attempt
    request.state = RequestState::Ended;
    request.answered = event.kind == EngineEvent::Kind::Succeeded;
    --m_outstanding;
    tell(slot, event);
    releaseIfDone(slot);
}

EngineEvent Engine::describe(EngineEvent::Kind kind, std::uint32_t slot) const
{
    const RequestRecord &request = m_requests[slot];
    return {.kind = kind,
            .attempt = static_cast<std::uint16_t>(request.attempts),
            .owner = request.owner,
            .request = m_requests.handle(slot),
            .context = request.context,
            .at = m_now,
            .target = request.target()};
}

EngineEvent Engine::describe(EngineEvent::Kind kind, const ProbeRecord &probe) const
{
    const RequestRecord &request = m_requests[probe.request];
    return {.kind = kind,
            .attempt = probe.attempt,
            .owner = request.owner,
            .request = m_requests.handle(probe.request),
            .context = request.context,
            .sentAtWall = m_wallClock.toRealtime(probe.leftAt()),
            .sentAt = probe.sentAt,
            .at = m_now,
            .target = request.target()};
}

void Engine::tell(std::uint32_t slot, const EngineEvent &event)
{
    if (!m_requests[slot].silent)
        m_events.push_back(event);
}

void Engine::tellObserver(std::uint32_t slot, EngineEvent::Kind kind, const EngineEvent &event)
{
    if (!m_requests[slot].observed || m_requests[slot].silent)
        return;
    m_events.push_back(event);
    m_events.back().kind = kind;
}

} // namespace qicmp
