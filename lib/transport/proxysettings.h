// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "codec/proxyprotocol.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

#include <cstdint>
#include <functional>
#include <vector>

namespace qicmp {

/// Which proxy to use, and how.
struct ProxySettings
{
    /// Is called with the addresses of a host, the best first; none if it has none.
    using Found = std::function<void(const std::vector<IpAddress> &)>;

    QString host = QStringLiteral("127.0.0.1"); ///< address or name; empty: could not be understood
    std::uint16_t port = v1::defaultPort;
    QString name; ///< host and port, for people
    QByteArray identity;
    QByteArray key;
    bool icmp4em = false; ///< speaks version 0, not 1
    /// The application has named it, so it is believed. Otherwise it has to belong to the
    /// administrator.
    bool chosen = false;
    /// Looks a host up without blocking: an address in text form at once, a name later.
    std::function<void(const QString &host, Found found)> lookUp;
};

} // namespace qicmp
