// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmphost_p.h"

#include "qicmpmanager_p.h"

#include <algorithm>

// What became of a host's requests and their probes.
using namespace qicmp;
using std::chrono::nanoseconds;
using Outcome = QIcmpHost::Sample::Outcome;

namespace {

QIcmpStatistics::TimePoint timePoint(Nanoseconds monotonic)
{
    return QIcmpStatistics::TimePoint(nanoseconds(monotonic));
}

} // namespace

const QIcmpStatistics &QIcmpHostPrivate::presentStatistics()
{
    if (m_manager)
        m_statistics.advance(timePoint(now()));
    return m_statistics;
}

void QIcmpHostPrivate::resetStatistics()
{
    m_statistics.clear(m_manager ? timePoint(now()) : QIcmpStatistics::TimePoint::min());
    changed();
}

QIcmpHostPrivate::Request *QIcmpHostPrivate::find(QIcmpId id)
{
    const auto request = std::find_if(m_requests.rbegin(), m_requests.rend(),
                                      [id](const Request &r) { return r.id == id; });
    return request == m_requests.rend() ? nullptr : &*request;
}

bool QIcmpHostPrivate::isSettled() const
{
    return std::all_of(m_requests.begin(), m_requests.end(),
                       [](const Request &request) { return request.ended; });
}

void QIcmpHostPrivate::probeEvent(const EngineEvent &event)
{
    const auto sentAt = timePoint(event.sentAt);
    const auto roundTripTime = nanoseconds(event.roundTripTime);
    Request *request = find(event.request);
    if (request)
        request->inFlightSince = event.kind == EngineEvent::Kind::ProbeSent ? event.sentAt : none;

    switch (event.kind) {
    case EngineEvent::Kind::ProbeSent:
        if (m_waiting == event.request)
            m_waiting = 0;
        m_statistics.addSent(sentAt);
        samples.add(sentAt, Outcome::InFlight);
        break;
    case EngineEvent::Kind::ProbeReplied:
        m_statistics.addReply(sentAt, roundTripTime);
        samples.settle(sentAt, Outcome::Reply, roundTripTime);
        break;
    case EngineEvent::Kind::ProbeLost:
        if (event.failure.code == FailureCode::Timeout) {
            m_statistics.addLoss(sentAt);
            samples.settle(sentAt, Outcome::Lost);
        } else {
            m_statistics.addError(sentAt);
            samples.settle(sentAt, Outcome::IcmpError);
        }
        break;
    case EngineEvent::Kind::ProbeInterrupted:
        m_statistics.addInterrupted(sentAt);
        samples.settle(sentAt, Outcome::Interrupted);
        break;
    case EngineEvent::Kind::ProbeWithdrawn:
        m_statistics.addCanceled(sentAt);
        samples.settle(sentAt, Outcome::NotSent);
        break;
    case EngineEvent::Kind::ProbeLate:
        if (!event.wasLost)
            return; // interrupted: it stays not measured
        m_statistics.addLateReply(sentAt, roundTripTime);
        samples.settle(sentAt, Outcome::Late, roundTripTime);
        break;
    case EngineEvent::Kind::ProbeDuplicate:
        m_statistics.addDuplicate(sentAt);
        break;
    default:
        return;
    }
    changed();
}

void QIcmpHostPrivate::requestSucceeded(const QIcmpReply &reply)
{
    endRequest(reply.id());
    lastReply = reply;
    lastError = {};
    const bool cameUp = machine.succeeded();
    changed();

    const QPointer<QIcmpHost> guard(q); // any slot may delete the host
    Q_EMIT q->succeeded(reply);
    if (guard && cameUp)
        Q_EMIT q->stateChanged(QIcmpHost::State::Up);
    if (guard && cameUp)
        Q_EMIT q->cameUp(reply);
    if (guard)
        finishIfExhausted();
}

void QIcmpHostPrivate::requestFailed(const QIcmpError &error)
{
    if (m_waiting == error.id() && m_manager)
        notSent(now());
    endRequest(error.id());
    lastError = error;
    if (error.code() == QIcmpError::Code::HostNotFound && m_manager)
        m_lookups.notFound(now());
    const bool wentDown = isMeasured(error) && machine.failed();
    changed();

    const QPointer<QIcmpHost> guard(q); // any slot may delete the host
    Q_EMIT q->failed(error);
    if (guard && wentDown)
        Q_EMIT q->stateChanged(QIcmpHost::State::Down);
    if (guard && wentDown)
        Q_EMIT q->wentDown(error);
    if (guard)
        finishIfExhausted();
}

void QIcmpHostPrivate::endRequest(QIcmpId id)
{
    if (m_waiting == id)
        m_waiting = 0;
    if (Request *request = find(id))
        request->ended = true;
}

void QIcmpHostPrivate::requestReleased(QIcmpId id)
{
    const auto request = std::find_if(m_requests.begin(), m_requests.end(),
                                      [id](const Request &r) { return r.id == id; });
    if (request != m_requests.end())
        m_requests.erase(request);
}

/// Forgets the requests that have not ended; those that have may still bring late replies, unless
/// they are to go, too.
void QIcmpHostPrivate::abandonRequests(bool alsoEnded)
{
    std::vector<Request> abandoned;
    const auto kept = std::stable_partition(
            m_requests.begin(), m_requests.end(),
            [alsoEnded](const Request &request) { return request.ended && !alsoEnded; });
    abandoned.assign(kept, m_requests.end());
    m_requests.erase(kept, m_requests.end());
    m_waiting = 0;
    for (const Request &request : abandoned) {
        manager()->detach(request.id);
        if (request.inFlightSince != none) {
            m_statistics.addCanceled(timePoint(request.inFlightSince));
            samples.settle(timePoint(request.inFlightSince), Outcome::NotSent);
        }
    }
    if (!abandoned.empty())
        changed();
}

void QIcmpHostPrivate::notSent(Nanoseconds now)
{
    samples.add(timePoint(now), Outcome::NotSent);
    changed();
}

void QIcmpHostPrivate::changed() const
{
    if (observer)
        observer->hostChanged();
}
