// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "finishedrequests_p.h"
#include "hostresolver_p.h"
#include "optionsresolution_p.h"
#include "ownertable_p.h"
#include "phasespreader_p.h"
#include "qicmpmanager.h"
#include "requestowner_p.h"
#include "taskscheduler_p.h"

#include "engine/engine.h"
#include "transport/backendopener.h"

#include <QtCore/qpointer.h>
#include <QtCore/qset.h>
#include <QtCore/qtimer.h>

#include <memory>

class QIcmpManagerPrivate
{
public:
    /// What a manager runs on.
    struct Wiring
    {
        std::unique_ptr<qicmp::Clock> clock;
        std::unique_ptr<qicmp::BackendOpener> opener;
        /// Off in simulations: the test calls activate() itself, at nextWakeup().
        bool ownTimer = true;
    };

    /// A request's target is an address, or a name that is to be resolved. With both, the name
    /// is only what the host is called.
    struct Target
    {
        QHostAddress address;
        QString name;
    };

    explicit QIcmpManagerPrivate(Wiring wiring);
    ~QIcmpManagerPrivate();

    static QIcmpManagerPrivate *get(QIcmpManager *manager) { return manager->d.get(); }
    /// A manager on a clock and a network of the caller's.
    static std::unique_ptr<QIcmpManager> create(Wiring wiring);

    // --- for requests, futures and hosts ---

    /// Makes a request. \a owner, if any, must outlive it or be taken off with detach().
    QIcmpId start(const Target &target, const QIcmpOptions &options, qicmp::RequestOwner *owner,
                  bool observed = false);
    bool cancel(QIcmpId id);
    /// Cancels the request, if it lives, without a word, and calls its owner no more.
    void detach(QIcmpId id);

    /// Those that must hear when the manager goes, whether they have requests or not.
    void addDependent(qicmp::RequestOwner *owner) { m_dependents.insert(owner); }
    void removeDependent(qicmp::RequestOwner *owner) { m_dependents.remove(owner); }
    bool isShuttingDown() const { return m_shuttingDown; }
    /// Where requests go that finish in the delivery under way; null outside of one.
    qicmp::FinishedRequests::Collector *finishedRequests() const { return m_finishedRequests; }

    qicmp::TaskScheduler &scheduler() { return m_scheduler; }
    /// One for all hosts, so that they are spread among each other.
    qicmp::PhaseSpreader &phaseSpreader() { return m_phaseSpreader; }
    qicmp::HostResolver &resolver() { return m_resolver; }
    const qicmp::Clock &clock() const { return *m_wiring.clock; }
    const qicmp::RequestDefaults &defaults() const { return m_defaults; }

    /// Has activate() called from the event loop: something is due, or its time has changed.
    void wake();

    // --- driving ---

    /// Does what is due and delivers what happened. May end with the manager deleted.
    void activate();
    /// When activate() is to be called next, on the monotonic clock.
    qicmp::Nanoseconds nextWakeup() const;

private:
    friend class QIcmpManager;

    std::uint32_t optionsIndex(const QIcmpOptions &options, qicmp::Objection &objection);
    void forgetCachedOptions();
    void resolved(QIcmpId id, const QString &name, const qicmp::HostResolver::Answer &answer);

    bool open();
    qicmp::ProxySettings proxySettings();
    void close();
    void setActiveBackend(QIcmpManager::Backend backend);

    void arm(bool immediately);
    void deliver(qicmp::Nanoseconds until);
    void takeEvents();
    void deliverEvents(qicmp::Nanoseconds until, const QPointer<QIcmpManager> &guard);
    void deliverOne(const qicmp::EngineEvent &event, const QPointer<QIcmpManager> &guard);
    std::size_t undelivered() const { return m_undelivered.size() - m_nextUndelivered; }
    void dismiss(std::uint32_t number, QIcmpId id);
    QIcmpError makeError(const qicmp::EngineEvent &event, const QString &host,
                         const QString &message) const;
    void shutDown();

    QIcmpManager *q = nullptr;
    Wiring m_wiring;
    qicmp::RequestDefaults m_defaults;
    qicmp::Engine m_engine;
    qicmp::TaskScheduler m_scheduler;
    qicmp::PhaseSpreader m_phaseSpreader;
    qicmp::OwnerTable m_owners;
    QSet<qicmp::RequestOwner *> m_dependents;
    qicmp::HostResolver m_resolver;
    QTimer m_timer;
    qicmp::Engine::Events m_undelivered;
    std::size_t m_nextUndelivered = 0;
    qicmp::FinishedRequests::Collector *m_finishedRequests = nullptr;
    qicmp::Nanoseconds m_lastRound = 0; ///< when the engine worked last
    QList<QIcmpResult> m_batch;         ///< for finished(): ended, but not told yet
    bool m_wakePending = false;
    bool m_shuttingDown = false;
    bool m_batchSignals = false;
    int m_maximumRate = 0;
    quint64 m_overflowsTold = 0;

    std::unique_ptr<qicmp::Transport> m_transport;
    QIcmpManager::Backend m_backend = QIcmpManager::Backend::Auto;
    QIcmpManager::Backend m_activeBackend = QIcmpManager::Backend::NoBackend;
    std::optional<QIcmpProxy> m_proxy;
    QIcmpError m_openError;
    qicmp::Failure m_openFailure; ///< what that is made of
    QIcmpError m_refusal; ///< the last m_openError; requests that it failed may not be told yet
    qicmp::Nanoseconds m_openAgainAt = 0; ///< a refused open is not repeated for every request

    // The options of the last request: the next one's are most often the same.
    std::optional<QIcmpOptions> m_cachedOptions;
    std::uint32_t m_cachedIndex = 0;
};
