// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "simulation.h"
#include "trace.h"

#include <QtCore/qfuture.h>
#include <QtCore/qhash.h>
#include <QtCore/qobject.h>
#include <QtCore/qstringlist.h>

namespace qicmp::sim {

/// What came of many requests of one name.
struct Tally
{
    int made = 0;
    QHash<QString, int> outcomes; ///< "succeeded", or the code of the failure
    Nanoseconds shortest = std::numeric_limits<Nanoseconds>::max();
    Nanoseconds longest = -1;
    Nanoseconds firstAt = std::numeric_limits<Nanoseconds>::max();
    Nanoseconds lastAt = -1;
};

/// Listens to all that a manager and its requests tell, and checks the rules of telling: each
/// request ends once, the manager and the request say the same, finished() follows, and nothing is
/// emitted from inside a call.
class Recorder : public QObject
{
public:
    explicit Recorder(Simulation &simulation);

    void addRequest(const QString &name, QIcmpRequest *request);
    void addFuture(const QString &name, const QFuture<QIcmpResult> &future);
    void addSubmitted(const QString &name, QIcmpId id);
    void addToTally(const QString &name, QIcmpId id);
    /// From now on, nothing more may be told of it.
    void forget(const QString &name);

    /// Between these, nothing may be emitted.
    void enterCall() { m_inCall = true; }
    void leaveCall() { m_inCall = false; }
    void managerGone() { m_managerGone = true; }

    QIcmpId idOf(const QString &name) const { return m_ids.value(name); }
    const Trace &trace() const { return m_trace; }
    const QHash<QString, Tally> &tallies() const { return m_tallies; }
    /// Rules that were broken, ended requests included. To be asked at the end.
    QStringList complaints() const;

private:
    struct Known
    {
        QString name;
        bool hasObject = false; ///< a request or future tells, the manager repeats it
        bool inTally = false;
        bool forgotten = false;
        int ended = 0;    ///< outcomes from the object, or the manager where there is none
        int repeated = 0; ///< outcomes from the manager
        int finished = 0;
        Happening outcome{};
    };

    void happened(const QString &name, const QString &kind, const QMap<QString, QString> &details);
    void objectTold(Known &known, const QIcmpResult &result);
    void managerTold(const QIcmpResult &result);
    void extraReply(const QString &kind, const QIcmpReply &reply);
    void count(Tally &tally, const QIcmpResult &result) const;
    Happening describe(const Known &known, const QIcmpResult &result) const;
    void complain(const QString &about) { m_complaints << about; }

    Simulation &m_simulation;
    Nanoseconds m_wallStart;
    Trace m_trace;
    QHash<QIcmpId, Known> m_known;
    QHash<QString, QIcmpId> m_ids;
    QHash<QString, Tally> m_tallies;
    QStringList m_complaints;
    bool m_inCall = false;
    bool m_managerGone = false;
    int m_canceledFutures = 0; ///< have no result that would tell their number
};

} // namespace qicmp::sim
