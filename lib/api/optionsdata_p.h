// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpoptions.h"

class QIcmpOptionsData : public QSharedData
{
public:
    static constexpr int defaultPayloadSize = 56;

    std::optional<std::chrono::milliseconds> timeout;
    std::optional<int> retries;
    std::optional<int> ttl;
    std::optional<int> trafficClass;
    int payloadSize = defaultPayloadSize;
    bool dontFragment = false;
    bool broadcast = false;
    QAbstractSocket::NetworkLayerProtocol protocol = QAbstractSocket::AnyIPProtocol;
    quint64 context = 0;
    QByteArray payload;
    QHostAddress sourceAddress;
    QString networkInterface;

    static const QIcmpOptionsData &of(const QIcmpOptions &options) { return *options.d; }

    /// Whether both ask for the same packets; the context does not travel.
    static bool sameEcho(const QIcmpOptionsData &a, const QIcmpOptionsData &b)
    {
        return &a == &b ||
               (a.timeout == b.timeout && a.retries == b.retries && a.ttl == b.ttl &&
                a.trafficClass == b.trafficClass && a.payloadSize == b.payloadSize &&
                a.dontFragment == b.dontFragment && a.broadcast == b.broadcast &&
                a.protocol == b.protocol && a.payload == b.payload &&
                a.sourceAddress == b.sourceAddress && a.networkInterface == b.networkInterface);
    }
};
