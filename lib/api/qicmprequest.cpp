// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmprequest.h"

#include "qicmpmanager_p.h"
#include "qicmprequest_p.h"

#include <QtCore/qpointer.h>

QIcmpRequest *QIcmpRequestPrivate::create(std::unique_ptr<QIcmpRequestPrivate> dd)
{
    return new QIcmpRequest(std::move(dd));
}

template <typename Emit>
void QIcmpRequestPrivate::finish(Emit emitOutcome)
{
    // There may be no event loop any more that would carry out a deleteLater().
    const bool deleteNow = manager && manager->isShuttingDown();
    const QPointer<QIcmpRequest> guard(q); // any slot may delete the request
    finished = true;
    manager = nullptr;
    emitOutcome();
    if (guard)
        Q_EMIT guard->finished();
    if (!guard || !autoDelete)
        return;
    if (deleteNow)
        delete guard;
    else
        guard->deleteLater();
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
