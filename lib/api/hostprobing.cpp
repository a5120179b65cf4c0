// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmphost_p.h"

#include "qicmpmanager_p.h"

#include <algorithm>

// When a host is probed, and at which address.
using namespace qicmp;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

namespace {

constexpr milliseconds shortestInterval{10};

Nanoseconds count(nanoseconds time)
{
    return time.count();
}

} // namespace

QIcmpHostPrivate::QIcmpHostPrivate(QIcmpHost *host, QIcmpManager *manager, const QString &hostName)
    : name(hostName)
    , address(HostResolver::literal(hostName))
    , q(host)
    , m_manager(manager)
    , m_isName(address.isNull())
{
    m_probeOptions.setRetries(0);
    if (!manager)
        return;
    m_ticket = this->manager()->scheduler().add(this);
    this->manager()->addDependent(this);
}

QIcmpHostPrivate::~QIcmpHostPrivate()
{
    if (!manager())
        return;
    abandonRequests(true);
    cancelLookup();
    manager()->scheduler().remove(m_ticket);
    manager()->removeDependent(this);
}

QIcmpManagerPrivate *QIcmpHostPrivate::manager() const
{
    return m_manager ? QIcmpManagerPrivate::get(m_manager) : nullptr;
}

bool QIcmpHostPrivate::isManagerAtWork() const
{
    return m_manager && !manager()->isShuttingDown();
}

milliseconds QIcmpHostPrivate::timeout() const
{
    return options.timeout().value_or(m_manager ? m_manager->timeout() : milliseconds(1000));
}

Nanoseconds QIcmpHostPrivate::now() const
{
    return manager()->clock().monotonic();
}

// --- the plan ---

void QIcmpHostPrivate::start()
{
    if (running || !isManagerAtWork())
        return;
    m_planned = 0;
    beginPlan();
    setRunning(true);
}

void QIcmpHostPrivate::stop()
{
    if (!m_manager)
        return;
    manager()->scheduler().unschedule(m_ticket);
    abandonRequests(false);
    cancelLookup();
    setRunning(false);
}

void QIcmpHostPrivate::beginPlan()
{
    const Nanoseconds length = count(interval);
    const PhaseSpreader::Start start = manager()->phaseSpreader().next(now(), length);
    m_plan.begin(start.first, start.second, length);
    reschedule();
}

void QIcmpHostPrivate::reschedule()
{
    if (isExhausted())
        manager()->scheduler().unschedule(m_ticket);
    else
        manager()->scheduler().schedule(m_ticket, m_plan.next());
    manager()->wake();
}

void QIcmpHostPrivate::setInterval(milliseconds value)
{
    value = std::max(value, shortestInterval);
    if (value == interval)
        return;
    interval = value;
    if (running)
        beginPlan();
}

void QIcmpHostPrivate::setOptions(const QIcmpOptions &value)
{
    const bool otherFamily = value.protocol() != options.protocol();
    options = value;
    m_probeOptions = value;
    if (!value.retries())
        m_probeOptions.setRetries(0);
    if (otherFamily && m_isName) {
        address.clear(); // the next probe looks the name up again
        if (m_manager)
            cancelLookup();
    }
}

void QIcmpHostPrivate::setProbeLimit(int probes)
{
    probeLimit = std::max(probes, 0);
    if (!running)
        return;
    reschedule();
    finishIfExhausted();
}

void QIcmpHostPrivate::due(Nanoseconds now)
{
    const bool probeNow = m_plan.take(now);
    if (probeNow)
        plannedProbe(now);
    reschedule();
    finishIfExhausted(); // last: a slot may delete this
}

void QIcmpHostPrivate::plannedProbe(Nanoseconds now)
{
    if (m_waiting != 0) { // the way out is blocked; a second one in the queue would help nobody
        notSent(now);
        return;
    }
    ++m_planned;
    if (m_isName && address.isNull() && !m_lookups.mayTry(now)) {
        notSent(now);
        return;
    }
    confirmAddress(now);
    probe();
}

void QIcmpHostPrivate::probe()
{
    if (m_waiting != 0 || !isManagerAtWork())
        return;
    m_waiting = manager()->start({address, name}, m_probeOptions, this, true);
    m_requests.push_back({m_waiting});
}

void QIcmpHostPrivate::finishIfExhausted()
{
    if (running && isExhausted() && isSettled())
        setRunning(false);
}

void QIcmpHostPrivate::setRunning(bool value)
{
    if (running == value)
        return;
    running = value;
    changed();
    Q_EMIT q->runningChanged(value);
}

void QIcmpHostPrivate::managerDestroyed()
{
    abandonRequests(true);
    cancelLookup();
    m_manager.clear();
    setRunning(false);
}

// --- the address ---

void QIcmpHostPrivate::addressKnown(const QHostAddress &known)
{
    m_lookups.settled(now());
    useAddress(known);
}

void QIcmpHostPrivate::confirmAddress(Nanoseconds now)
{
    if (!m_isName || address.isNull() || m_lookup != 0 ||
        !m_lookups.isStale(now, machine.failuresInRow()))
        return;
    m_lookup = manager()->resolver().resolve(
            name, options.protocol(),
            [this](const HostResolver::Answer &answer) { addressConfirmed(answer); });
}

void QIcmpHostPrivate::addressConfirmed(const HostResolver::Answer &answer)
{
    m_lookup = 0;
    m_lookups.settled(now());
    // Without an answer the name server has a problem, but the host need not. Among several
    // addresses the one in use stays, in whatever order a server deals them out.
    if (!answer.address.isNull() && !answer.addresses.contains(address))
        useAddress(answer.address);
}

void QIcmpHostPrivate::cancelLookup()
{
    if (m_lookup != 0)
        manager()->resolver().cancel(m_lookup);
    m_lookup = 0;
}

void QIcmpHostPrivate::useAddress(const QHostAddress &known)
{
    if (known == address)
        return;
    address = known;
    changed();
    Q_EMIT q->addressChanged(address);
}
