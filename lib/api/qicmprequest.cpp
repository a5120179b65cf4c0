// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmprequest.h"

#include "qicmpmanager_p.h"
#include "qicmprequest_p.h"

using namespace qicmp;

QIcmpRequest *QIcmpRequestPrivate::create(std::unique_ptr<QIcmpRequestPrivate> dd)
{
    return new QIcmpRequest(std::move(dd));
}

template <typename Emit>
void QIcmpRequestPrivate::finish(Emit emitOutcome)
{
    // There may be no event loop any more that would carry out a deferred deletion.
    const bool deleteNow = manager && manager->isShuttingDown();
    // Lives on the stack below us, whatever becomes of the manager.
    FinishedRequests::Collector *const collector = manager ? manager->finishedRequests() : nullptr;
    bool gone = false; // any slot may delete the request
    deleted = &gone;
    finished = true;
    manager = nullptr;
    emitOutcome();
    if (!gone)
        Q_EMIT q->finished();
    if (gone)
        return;
    deleted = nullptr;
    if (!autoDelete)
        return;
    if (deleteNow)
        delete q;
    else if (collector)
        collector->add(q, deletion);
    else
        q->deleteLater();
}

void QIcmpRequestPrivate::requestSucceeded(const QIcmpReply &reply)
{
    finish([&] { Q_EMIT q->succeeded(reply); });
}

void QIcmpRequestPrivate::requestFailed(const QIcmpError &error)
{
    finish([&] { Q_EMIT q->failed(error); });
}

QIcmpRequest::QIcmpRequest(std::unique_ptr<QIcmpRequestPrivate> dd) : d(std::move(dd))
{
    d->q = this;
}

QIcmpRequest::~QIcmpRequest()
{
    if (d->manager)
        d->manager->detach(d->id);
    if (d->deleted)
        *d->deleted = true;
}

QIcmpId QIcmpRequest::id() const
{
    return d->id;
}

QString QIcmpRequest::host() const
{
    return d->host;
}

QHostAddress QIcmpRequest::address() const
{
    return d->address;
}

bool QIcmpRequest::isFinished() const
{
    return d->finished;
}

void QIcmpRequest::cancel()
{
    if (d->manager)
        d->manager->cancel(d->id);
}

bool QIcmpRequest::autoDelete() const
{
    return d->autoDelete;
}

void QIcmpRequest::setAutoDelete(bool autoDelete)
{
    d->autoDelete = autoDelete;
}
