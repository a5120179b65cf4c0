// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpmanager_p.h"

#include "addressconversion_p.h"
#include "errormessage_p.h"
#include "logging_p.h"
#include "resultdata_p.h"

#include <algorithm>
#include <utility>

// When the engine works, and how what it says gets out.
using namespace qicmp;

namespace {

constexpr Nanoseconds longestCollecting = millisecond;     // then what has happened is told
constexpr Nanoseconds longestActivation = 3 * millisecond; // then other events have their turn
constexpr Nanoseconds longestNeglect = 20 * millisecond;   // of the network, while much is to tell
constexpr std::size_t mostEvents = 4096;                   // to collect before they are told
constexpr int mostTasks = 1024;                            // to start in one activation
constexpr Nanoseconds openPause = 250 * millisecond;

} // namespace

void QIcmpManagerPrivate::wake()
{
    if (m_wakePending || !m_wiring.ownTimer)
        return;
    m_wakePending = true;
    m_timer.start(0);
}

Nanoseconds QIcmpManagerPrivate::nextWakeup() const
{
    if (undelivered() > 0 || m_engine.eventCount() > 0 || (m_engine.hasQueued() && !m_transport))
        return clock().monotonic();
    return std::min(m_engine.nextWakeup(), m_scheduler.nextDue());
}

void QIcmpManagerPrivate::arm(bool immediately)
{
    if (!m_wiring.ownTimer)
        return;
    constexpr Nanoseconds farAway = 3600 * second;
    const Nanoseconds wait =
            immediately ? 0
                        : std::clamp<Nanoseconds>(nextWakeup() - clock().monotonic(), 0, farAway);
    if (wait == 0 && m_wakePending)
        return;
    m_wakePending = wait == 0;
    m_timer.start(static_cast<int>((wait + millisecond - 1) / millisecond));
}

void QIcmpManagerPrivate::activate()
{
    const Nanoseconds began = clock().monotonic();
    const QPointer<QIcmpManager> guard(q); // any slot may delete the manager
    if (m_scheduler.nextDue() <= began || (m_engine.hasQueued() && !m_transport)) {
        arm(true); // a slot may run an event loop of its own
        m_scheduler.runDue(began, mostTasks);
        if (guard && m_engine.hasQueued() && !m_transport)
            open();
        if (!guard)
            return;
    }

    const auto muchToTell = [this] { return undelivered() + m_engine.eventCount() >= mostEvents; };
    bool more = true;
    if (!muchToTell() || began - m_lastRound >= longestNeglect) {
        m_lastRound = began;
        do
            more = m_engine.activate();
        while (more && !muchToTell() && clock().monotonic() - began < longestCollecting);
    }

    arm(more); // before anything is delivered, for the same reason
    deliver(began + longestActivation);
    if (guard)
        arm(more);
}

bool QIcmpManagerPrivate::open()
{
    if (m_transport)
        return true;
    const Nanoseconds now = clock().monotonic();
    if (m_openAgainAt == 0 || now >= m_openAgainAt) {
        const bool useProxy = m_proxy && m_backend == QIcmpManager::Backend::Auto;
        const auto wanted = useProxy ? BackendKind::Proxy : static_cast<BackendKind>(m_backend);
        BackendOpener::Opened opened =
                m_wiring.opener->open(wanted, proxySettings(), [this] { activate(); });
        if (opened.transport) {
            m_transport = std::move(opened.transport);
            m_engine.setTransport(m_transport.get());
            m_openError = {};
            m_openAgainAt = 0;
            setActiveBackend(static_cast<QIcmpManager::Backend>(opened.kind));
            return true;
        }
        EngineEvent event;
        event.failure = opened.failure;
        m_openFailure = opened.failure;
        m_openError = QIcmpErrorData::make(event, {}, opened.message);
        m_refusal = m_openError;
        m_openAgainAt = now + openPause;
        qCWarning(lcManager).noquote() << opened.message;
    }
    m_engine.failQueued(m_openFailure);
    return false;
}

