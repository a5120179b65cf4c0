// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpglobal.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstring.h>

class QIcmpProxyData;

/// Where an icmp-proxy listens and how to speak with it. A value, cheap to copy, reentrant.
class QICMP_EXPORT QIcmpProxy
{
    Q_GADGET
public:
    enum class Protocol {
        V1,     ///< icmp-proxy's own
        Icmp4em ///< that of the Ruby gem icmp4em's proxy
    };
    Q_ENUM(Protocol)

    static constexpr quint16 defaultPort = 63312;

    QIcmpProxy(); ///< 127.0.0.1:63312
    /// \a hostAndPort is "host", "host:port", "::1", "[::1]" or "[::1]:port". What is not makes a
    /// proxy that is not valid; the port is 63312 where none is given.
    explicit QIcmpProxy(const QString &hostAndPort);
    QIcmpProxy(const QIcmpProxy &other);
    QIcmpProxy(QIcmpProxy &&other) noexcept;
    QIcmpProxy &operator=(const QIcmpProxy &other);
    QIcmpProxy &operator=(QIcmpProxy &&other) noexcept;
    ~QIcmpProxy();

    void swap(QIcmpProxy &other) noexcept { d.swap(other.d); }

    bool isValid() const; ///< whether host and port could be understood
    QString host() const;
    quint16 port() const;
    QString address() const; ///< host and port as one string, brackets included

    /// Name and pre-shared key for DTLS (RFC 4279); empty unless set: no encryption, which a proxy
    /// normally grants to loopback clients only.
    QByteArray identity() const;
    QByteArray key() const;
    void setCredentials(const QByteArray &identity, const QByteArray &key);

    Protocol protocol() const; ///< V1 unless set
    void setProtocol(Protocol protocol);

private:
    QSharedDataPointer<QIcmpProxyData> d;
};

Q_DECLARE_SHARED(QIcmpProxy)
Q_DECLARE_METATYPE(QIcmpProxy)
