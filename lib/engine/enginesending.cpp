// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"
#include "engine/engine.h"

#include <algorithm>

namespace qicmp {

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
    while (m_batch.size() < count && !m_queue.empty() && now >= m_identifierWait) {
        const std::uint32_t request = m_requests.find(m_queue.front());
        if (request != none && m_requests[request].state == RequestState::Queued &&
            !prepareProbe(request, now))
            break;
        m_queue.pop_front();
    }
    return !m_batch.empty() && count > 0;
}

bool Engine::prepareProbe(std::uint32_t requestSlot, Nanoseconds now)
{
    Request &request = m_requests[requestSlot];
    const std::uint32_t slot = m_probes.allocate();
    const auto key = acquireKey(request.target.family, slot, now);
    if (!key) {
        constexpr Nanoseconds patience = 5 * millisecond;
        m_identifierWait = now + patience;
        m_probes.free(slot);
        return false;
    }
    Probe &probe = m_probes[slot];
    probe.request = requestSlot;
    probe.key = *key;
    probe.attempt = ++request.attempts;
    probe.tagged = carriesMark(m_options[request.options]);
    ++request.probes;
    request.newestProbe = slot;
    request.state = RequestState::Attempting;
    m_batch.push_back(slot);
    return true;
}

std::optional<IdentifierSpace::Key> Engine::acquireKey(Family family, std::uint32_t probe,
                                                       Nanoseconds now)
{
    IdentifierSpace &pairs = space(family);
    if (const auto key = pairs.acquire(probe, now))
        return key;
    bool &refused = m_identifierRefused[family == Family::IPv6];
    if (!refused && pairs.identifierCount() < maximumIdentifiers) {
        const auto id = m_transport->identifier(family, pairs.identifierCount());
        refused = !id;
        if (id) {
            pairs.addIdentifier(*id);
            return pairs.acquire(probe, now);
        }
    }
    releaseLingering(now - IdentifierSpace::quarantine, SIZE_MAX);
    return pairs.acquire(probe, now);
}

/// Sends what has been prepared. Returns whether the transport would take more.
bool Engine::sendBatch(Nanoseconds now)
{
    std::erase_if(m_batch, [this](std::uint32_t slot) { // canceled while they waited
        const bool ended = m_requests[m_probes[slot].request].state == RequestState::Ended;
        if (ended)
            retire(slot, ProbeState::Unsent);
        return ended;
    });

    m_outgoing.clear();
    for (const std::uint32_t slot : m_batch) {
        const Probe &probe = m_probes[slot];
        const Request &request = m_requests[probe.request];
        const std::uint16_t id = space(request.target.family).idOf(probe.key);
        const std::uint16_t sequence = IdentifierSpace::sequenceOf(probe.key);
        const std::uint64_t handle = m_probes.handle(slot);
        const std::uint64_t tag =
                probe.tagged ? m_tagger.tag(handle, id, sequence, request.target) : 0;
        m_outgoing.push_back(
                {&request.target, &m_options[request.options], handle, tag, id, sequence});
    }

    std::size_t done = 0;
    bool open = true;
    while (open && done < m_outgoing.size()) {
        const Nanoseconds sentAt = done == 0 ? now : m_clock.monotonic();
        const SendResult result = m_transport->send(std::span(m_outgoing).subspan(done));
        for (std::uint32_t i = 0; i < result.accepted; ++i)
            markSent(m_batch[done++], sentAt);
        m_pacer.spend(now, result.accepted);
        if (result.verdict == SendResult::Verdict::Refused)
            markUnsent(m_batch[done++], sentAt, result.failure);
        open = result.verdict != SendResult::Verdict::Blocked;
    }
    m_batch.erase(m_batch.begin(), m_batch.begin() + static_cast<std::ptrdiff_t>(done));
    return open;
}

void Engine::markSent(std::uint32_t slot, Nanoseconds now)
{
    Probe &probe = m_probes[slot];
    probe.state = ProbeState::InFlight;
    probe.sentAt = now;
    m_wheel.schedule(slot, now + timeoutOf(probe));
    if (m_requests[probe.request].observed)
        tellObserver(EngineEvent::Kind::ProbeSent, describe(EngineEvent::Kind::ProbeSent, probe));
}

void Engine::markUnsent(std::uint32_t slot, Nanoseconds now, const Failure &failure)
{
    // Wrong input stays wrong; anything else may have mended itself by the next attempt's turn.
    const bool hopeless = failure.code == FailureCode::InvalidArgument ||
                          failure.code == FailureCode::PermissionDenied ||
                          failure.code == FailureCode::PacketTooBig;
    Probe &probe = m_probes[slot];
    probe.sentAt = now;
    Request &request = m_requests[probe.request];
    if (hopeless) {
        EngineEvent event = describe(EngineEvent::Kind::Failed, probe);
        event.failure = failure;
        retire(slot, ProbeState::Unsent);
        endRequest(probe.request, event);
    } else {
        if (request.attempts <= m_options[request.options].retries)
            m_wheel.schedule(slot, now + timeoutOf(probe));
        failAttempt(slot, ProbeState::Unsent, failure);
    }
}

} // namespace qicmp