ProxySettings QIcmpManagerPrivate::proxySettings()
{
    const QIcmpProxy proxy = m_proxy.value_or(QIcmpProxy());
    ProxySettings settings;
    settings.host = proxy.isValid() ? proxy.host() : QString();
    settings.port = proxy.port();
    settings.name = proxy.address();
    settings.identity = proxy.identity();
    settings.key = proxy.key();
    settings.icmp4em = proxy.protocol() == QIcmpProxy::Protocol::Icmp4em;
    settings.chosen = m_proxy.has_value();
    settings.lookUp = [this](const QString &host, const ProxySettings::Found &found) {
        if (const QHostAddress address = HostResolver::literal(host); !address.isNull()) {
            found({fromHostAddress(address)});
            return;
        }
        m_resolver.resolve(host, QAbstractSocket::AnyIPProtocol,
                           [found](const HostResolver::Answer &answer) {
                               std::vector<IpAddress> addresses;
                               for (const QHostAddress &address : answer.addresses)
                                   addresses.push_back(fromHostAddress(address));
                               found(addresses);
                           });
    };
    return settings;
}

void QIcmpManagerPrivate::close()
{
    m_openAgainAt = 0;
    if (!m_transport)
        return;
    m_engine.setTransport(nullptr);
    m_transport.reset();
    wake();
    setActiveBackend(QIcmpManager::Backend::NoBackend); // last: a slot may delete the manager
}

void QIcmpManagerPrivate::setActiveBackend(QIcmpManager::Backend backend)
{
    if (m_activeBackend == backend)
        return;
    m_activeBackend = backend;
    qCInfo(lcManager) << "backend in use:" << backend;
    Q_EMIT q->activeBackendChanged(backend);
}

/// Delivers what has happened and was not delivered yet, in order: also what a delivery further up
/// the stack had begun with, if a slot runs an event loop or deletes the manager. What is not
/// delivered \a until then is left for the next activation.
void QIcmpManagerPrivate::deliver(Nanoseconds until)
{
    takeEvents();
    const QPointer<QIcmpManager> guard(q); // any slot may delete the manager
    FinishedRequests::Collector collector;
    FinishedRequests::Collector *const outer = std::exchange(m_finishedRequests, &collector);
    deliverEvents(until, guard);
    if (!guard)
        return;
    m_finishedRequests = outer;
    if (m_shuttingDown)
        return; // see ~QIcmpManager(): it emits nothing any more
    if (const QList<QIcmpResult> batch = std::exchange(m_batch, {}); !batch.isEmpty())
        Q_EMIT q->finished(batch);
    if (guard && m_overflowsTold != m_engine.counters().receiveOverflows) {
        m_overflowsTold = m_engine.counters().receiveOverflows;
        qCWarning(lcManager) << "the receive buffer overflowed," << m_overflowsTold
                             << "packets lost so far: the event loop is blocked for too long";
        Q_EMIT q->receiveOverflowsChanged(m_overflowsTold);
    }
}

/// Adds the engine's events to those that have not been delivered yet.
void QIcmpManagerPrivate::takeEvents()
{
    if (m_nextUndelivered > m_undelivered.size() / 2) { // each event is moved once at most
        m_undelivered.erase(m_undelivered.begin(),
                            m_undelivered.begin() + static_cast<std::ptrdiff_t>(m_nextUndelivered));
        m_nextUndelivered = 0;
    }
    if (m_undelivered.empty()) {
        m_engine.takeEvents(m_undelivered);
    } else {
        Engine::Events events;
        m_engine.takeEvents(events);
        m_undelivered.insert(m_undelivered.end(), events.begin(), events.end());
    }
}

