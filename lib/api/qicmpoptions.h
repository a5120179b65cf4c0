// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpglobal.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qshareddata.h>
#include <QtNetwork/qabstractsocket.h>
#include <QtNetwork/qhostaddress.h>

#include <chrono>
#include <optional>

class QIcmpOptionsData;

/// How one request is to be sent. A value, cheap to copy; what is not set is the manager's or the
/// system's default.
///
/// Setters take any value: whether it makes sense is judged when a request is made with it, and
/// what does not ends that request with QIcmpError::Code::InvalidArgument.
///
/// The class is reentrant.
class QICMP_EXPORT QIcmpOptions
{
public:
    QIcmpOptions();
    QIcmpOptions(const QIcmpOptions &other);
    QIcmpOptions(QIcmpOptions &&other) noexcept;
    QIcmpOptions &operator=(const QIcmpOptions &other);
    QIcmpOptions &operator=(QIcmpOptions &&other) noexcept;
    ~QIcmpOptions();

    void swap(QIcmpOptions &other) noexcept { d.swap(other.d); }

    /// How long each attempt waits for its reply, from when it was sent: 1 ms to 1 h. Unset: the
    /// manager's timeout.
    std::optional<std::chrono::milliseconds> timeout() const;
    void setTimeout(std::chrono::milliseconds timeout);

    /// How many more attempts follow one that failed: 0 to 1000. Unset: the manager's retries.
    std::optional<int> retries() const;
    void setRetries(int retries);

    /// Bytes after the ICMP header of the echo request: 0 to 65507 (IPv4; RFC 791) or 65527 (IPv6;
    /// RFC 8200), 56 unless set. With 16 and more, the first 16 carry a keyed tag by which replies
    /// are told from forgeries; with less, a reply is recognized by identifier, sequence number and
    /// address alone.
    int payloadSize() const;
    void setPayloadSize(int bytes);

    /// The bytes to send as payload; its size becomes the payload size. The tag replaces the first
    /// 16 bytes of a payload that is that long. Empty unless set: zeros are sent.
    QByteArray payload() const;
    void setPayload(const QByteArray &payload);

    /// Time to live (IPv4) or hop limit (IPv6) of the packets: 1 to 255. Unset: the system's.
    std::optional<int> ttl() const;
    void setTtl(int ttl);

    /// The Type of Service (IPv4) or Traffic Class (IPv6) octet, 0 to 255: the DSCP in the upper
    /// six bits, ECN in the lower two (RFC 2474, RFC 3168). Unset: the system's, normally 0.
    std::optional<int> trafficClass() const;
    void setTrafficClass(int trafficClass);

    /// Whether routers and this machine may not fragment the packets (RFC 1191, RFC 8201): one that
    /// does not fit ends with QIcmpError::Code::PacketTooBig and the MTU. False unless set.
    bool dontFragment() const;
    void setDontFragment(bool dontFragment);

    /// Whether the target may be a broadcast address. The first reply succeeds the request, further
    /// repliers are told by QIcmpManager::duplicateReply(). False unless set: a request to
    /// a broadcast address then ends with QIcmpError::Code::PermissionDenied.
    bool broadcast() const;
    void setBroadcast(bool broadcast);

    /// The local address to send from. Null unless set: the system chooses.
    QHostAddress sourceAddress() const;
    void setSourceAddress(const QHostAddress &address);

    /// Name of the interface to send through, such as "eth0". Empty unless set: the routing table
    /// decides.
    QString networkInterface() const;
    void setNetworkInterface(const QString &name);

    /// Which of a host name's addresses to use: QAbstractSocket::IPv4Protocol, IPv6Protocol, or
    /// the first of the resolver's, whichever it is (AnyIPProtocol, the default). Does not apply to
    /// requests for an address.
    QAbstractSocket::NetworkLayerProtocol protocol() const;
    void setProtocol(QAbstractSocket::NetworkLayerProtocol protocol);

    /// A number of the caller's that comes back in every reply and error. 0 unless set.
    quint64 context() const;
    void setContext(quint64 context);

    friend QICMP_EXPORT bool operator==(const QIcmpOptions &a, const QIcmpOptions &b);
    friend bool operator!=(const QIcmpOptions &a, const QIcmpOptions &b) { return !(a == b); }

private:
    friend class QIcmpOptionsData;
    QSharedDataPointer<QIcmpOptionsData> d;
};

Q_DECLARE_SHARED(QIcmpOptions)
Q_DECLARE_METATYPE(QIcmpOptions)
