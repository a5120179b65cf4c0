// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "recorder.h"

#include <QtCore/qfuturewatcher.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qicmp::sim {
namespace {

QIcmpId idOfResult(const QIcmpResult &result)
{
    return std::visit([](const auto &value) { return value.id(); }, result);
}

} // namespace

Recorder::Recorder(Simulation &simulation)
    : m_simulation(simulation), m_wallStart(simulation.time().realtime())
{
    QIcmpManager *manager = &simulation.manager();
    connect(manager, &QIcmpManager::succeeded, this,
            [this](const QIcmpReply &reply) { managerTold(reply); });
    connect(manager, &QIcmpManager::failed, this,
            [this](const QIcmpError &error) { managerTold(error); });
    connect(manager, &QIcmpManager::finished, this, [this](const QList<QIcmpResult> &results) {
        for (const QIcmpResult &result : results)
            managerTold(result);
        happened(u"manager"_s, u"told"_s, {{u"count"_s, QString::number(results.size())}});
    });
    connect(manager, &QIcmpManager::lateReply, this,
            [this](const QIcmpReply &reply) { extraReply(u"late"_s, reply); });
    connect(manager, &QIcmpManager::duplicateReply, this,
            [this](const QIcmpReply &reply) { extraReply(u"duplicate"_s, reply); });
    connect(manager, &QIcmpManager::receiveOverflowsChanged, this, [this](quint64 overflows) {
        happened(u"manager"_s, u"overflowed"_s, {{u"packets"_s, QString::number(overflows)}});
    });
}

void Recorder::addRequest(const QString &name, QIcmpRequest *request)
{
    const QIcmpId id = request->id();
    m_ids[name] = id;
    m_known[id] = {.name = name, .hasObject = true};
    connect(request, &QIcmpRequest::succeeded, this,
            [this, id](const QIcmpReply &reply) { objectTold(m_known[id], reply); });
    connect(request, &QIcmpRequest::failed, this,
            [this, id](const QIcmpError &error) { objectTold(m_known[id], error); });
    connect(request, &QIcmpRequest::finished, this, [this, id] {
        Known &known = m_known[id];
        if (known.ended != 1 || ++known.finished != 1)
            complain(known.name + u": finished() was out of turn"_s);
    });
}

void Recorder::addFuture(const QString &name, const QFuture<QIcmpResult> &future)
{
    auto *watcher = new QFutureWatcher<QIcmpResult>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, name, watcher] {
        if (watcher->isCanceled() || watcher->future().resultCount() == 0) {
            ++m_canceledFutures;
            happened(name, u"canceled"_s, {});
            return;
        }
        const QIcmpResult result = watcher->result();
        const QIcmpId id = idOfResult(result);
        Known &known = m_known[id]; // the manager may have told before
        m_ids[name] = id;
        known.name = name;
        known.hasObject = true;
        objectTold(known, result);
        known.finished = 1;
    });
    watcher->setFuture(future);
}

void Recorder::addSubmitted(const QString &name, QIcmpId id)
{
    m_ids[name] = id;
    m_known[id] = {.name = name};
}

void Recorder::addToTally(const QString &name, QIcmpId id)
{
    m_known[id] = {.name = name, .inTally = true};
    ++m_tallies[name].made;
}

void Recorder::forget(const QString &name)
{
    m_known[m_ids[name]].forgotten = true;
}

void Recorder::happened(const QString &name, const QString &kind,
                        const QMap<QString, QString> &details)
{
    if (m_inCall)
        complain(name + u' ' + kind + u" was emitted from inside a call"_s);
    m_trace.append({formatDuration(m_simulation.elapsed()), name, kind, details});
}

Happening Recorder::describe(const Known &known, const QIcmpResult &result) const
{
    const auto *reply = std::get_if<QIcmpReply>(&result);
    return {formatDuration(m_simulation.elapsed()), known.name,
            reply ? u"succeeded"_s : u"failed"_s,
            reply ? detailsOf(*reply, m_wallStart)
                  : detailsOf(std::get<QIcmpError>(result), m_wallStart)};
}

void Recorder::objectTold(Known &known, const QIcmpResult &result)
{
    if (known.forgotten)
        complain(known.name + u" ended after it was deleted"_s);
    ++known.ended;
    known.outcome = describe(known, result);
    happened(known.name, known.outcome.kind, known.outcome.details);
}

void Recorder::managerTold(const QIcmpResult &result)
{
    Known &known = m_known[idOfResult(result)];
    ++known.repeated;
    if (known.inTally) {
        ++known.ended;
        count(m_tallies[known.name], result);
    } else if (!known.hasObject && !known.name.isEmpty()) {
        objectTold(known, result);
    } else if (known.forgotten) {
        complain(known.name + u": the manager told of a deleted request"_s);
    } else if (known.hasObject && known.outcome.details != describe(known, result).details) {
        complain(known.name + u": the manager and the request disagree"_s);
    }
}

void Recorder::extraReply(const QString &kind, const QIcmpReply &reply)
{
    const Known known = m_known.value(reply.id());
    if (known.inTally)
        ++m_tallies[known.name].outcomes[kind];
    else
        happened(known.name, kind, detailsOf(reply, m_wallStart));
}

void Recorder::count(Tally &tally, const QIcmpResult &result) const
{
    tally.firstAt = std::min(tally.firstAt, m_simulation.elapsed());
    tally.lastAt = std::max(tally.lastAt, m_simulation.elapsed());
    if (const auto *reply = std::get_if<QIcmpReply>(&result)) {
        ++tally.outcomes[u"succeeded"_s];
        const Nanoseconds time = reply->roundTripTime().count();
        tally.shortest = std::min(tally.shortest, time);
        tally.longest = std::max(tally.longest, time);
    } else {
        ++tally.outcomes[detailsOf(std::get<QIcmpError>(result), m_wallStart)[u"code"_s]];
    }
}

QStringList Recorder::complaints() const
{
    QStringList all = m_complaints;
    int nameless = 0;
    for (const Known &known : m_known) {
        nameless += known.name.isEmpty();
        if (known.forgotten || known.name.isEmpty())
            continue;
        if (known.ended != 1)
            all << u"%1 ended %2 times"_s.arg(known.name).arg(known.ended);
        else if (known.repeated != 1 && !m_managerGone)
            all << u"%1: the manager told %2 times"_s.arg(known.name).arg(known.repeated);
        else if (known.hasObject && known.finished != 1)
            all << known.name + u" never finished"_s;
    }
    if (nameless != m_canceledFutures)
        all << u"%1 requests without a name"_s.arg(nameless);
    return all;
}

} // namespace qicmp::sim
