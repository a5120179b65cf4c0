// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "optionsdata_p.h"

#include <algorithm>
#include <climits>

namespace {

/// All options that nobody changed share one set of data: making them costs no allocation.
const QSharedDataPointer<QIcmpOptionsData> &defaults()
{
    static const QSharedDataPointer<QIcmpOptionsData> data(new QIcmpOptionsData);
    return data;
}

} // namespace

QIcmpOptions::QIcmpOptions() : d(defaults()) {}

QIcmpOptions::QIcmpOptions(const QIcmpOptions &other) = default;
QIcmpOptions::QIcmpOptions(QIcmpOptions &&other) noexcept = default;
QIcmpOptions &QIcmpOptions::operator=(const QIcmpOptions &other) = default;
QIcmpOptions &QIcmpOptions::operator=(QIcmpOptions &&other) noexcept = default;
QIcmpOptions::~QIcmpOptions() = default;

std::optional<std::chrono::milliseconds> QIcmpOptions::timeout() const
{
    return d->timeout;
}

void QIcmpOptions::setTimeout(std::chrono::milliseconds timeout)
{
    d->timeout = timeout;
}

std::optional<int> QIcmpOptions::retries() const
{
    return d->retries;
}

void QIcmpOptions::setRetries(int retries)
{
    d->retries = retries;
}

int QIcmpOptions::payloadSize() const
{
    return d->payloadSize;
}

void QIcmpOptions::setPayloadSize(int bytes)
{
    d->payloadSize = bytes;
}

QByteArray QIcmpOptions::payload() const
{
    return d->payload;
}

void QIcmpOptions::setPayload(const QByteArray &payload)
{
    d->payload = payload;
    d->payloadSize = static_cast<int>(std::min<qsizetype>(payload.size(), INT_MAX));
}

std::optional<int> QIcmpOptions::ttl() const
{
    return d->ttl;
}

void QIcmpOptions::setTtl(int ttl)
{
    d->ttl = ttl;
}

std::optional<int> QIcmpOptions::trafficClass() const
{
    return d->trafficClass;
}

void QIcmpOptions::setTrafficClass(int trafficClass)
{
    d->trafficClass = trafficClass;
}

bool QIcmpOptions::dontFragment() const
{
    return d->dontFragment;
}

void QIcmpOptions::setDontFragment(bool dontFragment)
{
    d->dontFragment = dontFragment;
}

bool QIcmpOptions::broadcast() const
{
    return d->broadcast;
}

void QIcmpOptions::setBroadcast(bool broadcast)
{
    d->broadcast = broadcast;
}

QHostAddress QIcmpOptions::sourceAddress() const
{
    return d->sourceAddress;
}

void QIcmpOptions::setSourceAddress(const QHostAddress &address)
{
    d->sourceAddress = address;
}

QString QIcmpOptions::networkInterface() const
{
    return d->networkInterface;
}

void QIcmpOptions::setNetworkInterface(const QString &name)
{
    d->networkInterface = name;
}

QAbstractSocket::NetworkLayerProtocol QIcmpOptions::protocol() const
{
    return d->protocol;
}

void QIcmpOptions::setProtocol(QAbstractSocket::NetworkLayerProtocol protocol)
{
    d->protocol = protocol;
}

quint64 QIcmpOptions::context() const
{
    return d->context;
}

void QIcmpOptions::setContext(quint64 context)
{
    d->context = context;
}

bool operator==(const QIcmpOptions &a, const QIcmpOptions &b)
{
    return a.d == b.d || (a.context() == b.context() && QIcmpOptionsData::sameEcho(*a.d, *b.d));
}
