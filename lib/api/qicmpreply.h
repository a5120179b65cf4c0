// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpglobal.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>
#include <QtNetwork/qhostaddress.h>

#include <chrono>

QT_BEGIN_NAMESPACE
class QDebug;
QT_END_NAMESPACE

class QIcmpReplyData;

/// An echo reply (RFC 792; RFC 4443, 4.2) and the request it answers. A value, cheap to copy,
/// reentrant.
class QICMP_EXPORT QIcmpReply
{
    Q_GADGET
public:
    /// Where the two ends of roundTripTime() were taken.
    enum class TimestampSource {
        Kernel,   ///< both by the kernel, as the packets left and arrived
        Userspace ///< one or both by this program: somewhat too long
    };
    Q_ENUM(TimestampSource)

    QIcmpReply();
    QIcmpReply(const QIcmpReply &other);
    QIcmpReply(QIcmpReply &&other) noexcept;
    QIcmpReply &operator=(const QIcmpReply &other);
    QIcmpReply &operator=(QIcmpReply &&other) noexcept;
    ~QIcmpReply();

    void swap(QIcmpReply &other) noexcept { d.swap(other.d); }

    QIcmpId id() const;             ///< of the request
    quint64 context() const;        ///< QIcmpOptions::context() of the request
    QString host() const;           ///< the host as it was given, empty for an address
    QHostAddress target() const;    ///< the address that was pinged
    QHostAddress responder() const; ///< who answered: target(), except after a broadcast
    std::chrono::nanoseconds roundTripTime() const; ///< of the attempt that was answered
    QDateTime sentAt() const;                       ///< when that attempt left, wall clock, in UTC
    int ttl() const;         ///< TTL or hop limit the reply arrived with, -1 if not known
    int payloadSize() const; ///< bytes that came back after the ICMP header
    int attempt() const;     ///< which attempt was answered, 1 for the first
    TimestampSource timestampSource() const;

private:
    friend class QIcmpReplyData;
    explicit QIcmpReply(QIcmpReplyData *data);
    QSharedDataPointer<QIcmpReplyData> d;
};

Q_DECLARE_SHARED(QIcmpReply)
Q_DECLARE_METATYPE(QIcmpReply)

QICMP_EXPORT QDebug operator<<(QDebug debug, const QIcmpReply &reply);
