// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"
#include "engine/engine.h"
#include "engine/icmpfailure.h"

namespace qicmp {
namespace {

/// Anybody may answer an echo request that went to many (RFC 1122, 3.2.2.6).
bool isOneToMany(const IpAddress &target, const EchoOptions &options)
{
    return options.broadcast || target.isMulticast() || target.isLimitedBroadcast();
}

} // namespace

void Engine::batchRead()
{
    m_now = m_clock.monotonic();
    m_wallClock.sample(m_clock);
}

void Engine::transmitted(std::uint64_t probe, std::uint16_t, Nanoseconds wallStamp)
{
    setTransmitStamp(probe, wallStamp);
}

void Engine::setTransmitStamp(std::uint64_t handle, Nanoseconds wallStamp)
{
    const std::uint32_t slot = m_probes.find(handle);
    if (slot == none)
        return;
    ProbeRecord &probe = m_probes[slot];
    const auto at = m_wallClock.toMonotonic(wallStamp, probe.sentAt, m_now);
    if (at && *at - probe.sentAt < none)
        probe.transmitDelay = static_cast<std::uint32_t>(*at - probe.sentAt);
}

bool Engine::isAnswer(const ReceivedEcho &echo, std::uint32_t slot) const
{
    const ProbeRecord &probe = m_probes[slot];
    const RequestRecord &request = m_requests[probe.request];
    if (echo.source.family != request.family ||
        echo.sequence != IdentifierSpace::sequenceOf(probe.key) ||
        echo.id != stateOf(request.family).pairs.idOf(probe.key))
        return false;
    const IpAddress target = request.target();
    return sameHost(echo.source, target) || isOneToMany(target, m_options[request.options]);
}

/// The probe whose mark the reply carries, untouched and in the right place, or none.
std::uint32_t Engine::markedProbeOf(const ReceivedEcho &echo) const
{
    const auto mark = ProbeMark::read(echo.payload);
    const std::uint32_t slot = mark ? m_probes.find(mark->probe) : none;
    if (slot == none || !m_probes[slot].tagged || !isAnswer(echo, slot))
        return none;
    return mark->tag == m_tagger.tag(mark->probe) ? slot : none;
}

std::uint32_t Engine::probeOf(const ReceivedEcho &echo)
{
    std::uint32_t slot = markedProbeOf(echo);
    const bool marked = slot != none;
    if (!marked)
        slot = stateOf(echo.source.family).pairs.probeOf(echo.id, echo.sequence);
    if (slot == none || (!marked && !isAnswer(echo, slot))) {
        ++m_counters.foreign;
        return none;
    }
    const ProbeRecord &probe = m_probes[slot];
    if (marked != probe.tagged ||
        !isEchoPayload(echo.payload, m_options[m_requests[probe.request].options])) {
        ++m_counters.corrupt;
        return none;
    }
    return slot;
}

Engine::RoundTrip Engine::roundTrip(const ProbeRecord &probe, Nanoseconds wallStamp) const
{
    const bool transmitStamped = probe.transmitDelay != none;
    const Nanoseconds left = probe.leftAt();
    if (wallStamp != 0)
        if (const auto arrived = m_wallClock.toMonotonic(wallStamp, left, m_now))
            return {*arrived - left, transmitStamped};
    return {m_now - left, false, true};
}

void Engine::received(const ReceivedEcho &echo)
{
    const std::uint32_t slot = probeOf(echo);
    if (slot == none)
        return;
    const ProbeRecord &probe = m_probes[slot];
    const RoundTrip trip = roundTrip(probe, echo.wallStamp);
    EngineEvent reply = describe(EngineEvent::Kind::Succeeded, probe);
    reply.responder = echo.source;
    reply.ttl = echo.ttl;
    reply.payloadSize = echo.payloadSize;
    reply.roundTripTime = trip.time;
    reply.kernelStamps = trip.kernelStamps;

    switch (probe.state) {
    case ProbeState::InFlight:
        m_wheel.cancel(slot);
        if (trip.time > timeoutOf(probe)) {
            // Read too late, without a stamp that says when it came: that proves no loss.
            if (trip.isUpperBound)
                failAttempt(slot, ProbeState::Interrupted,
                            interruption(InterruptionCause::Unspecified));
            else
                failAttempt(slot, ProbeState::Lost, {.code = FailureCode::Timeout});
            lateReply(slot, reply);
        } else {
            tellObserver(probe.request, EngineEvent::Kind::ProbeReplied, reply);
            retire(slot, ProbeState::Replied);
            answer(probe.request, reply);
        }
        break;
    case ProbeState::Lost:
    case ProbeState::Interrupted:
        lateReply(slot, reply);
        break;
    case ProbeState::Replied:
        reply.kind = EngineEvent::Kind::Duplicate;
        tell(probe.request, reply);
        tellObserver(probe.request, EngineEvent::Kind::ProbeDuplicate, reply);
        break;
    case ProbeState::Prepared:
    case ProbeState::Unsent:
    case ProbeState::Canceled:
        ++m_counters.foreign;
        break;
    }
}

void Engine::lateReply(std::uint32_t slot, EngineEvent &reply)
{
    ProbeRecord &probe = m_probes[slot];
    reply.wasLost = probe.state == ProbeState::Lost;
    probe.state = ProbeState::Replied;
    tellObserver(probe.request, EngineEvent::Kind::ProbeLate, reply);
    answer(probe.request, reply);
}

/// A reply to any attempt of a living request succeeds it; to a dead one it is late or one more.
void Engine::answer(std::uint32_t slot, EngineEvent &reply)
{
    const RequestRecord &request = m_requests[slot];
    if (request.state != RequestState::Ended) {
        endRequest(slot, reply);
    } else {
        reply.kind = request.answered ? EngineEvent::Kind::Duplicate : EngineEvent::Kind::Late;
        tell(slot, reply);
    }
}

std::uint32_t Engine::probeOf(const ReceivedError &error) const
{
    const ErrorMessage &message = error.message;
    const std::uint32_t slot =
            stateOf(message.quotedTarget.family).pairs.probeOf(message.id, message.sequence);
    if (slot == none)
        return none;
    const ProbeRecord &probe = m_probes[slot];
    const RequestRecord &request = m_requests[probe.request];
    const IpAddress target = request.target();
    if (!sameHost(message.quotedTarget, target) || isOneToMany(target, m_options[request.options]))
        return none;
    // Eight quoted bytes are all that is promised; where there are more, they must be ours.
    const auto mark = ProbeMark::read(message.payload);
    const bool forged = probe.tagged && mark && mark->tag != m_tagger.tag(m_probes.handle(slot));
    return forged ? none : slot;
}

void Engine::received(const ReceivedError &error)
{
    const std::uint32_t slot = probeOf(error);
    if (slot == none) {
        ++m_counters.foreign;
        return;
    }
    const ProbeRecord &probe = m_probes[slot];
    const RoundTrip trip = roundTrip(probe, error.wallStamp);
    if (probe.state != ProbeState::InFlight || (!trip.isUpperBound && trip.time > timeoutOf(probe)))
        return; // decided already, or about to be as a timeout
    failAttempt(slot, ProbeState::Lost,
                {.code = failureCode(error.message.kind),
                 .icmpType = error.message.type,
                 .icmpCode = error.message.code,
                 .systemError = 0,
                 .mtu = error.message.mtu},
                error.responder, trip.time);
}

} // namespace qicmp