void QIcmpManagerPrivate::deliverEvents(Nanoseconds until, const QPointer<QIcmpManager> &guard)
{
    // No slot is called for an event that goes into a list, so the time needs no close watch.
    constexpr int betweenLooks = 16;
    int sinceLook = 0;
    while (undelivered() > 0) {
        const EngineEvent &event = m_undelivered[m_nextUndelivered++];
        sinceLook += m_batchSignals && event.owner == 0 ? 1 : betweenLooks;
        deliverOne(event, guard);
        if (!guard)
            return;
        if (sinceLook >= betweenLooks) {
            if (clock().monotonic() >= until)
                return;
            sinceLook = 0;
        }
    }
}

QIcmpError QIcmpManagerPrivate::makeError(const EngineEvent &event, const QString &host,
                                          const QString &message) const
{
    const bool neverOpened = event.attempt == 0 && message.isEmpty() &&
                             event.failure.code == static_cast<FailureCode>(m_refusal.code());
    if (neverOpened)
        return QIcmpErrorData::make(event, host, m_refusal.message());
    if (event.failure.code == FailureCode::ProxyUnavailable && message.isEmpty())
        return QIcmpErrorData::make(
                event, host, proxyMessage(event.failure, m_proxy.value_or(QIcmpProxy()).address()));
    return QIcmpErrorData::make(event, host, message);
}

/// Of a request that has ended, only an observer and the host's name are of use still.
void QIcmpManagerPrivate::dismiss(std::uint32_t number, QIcmpId id)
{
    OwnerTable::Entry &entry = m_owners[number];
    entry.told = true;
    if (entry.observed)
        return;
    entry.owner = nullptr; // it may be gone by the time a late reply comes
    if (entry.host.isEmpty()) {
        m_owners.remove(number);
        m_engine.disown(id);
    }
}

/// \a event is good until a slot is called: that may lead to further deliveries. \a guard is null
/// once the manager is gone.
void QIcmpManagerPrivate::deliverOne(const EngineEvent &event, const QPointer<QIcmpManager> &guard)
{
    const bool ends =
            event.kind == EngineEvent::Kind::Succeeded || event.kind == EngineEvent::Kind::Failed;
    const std::uint32_t number = event.owner == 0 ? 0 : m_engine.ownerOf(event.request);
    OwnerTable::Entry &entry = m_owners[number];
    if (entry.silenced && event.kind != EngineEvent::Kind::Released)
        return;
    RequestOwner *const owner = entry.owner;
    const QString host = entry.host;
    const QString message = event.kind == EngineEvent::Kind::Failed ? entry.message : QString();
    if (ends && number != 0)
        dismiss(number, event.request);
    // Listed before its owner hears of it: if a slot runs an event loop, a list is told from there.
    const bool batched = m_batchSignals;
    switch (event.kind) {
    case EngineEvent::Kind::Succeeded: {
        const QIcmpReply reply = QIcmpReplyData::make(event, host);
        if (batched)
            m_batch.append(reply);
        if (owner)
            owner->requestSucceeded(reply);
        if (!batched && guard && !m_shuttingDown)
            Q_EMIT q->succeeded(reply);
        break;
    }
    case EngineEvent::Kind::Failed: {
        const QIcmpError error = makeError(event, host, message);
        if (batched)
            m_batch.append(error);
        if (owner)
            owner->requestFailed(error);
        if (!batched && guard && !m_shuttingDown)
            Q_EMIT q->failed(error);
        break;
    }
    case EngineEvent::Kind::Late:
        if (!m_shuttingDown)
            Q_EMIT q->lateReply(QIcmpReplyData::make(event, host));
        break;
    case EngineEvent::Kind::Duplicate:
        if (!m_shuttingDown)
            Q_EMIT q->duplicateReply(QIcmpReplyData::make(event, host));
        break;
    case EngineEvent::Kind::Released: {
        const QIcmpId id = event.request;
        if (number != 0)
            m_owners.remove(number);
        m_engine.discard(id);
        if (owner)
            owner->requestReleased(id);
        break;
    }
    default:
        if (owner)
            owner->probeEvent(EngineEvent(event));
        break;
    }
}
