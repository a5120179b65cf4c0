// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpreply.h"

#include "addressconversion_p.h"
#include "resultdata_p.h"
#include "timeconversion_p.h"

#include <QtCore/qdebug.h>

namespace {

const QSharedDataPointer<QIcmpReplyData> &emptyData()
{
    static const QSharedDataPointer<QIcmpReplyData> data(new QIcmpReplyData);
    return data;
}

} // namespace

QIcmpReply QIcmpReplyData::make(const qicmp::EngineEvent &event, const QString &host)
{
    return QIcmpReply(new QIcmpReplyData(event, host));
}

QIcmpReply::QIcmpReply(QIcmpReplyData *data) : d(data) {}

QIcmpReply::QIcmpReply() : d(emptyData()) {}

QIcmpReply::QIcmpReply(const QIcmpReply &other) = default;
QIcmpReply::QIcmpReply(QIcmpReply &&other) noexcept = default;
QIcmpReply &QIcmpReply::operator=(const QIcmpReply &other) = default;
QIcmpReply &QIcmpReply::operator=(QIcmpReply &&other) noexcept = default;
QIcmpReply::~QIcmpReply() = default;

QIcmpId QIcmpReply::id() const
{
    return d->event.request;
}

quint64 QIcmpReply::context() const
{
    return d->event.context;
}

QString QIcmpReply::host() const
{
    return d->host;
}

QHostAddress QIcmpReply::target() const
{
    return qicmp::toHostAddress(d->event.target);
}

QHostAddress QIcmpReply::responder() const
{
    return qicmp::toHostAddress(d->event.responder);
}

std::chrono::nanoseconds QIcmpReply::roundTripTime() const
{
    return std::chrono::nanoseconds(d->event.roundTripTime);
}

QDateTime QIcmpReply::sentAt() const
{
    return qicmp::toDateTime(d->event.sentAtWall);
}

int QIcmpReply::ttl() const
{
    return d->event.ttl;
}

int QIcmpReply::payloadSize() const
{
    return static_cast<int>(d->event.payloadSize);
}

int QIcmpReply::attempt() const
{
    return d->event.attempt;
}

QIcmpReply::TimestampSource QIcmpReply::timestampSource() const
{
    return d->event.kernelStamps ? TimestampSource::Kernel : TimestampSource::Userspace;
}

QDebug operator<<(QDebug debug, const QIcmpReply &reply)
{
    const QDebugStateSaver saver(debug);
    const double milliseconds =
            std::chrono::duration<double, std::milli>(reply.roundTripTime()).count();
    debug.nospace().noquote() << "QIcmpReply(" << reply.target().toString();
    if (reply.responder() != reply.target())
        debug << " by " << reply.responder().toString();
    debug << ", " << milliseconds << " ms, ttl " << reply.ttl() << ", attempt " << reply.attempt()
          << ')';
    return debug;
}
