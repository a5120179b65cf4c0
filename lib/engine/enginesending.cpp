// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"
#include "engine/engine.h"

#include <algorithm>

namespace qicmp {
namespace {

/// Wrong input stays wrong; anything else may have mended itself by the next attempt's turn.
bool isFinal(const Failure &failure)
{
    return failure.code == FailureCode::InvalidArgument ||
           failure.code == FailureCode::PermissionDenied ||
           failure.code == FailureCode::PacketTooBig ||
           failure.code == FailureCode::ProxyUnavailable;
}

} // namespace

bool Engine::flush()
{
    if (!hasQueued() || !m_transport || !m_transport->isReady())
        return false;
    const Nanoseconds now = m_clock.monotonic();
    const std::uint32_t allowance = m_pacer.allowance(now, batchSize);
    if (!prepareBatch(now, allowance))
        return false;
    return sendBatch(now) && hasQueued() && (!m_pacer.isLimited() || m_pacer.allowance(now, 1) > 0);
}

/// Fills the batch up to \a count probes. Returns whether there is anything to send now.
bool Engine::prepareBatch(Nanoseconds now, std::uint32_t count)
{
    const std::size_t before = m_batch.size();
    prepareFrom(m_families[m_ipv6First], now, count);
    const bool hadItsTurn = m_batch.size() > before;
    prepareFrom(m_families[!m_ipv6First], now, count);
    if (hadItsTurn)
        m_ipv6First = !m_ipv6First;
    return !m_batch.empty() && count > 0;
}

void Engine::prepareFrom(FamilyState &family, Nanoseconds now, std::uint32_t count)
{
    constexpr int mostEnded = 1024; // canceled while they waited; keeps a round short
    int ended = 0;
    while (m_batch.size() < count && family.firstQueued != none && now >= family.pairsExpectedAt &&
           ended < mostEnded) {
        const std::uint32_t slot = family.firstQueued;
        if (m_requests[slot].state == RequestState::Ended) {
            takeQueued(family);
            releaseIfDone(slot);
            ++ended;
        } else if (!prepareProbe(family, slot, now)) {
            return;
        }
    }
}

bool Engine::prepareProbe(FamilyState &family, std::uint32_t requestSlot, Nanoseconds now)
{
    const std::uint32_t slot = m_probes.allocate();
    const auto key = acquireKey(family, m_requests[requestSlot].family, slot, now);
    if (!key) {
        constexpr Nanoseconds patience = 5 * millisecond;
        family.pairsExpectedAt = now + patience;
        m_probes.free(slot);
        return false;
    }
    takeQueued(family);
    RequestRecord &request = m_requests[requestSlot];
    ++request.attempts;
    ++request.probes;
    request.link = slot;
    request.state = RequestState::Attempting;
    ProbeRecord &probe = m_probes[slot];
    probe.request = requestSlot;
    probe.key = *key;
    probe.attempt = request.attempts;
    probe.tagged = !m_transportConcludes && carriesMark(m_options[request.options]);
    m_batch.push_back(slot);
    return true;
}

std::optional<IdentifierSpace::Key> Engine::acquireKey(FamilyState &family, Family name,
                                                       std::uint32_t probe, Nanoseconds now)
{
    IdentifierSpace &pairs = family.pairs;
    if (const auto key = pairs.acquire(probe, now))
        return key;
    if (now >= family.identifiersExpectedAt && pairs.identifierCount() < maximumIdentifiers) {
        if (const auto id = m_transport->identifier(name, pairs.identifierCount())) {
            pairs.addIdentifier(*id);
            return pairs.acquire(probe, now);
        }
        family.identifiersExpectedAt = now + second; // others may have given theirs back by then
    }
    releaseRested();
    return pairs.acquire(probe, now);
}

void Engine::dropEndedFromBatch()
{
    std::erase_if(m_batch, [this](std::uint32_t slot) { // canceled while they waited
        const bool ended = m_requests[m_probes[slot].request].state == RequestState::Ended;
        if (ended)
            retire(slot, ProbeState::Unsent);
        return ended;
    });
}

OutgoingEcho Engine::outgoing(std::uint32_t slot) const
{
    const ProbeRecord &probe = m_probes[slot];
    const RequestRecord &request = m_requests[probe.request];
    OutgoingEcho echo{.target = request.target(),
                      .options = &m_options[request.options],
                      .probe = m_probes.handle(slot),
                      .tag = 0,
                      .id = stateOf(request.family).pairs.idOf(probe.key),
                      .sequence = IdentifierSpace::sequenceOf(probe.key)};
    if (probe.tagged)
        echo.tag = m_tagger.tag(echo.probe);
    return echo;
}

/// Sends what has been prepared. Returns whether the transport would take more.
bool Engine::sendBatch(Nanoseconds now)
{
    dropEndedFromBatch();
    m_outgoing.clear();
    for (const std::uint32_t slot : m_batch)
        m_outgoing.push_back(outgoing(slot));

    std::size_t done = 0;
    bool open = true;
    while (open && done < m_outgoing.size()) {
        const Nanoseconds sentAt = done == 0 ? now : m_clock.monotonic();
        const SendResult result = m_transport->send(std::span(m_outgoing).subspan(done));
        for (std::uint32_t i = 0; i < result.accepted; ++i)
            markSent(m_batch[done++], sentAt);
        m_pacer.spend(now, result.accepted);
        if (result.verdict == SendResult::Verdict::Refused) {
            m_probes[m_batch[done]].sentAt = sentAt;
            failUnsent(m_batch[done++], result.failure, isFinal(result.failure));
        }
        open = result.verdict != SendResult::Verdict::Blocked;
    }
    m_batch.erase(m_batch.begin(), m_batch.begin() + static_cast<std::ptrdiff_t>(done));
    return open;
}

void Engine::markSent(std::uint32_t slot, Nanoseconds now)
{
    ProbeRecord &probe = m_probes[slot];
    probe.state = ProbeState::InFlight;
    probe.sentAt = now;
    if (!m_transportConcludes)
        m_wheel.schedule(slot, now + timeoutOf(probe));
    if (m_requests[probe.request].observed)
        tell(probe.request, describe(EngineEvent::Kind::ProbeSent, probe));
}

/// Of a probe that did not leave: ends the request if that \a isFinal, else only the attempt.
void Engine::failUnsent(std::uint32_t slot, const Failure &failure, bool isFinal)
{
    if (!isFinal) {
        holdTurn(slot);
        failAttempt(slot, ProbeState::Unsent, failure);
        return;
    }
    const ProbeRecord &probe = m_probes[slot];
    EngineEvent event = describe(EngineEvent::Kind::Failed, probe);
    event.failure = failure;
    retire(slot, ProbeState::Unsent);
    if (m_requests[probe.request].isAttempting(slot))
        endRequest(probe.request, event);
}

/// Lets the next attempt, if there is one, wait until this one's time is up.
void Engine::holdTurn(std::uint32_t slot)
{
    const ProbeRecord &probe = m_probes[slot];
    const RequestRecord &request = m_requests[probe.request];
    if (request.isAttempting(slot) && request.attempts <= m_options[request.options].retries)
        m_wheel.schedule(slot, probe.leftAt() + timeoutOf(probe));
}

} // namespace qicmp
