// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmperror.h"

#include "addressconversion_p.h"
#include "errormessage_p.h"
#include "resultdata_p.h"
#include "timeconversion_p.h"

#include <QtCore/qdebug.h>

namespace {

const QSharedDataPointer<QIcmpErrorData> &emptyData()
{
    static const QSharedDataPointer<QIcmpErrorData> data(new QIcmpErrorData);
    return data;
}

} // namespace

QIcmpError QIcmpErrorData::make(const qicmp::EngineEvent &event, const QString &host,
                                const QString &message)
{
    return QIcmpError(new QIcmpErrorData(event, host, message));
}

QIcmpError::QIcmpError(QIcmpErrorData *data) : d(data) {}

QIcmpError::QIcmpError() : d(emptyData()) {}

QIcmpError::QIcmpError(const QIcmpError &other) = default;
QIcmpError::QIcmpError(QIcmpError &&other) noexcept = default;
QIcmpError &QIcmpError::operator=(const QIcmpError &other) = default;
QIcmpError &QIcmpError::operator=(QIcmpError &&other) noexcept = default;
QIcmpError::~QIcmpError() = default;

QIcmpId QIcmpError::id() const
{
    return d->event.request;
}

quint64 QIcmpError::context() const
{
    return d->event.context;
}

QString QIcmpError::host() const
{
    return d->host;
}

QHostAddress QIcmpError::target() const
{
    return qicmp::toHostAddress(d->event.target);
}

QIcmpError::Code QIcmpError::code() const
{
    return static_cast<Code>(d->event.failure.code);
}

QString QIcmpError::message() const
{
    return d->message.isEmpty() ? qicmp::errorMessage(d->event, d->host) : d->message;
}

int QIcmpError::icmpType() const
{
    return d->event.failure.icmpType;
}

int QIcmpError::icmpCode() const
{
    return d->event.failure.icmpCode;
}

QHostAddress QIcmpError::responder() const
{
    return qicmp::toHostAddress(d->event.responder);
}

int QIcmpError::mtu() const
{
    return static_cast<int>(d->event.failure.mtu);
}

int QIcmpError::systemError() const
{
    return d->event.failure.systemError;
}

QDateTime QIcmpError::sentAt() const
{
    return qicmp::toDateTime(d->event.sentAtWall);
}

int QIcmpError::attempts() const
{
    return d->event.attempt;
}

QDebug operator<<(QDebug debug, const QIcmpError &error)
{
    const QDebugStateSaver saver(debug);
    debug.nospace().noquote() << "QIcmpError(" << error.code();
    if (error.code() != QIcmpError::Code::NoError)
        debug << ": " << error.message();
    debug << ')';
    return debug;
}
