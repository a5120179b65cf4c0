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

QT_BEGIN_NAMESPACE
class QDebug;
QT_END_NAMESPACE

class QIcmpErrorData;

/// Why a request failed, and all that is known about it. A value, cheap to copy, reentrant.
class QICMP_EXPORT QIcmpError
{
    Q_GADGET
public:
    enum class Code {
        NoError,
        Timeout,                ///< no reply in time; the last attempt's verdict, as all below
        HostNotFound,           ///< the name has no address
        DestinationUnreachable, ///< ICMP type 3 (RFC 792) or 1 (RFC 4443, 3.1)
        TimeExceeded,           ///< ICMP type 11 (RFC 792) or 3 (RFC 4443, 3.3): the TTL ran out
        PacketTooBig,           ///< by an ICMP error (RFC 1191; RFC 4443, 3.2), or on this machine
        ParameterProblem,       ///< ICMP type 12 (RFC 792) or 4 (RFC 4443, 3.4)
        PermissionDenied,       ///< this process may not ping, or not this address
        NetworkUnreachable,     ///< this machine has no route to the target
        SendFailed,             ///< the system refused to send; see systemError()
        ProxyUnavailable,       ///< the proxy that was set does not answer
        ProxyRefused,           ///< the proxy's policy forbids it
        Interrupted,     ///< not measured: the machine slept, its receive buffer overflowed, or the
                         ///< way of sending was changed meanwhile
        Canceled,        ///< by the application
        InvalidArgument, ///< the request made no sense
    };
    Q_ENUM(Code)

    QIcmpError();
    QIcmpError(const QIcmpError &other);
    QIcmpError(QIcmpError &&other) noexcept;
    QIcmpError &operator=(const QIcmpError &other);
    QIcmpError &operator=(QIcmpError &&other) noexcept;
    ~QIcmpError();

    void swap(QIcmpError &other) noexcept { d.swap(other.d); }

    QIcmpId id() const;          ///< of the request, 0 if it concerns the manager itself
    quint64 context() const;     ///< QIcmpOptions::context() of the request
    QString host() const;        ///< the host as it was given, empty for an address
    QHostAddress target() const; ///< the address that was pinged, null if none was known
    Code code() const;
    QString message() const;        ///< a sentence for people, with the remedy where there is one
    int icmpType() const;           ///< of the ICMP error, -1 without one
    int icmpCode() const;           ///< of the ICMP error, -1 without one
    QHostAddress responder() const; ///< who sent the ICMP error, null without one
    int mtu() const; ///< in bytes; what the next hop can carry after PacketTooBig, 0 if not told
    int systemError() const;  ///< the operating system's error number, 0 without one
    QDateTime sentAt() const; ///< when the last attempt left, in UTC; not valid if none did
    int attempts() const;     ///< how many were made

private:
    friend class QIcmpErrorData;
    explicit QIcmpError(QIcmpErrorData *data);
    QSharedDataPointer<QIcmpErrorData> d;
};

Q_DECLARE_SHARED(QIcmpError)
Q_DECLARE_METATYPE(QIcmpError)

QICMP_EXPORT QDebug operator<<(QDebug debug, const QIcmpError &error);
