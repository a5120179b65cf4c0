// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "capture/packetcapture.h"
#include "tunhostlog.h"

#include <QStringList>

#include <vector>

namespace qicmp::support {

/// What one echo request to a host behind the TUN interface brings in.
struct Answers
{
    static constexpr quint16 id = 0x4242; ///< of the request
    static constexpr quint16 sequence = 7;

    QString failure; ///< empty, or why nothing could be asked
    CapturedPacket request;
    std::vector<CapturedPacket> packets; ///< all that came in, in order
    TunHostLog log;
};

/// Asks \a host once under \a rules, none of which may delay anything.
Answers askHost(const QString &host, const QStringList &rules);

/// The kernel's own count of ICMP messages that it found fault with (InErrors and InCsumErrors of
/// both families).
quint64 kernelComplaints();

} // namespace qicmp::support
