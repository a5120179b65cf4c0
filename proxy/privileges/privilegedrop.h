// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace qicmp::proxy {

/// How to run from now on.
struct DropOptions
{
    QString user; ///< of --user; empty: icmp-proxy, else nobody, for root; for others themselves
    /// Sockets that become the new user's. The kernel lets sockets share a port (SO_REUSEPORT) only
    /// where one user owns them all, so the listener has to go along.
    QList<int> sockets;
    int descriptors = 0; ///< how many may be open at once; 0: as many as the system allows
};

/// What came of it.
struct DropResult
{
    QString failure;   ///< empty, or why this process must end now: a sentence with the remedy
    QStringList notes; ///< what the administrator should know
};

/// Gives up, for good, everything but the descriptors that are open and the system calls that
/// serving takes: user, groups, all capabilities of all sets, the way to new ones
/// (no_new_privs), core dumps, files, programs, other sockets (see syscallfilter.h). Then proves
/// it.
///
/// ICMP sockets, listeners and keys have to be open by then, and no thread may have been started.
/// Whoever starts with less has less to drop: a user with CAP_NET_RAW among the ambient
/// capabilities, or one with none at all, stays that user.
///
/// A failure may leave some privileges dropped and others not: nothing may be served then.
[[nodiscard]] DropResult dropPrivileges(const DropOptions &options);

} // namespace qicmp::proxy
