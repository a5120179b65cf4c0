// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hostlookups_p.h"
#include "hostplan_p.h"
#include "hostresolver_p.h"
#include "hostsamples_p.h"
#include "hoststatemachine_p.h"
#include "qicmphost.h"
#include "requestowner_p.h"
#include "taskscheduler_p.h"

#include <QtCore/qpointer.h>

#include <memory>
#include <vector>

class QIcmpManagerPrivate;

namespace qicmp {

/// Who wants to know that a host has changed in any way, without a signal for each probe: the row
/// of a model. Must not delete the host from inside.
class HostObserver
{
public:
    virtual ~HostObserver() = default;
    virtual void hostChanged() = 0;
    virtual void hostDestroyed() = 0; ///< it is about to be
};

} // namespace qicmp

/// A watched host: one place in the manager's schedule, and the owner of its requests.
///
/// Statistics and samples come from what the engine says about single probes, the state and the
/// signals from how requests end.
class QIcmpHostPrivate final : public qicmp::RequestOwner, private qicmp::ScheduledTask
{
public:
    QIcmpHostPrivate(QIcmpHost *host, QIcmpManager *manager, const QString &hostName);
    ~QIcmpHostPrivate();

    Q_DISABLE_COPY_MOVE(QIcmpHostPrivate)

    static QIcmpHostPrivate *get(const QIcmpHost *host) { return host->d.get(); }

    QIcmpManagerPrivate *manager() const; ///< null when it was destroyed
    std::chrono::milliseconds timeout() const;
    /// The statistics, with the windows moved to the present.
    const QIcmpStatistics &presentStatistics();

    /// Whether a failure says something about the host. The others are about this machine, such as
    /// its permissions, routes and name servers, or were somebody's wish.
    static bool isMeasured(const QIcmpError &error)
    {
        return error.code() == QIcmpError::Code::Timeout || error.icmpType() >= 0;
    }

    void start();
    void stop();
    void probe(); ///< makes a request, unless one is still waiting to be sent
    void setInterval(std::chrono::milliseconds value);
    void setOptions(const QIcmpOptions &value);
    void setProbeLimit(int probes);
    void resetStatistics();

    const QString name; ///< of the host, as it was given
    QHostAddress address;
    std::chrono::milliseconds interval{1000};
    QIcmpOptions options;
    int probeLimit = 0;
    bool running = false;
    qicmp::HostStateMachine machine;
    qicmp::HostSamples samples;
    QIcmpReply lastReply;
    QIcmpError lastError;
    qicmp::HostObserver *observer = nullptr;

private:
    using TimePoint = QIcmpStatistics::TimePoint;
    using Outcome = QIcmpHost::Sample::Outcome;

    /// A request that was not released yet.
    struct Request
    {
        QIcmpId id = 0;
        qicmp::Nanoseconds inFlightSince = none; ///< its probe
        bool ended = false;
    };
    static constexpr qicmp::Nanoseconds none = -1;

    // RequestOwner
    void addressKnown(const QHostAddress &known) override;
    void requestSucceeded(const QIcmpReply &reply) override;
    void requestFailed(const QIcmpError &error) override;
    void probeEvent(const qicmp::EngineEvent &event) override;
    void requestReleased(QIcmpId id) override;
    void managerDestroyed() override;

    // ScheduledTask
    void due(qicmp::Nanoseconds now) override;

    bool isManagerAtWork() const; ///< it is there, and not about to go
    qicmp::Nanoseconds now() const;
    Request *find(QIcmpId id);
    void endRequest(QIcmpId id);
    bool isSettled() const;
    void beginPlan();
    void reschedule();
    void plannedProbe(qicmp::Nanoseconds now);
    void notSent(qicmp::Nanoseconds now);
    void abandonRequests(bool alsoEnded);
    void confirmAddress(qicmp::Nanoseconds now);
    void addressConfirmed(const qicmp::HostResolver::Answer &answer);
    void cancelLookup();
    void useAddress(const QHostAddress &known);
    bool isExhausted() const { return probeLimit > 0 && m_planned >= probeLimit; }
    void finishIfExhausted();
    void setRunning(bool value);
    void changed() const;

    QIcmpHost *const q;
    QPointer<QIcmpManager> m_manager;
    const bool m_isName;
    qicmp::TaskScheduler::Ticket m_ticket = 0;
    qicmp::HostPlan m_plan;
    int m_planned = 0; ///< planned probes since start(), whether they could be sent or not
    std::vector<Request> m_requests; ///< oldest first
    QIcmpId m_waiting = 0;           ///< the request that nothing has been sent for yet
    qicmp::HostLookups m_lookups;
    qicmp::HostResolver::Ticket m_lookup = 0; ///< under way; 0 = none
    QIcmpOptions m_probeOptions;              ///< options, with retries
    QIcmpStatistics m_statistics;
};
