// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpmanager.h"

#include "futurerequest_p.h"
#include "logging_p.h"
#include "qicmpmanager_p.h"
#include "qicmprequest_p.h"
#include "resultdata_p.h"

#include <limits>
#include <utility>

using namespace qicmp;

Q_LOGGING_CATEGORY(qicmp::lcManager, "qicmp.manager", QtWarningMsg)

namespace {

QIcmpManagerPrivate::Wiring systemWiring()
{
    return {std::make_unique<SystemClock>(), systemBackends()};
}

/// How a request ends that is made while its manager is being destroyed.
QIcmpError canceled(const QIcmpOptions &options)
{
    EngineEvent event;
    event.context = options.context();
    event.failure.code = FailureCode::Canceled;
    return QIcmpErrorData::make(event, {});
}

QIcmpRequest *makeRequest(QIcmpManagerPrivate &manager, const QIcmpManagerPrivate::Target &target,
                          const QIcmpOptions &options)
{
    auto owner = std::make_unique<QIcmpRequestPrivate>(
            &manager, target.name,
            target.name.isEmpty() ? target.address : HostResolver::literal(target.name));
    if (!manager.isShuttingDown()) {
        owner->id = manager.start(target, options, owner.get());
        return QIcmpRequestPrivate::create(std::move(owner));
    }
    owner->manager = nullptr; // it will be gone when the request ends
    QIcmpRequestPrivate *const d = owner.get();
    QIcmpRequest *const request = QIcmpRequestPrivate::create(std::move(owner));
    QMetaObject::invokeMethod(
            request, [d, error = canceled(options)] { d->requestFailed(error); },
            Qt::QueuedConnection);
    return request;
}

QFuture<QIcmpResult> makeFuture(QIcmpManagerPrivate &manager,
                                const QIcmpManagerPrivate::Target &target,
                                const QIcmpOptions &options)
{
    if (manager.isShuttingDown())
        return QtFuture::makeReadyFuture(QIcmpResult(canceled(options)));
    auto *request = new FutureRequest(&manager); // deletes itself
    request->setId(manager.start(target, options, request));
    return request->future();
}

} // namespace

QIcmpManagerPrivate::QIcmpManagerPrivate(Wiring wiring)
    : m_wiring(std::move(wiring))
    , m_engine(*m_wiring.clock)
    , m_scheduler(m_wiring.clock->monotonic())
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] {
        m_wakePending = false;
        activate();
    });
}

QIcmpManagerPrivate::~QIcmpManagerPrivate() = default;

std::unique_ptr<QIcmpManager> QIcmpManagerPrivate::create(Wiring wiring)
{
    return std::unique_ptr<QIcmpManager>(
            new QIcmpManager(std::make_unique<QIcmpManagerPrivate>(std::move(wiring)), nullptr));
}

void QIcmpManagerPrivate::shutDown()
{
    m_shuttingDown = true;
    m_timer.stop();
    // What was decided but not delivered yet comes first, then the cancellations.
    m_engine.cancelAll();
    deliver(std::numeric_limits<Nanoseconds>::max());
    while (!m_dependents.isEmpty()) { // each may take others with it
        RequestOwner *const owner = *m_dependents.cbegin();
        m_dependents.remove(owner);
        owner->managerDestroyed();
    }
    m_engine.setTransport(nullptr);
}

QIcmpManager::QIcmpManager(QObject *parent)
    : QIcmpManager(std::make_unique<QIcmpManagerPrivate>(systemWiring()), parent)
{
}

QIcmpManager::QIcmpManager(std::unique_ptr<QIcmpManagerPrivate> dd, QObject *parent)
    : QObject(parent), d(std::move(dd))
{
    d->q = this;
    d->m_timer.setParent(this); // goes with the manager when that is moved to another thread
}

QIcmpManager::~QIcmpManager()
{
    d->shutDown();
    d->m_timer.setParent(nullptr);
}

std::chrono::milliseconds QIcmpManager::timeout() const
{
    return d->m_defaults.timeout;
}

void QIcmpManager::setTimeout(std::chrono::milliseconds timeout)
{
    d->m_defaults.timeout = timeout;
    d->forgetCachedOptions();
}

int QIcmpManager::retries() const
{
    return d->m_defaults.retries;
}

void QIcmpManager::setRetries(int retries)
{
    d->m_defaults.retries = retries;
    d->forgetCachedOptions();
}

int QIcmpManager::maximumRate() const
{
    return d->m_maximumRate;
}

void QIcmpManager::setMaximumRate(int packetsPerSecond)
{
    d->m_maximumRate = std::max(packetsPerSecond, 0);
    d->m_engine.setMaximumRate(static_cast<std::uint32_t>(d->m_maximumRate));
    d->wake();
}

QIcmpManager::Backend QIcmpManager::backend() const
{
    return d->m_backend;
}

void QIcmpManager::setBackend(Backend backend)
{
    if (d->m_backend == backend)
        return;
    d->m_backend = backend;
    d->close();
}

QIcmpManager::Backend QIcmpManager::activeBackend() const
{
    return d->m_activeBackend;
}

bool QIcmpManager::batchSignals() const
{
    return d->m_batchSignals;
}

void QIcmpManager::setBatchSignals(bool batch)
{
    d->m_batchSignals = batch;
}

quint64 QIcmpManager::receiveOverflows() const
{
    return d->m_engine.counters().receiveOverflows;
}

quint64 QIcmpManager::corruptReplies() const
{
    return d->m_engine.counters().corrupt;
}

void QIcmpManager::setProxy(const QString &hostAndPort)
{
    setProxy(QIcmpProxy(hostAndPort));
}

void QIcmpManager::setProxy(const QIcmpProxy &proxy)
{
    d->m_proxy = proxy;
    if (d->m_backend == Backend::Auto || d->m_backend == Backend::Proxy)
        d->close();
}

bool QIcmpManager::open()
{
    d->m_openAgainAt = 0; // who asks wants to know how it is now
    return d->open();
}

QIcmpError QIcmpManager::lastError() const
{
    return d->m_openError;
}

QIcmpRequest *QIcmpManager::ping(const QString &host, const QIcmpOptions &options)
{
    return makeRequest(*d, {{}, host.trimmed()}, options);
}

QIcmpRequest *QIcmpManager::ping(const QHostAddress &address, const QIcmpOptions &options)
{
    return makeRequest(*d, {address, {}}, options);
}

QFuture<QIcmpResult> QIcmpManager::pingAsync(const QString &host, const QIcmpOptions &options)
{
    return makeFuture(*d, {{}, host.trimmed()}, options);
}

QFuture<QIcmpResult> QIcmpManager::pingAsync(const QHostAddress &address,
                                             const QIcmpOptions &options)
{
    return makeFuture(*d, {address, {}}, options);
}

QIcmpId QIcmpManager::submit(const QHostAddress &address, const QIcmpOptions &options)
{
    return d->isShuttingDown() ? 0 : d->start({address, {}}, options, nullptr);
}

bool QIcmpManager::cancel(QIcmpId id)
{
    return d->cancel(id);
}
