// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/engine.h"

// Outcomes that a transport found out itself.
namespace qicmp {

void Engine::concluded(const Conclusion &conclusion)
{
    const std::uint32_t slot = m_probes.find(conclusion.probe);
    if (slot == none || !concludes(m_probes[slot].state, conclusion.kind)) {
        ++m_counters.foreign; // of a request that was canceled, mostly
        return;
    }
    if (conclusion.sentAtWall != 0)
        setTransmitStamp(conclusion.probe, conclusion.sentAtWall);
    const std::uint32_t request = m_probes[slot].request;
    EngineEvent event = describe(EngineEvent::Kind::Succeeded, m_probes[slot]);
    event.responder = conclusion.responder.isNull() ? event.target : conclusion.responder;
    event.ttl = conclusion.ttl;
    event.payloadSize = conclusion.payloadSize;
    event.roundTripTime = conclusion.time;
    event.kernelStamps = conclusion.kernelStamps;

    switch (conclusion.kind) {
    case Conclusion::Kind::Reply:
        tellObserver(request, EngineEvent::Kind::ProbeReplied, event);
        retire(slot, ProbeState::Replied);
        answer(request, event);
        break;
    case Conclusion::Kind::LateReply:
        lateReply(slot, event);
        break;
    case Conclusion::Kind::DuplicateReply:
        event.kind = EngineEvent::Kind::Duplicate;
        tell(request, event);
        tellObserver(request, EngineEvent::Kind::ProbeDuplicate, event);
        break;
    case Conclusion::Kind::IcmpError:
        holdTurn(slot);
        failAttempt(slot, ProbeState::Lost, conclusion.failure, conclusion.responder,
                    conclusion.time);
        break;
    case Conclusion::Kind::Timeout:
        failAttempt(slot, ProbeState::Lost, {.code = FailureCode::Timeout});
        break;
    case Conclusion::Kind::Unsent:
        tellObserver(request, EngineEvent::Kind::ProbeWithdrawn, event);
        failUnsent(slot, conclusion.failure, conclusion.final);
        break;
    case Conclusion::Kind::Interrupted:
        failAttempt(slot, ProbeState::Interrupted, conclusion.failure);
        break;
    }
}

/// Whether an outcome fits what is known of the probe.
bool Engine::concludes(ProbeState state, Conclusion::Kind kind)
{
    switch (kind) {
    case Conclusion::Kind::LateReply:
        return state == ProbeState::Lost || state == ProbeState::Interrupted;
    case Conclusion::Kind::DuplicateReply:
        return state == ProbeState::Replied;
    default:
        return state == ProbeState::InFlight;
    }
}

} // namespace qicmp
