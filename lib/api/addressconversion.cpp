// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "addressconversion_p.h"

#include <QtNetwork/qnetworkinterface.h>

#include <algorithm>
#include <iterator>

namespace qicmp {

IpAddress fromHostAddress(const QHostAddress &address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4);
    if (isV4)
        return IpAddress::v4(v4);
    if (address.protocol() != QAbstractSocket::IPv6Protocol)
        return {};
    quint32 scope = 0;
    if (const QString zone = address.scopeId(); !zone.isEmpty()) {
        bool isNumber = false;
        scope = zone.toUInt(&isNumber);
        if (!isNumber)
            scope = static_cast<quint32>(QNetworkInterface::interfaceIndexFromName(zone));
        if (scope == 0)
            return {};
    }
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    std::array<std::uint8_t, 16> copy{};
    std::copy(std::begin(bytes.c), std::end(bytes.c), copy.begin());
    return IpAddress::v6(copy, scope);
}

QHostAddress toHostAddress(const IpAddress &address)
{
    switch (address.family) {
    case Family::IPv4:
        return QHostAddress(address.toV4());
    case Family::IPv6: {
        QHostAddress result(address.bytes.data());
        if (address.scope != 0) {
            const QString name =
                    QNetworkInterface::interfaceNameFromIndex(static_cast<int>(address.scope));
            result.setScopeId(name.isEmpty() ? QString::number(address.scope) : name);
        }
        return result;
    }
    case Family::None:
        break;
    }
    return {};
}

} // namespace qicmp
