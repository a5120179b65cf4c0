// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

namespace qicmp::support {

/// A UDP socket on 127.0.0.1 that lets others of its user share the port; -1 where that fails.
int sharedPort(unsigned short port);

/// What a process without privileges tries, each with its outcome: "name error", and error 0 where
/// it worked.
struct Trials
{
    int icmp;     ///< opened before the drop
    int listener; ///< of sharedPort(), opened before the drop

    /// What any thread may try.
    QStringList run() const;

    /// What the main thread does for its living: timers, sockets of Qt, a TCP connection.
    QStringList runEventLoop() const;
};

} // namespace qicmp::support
