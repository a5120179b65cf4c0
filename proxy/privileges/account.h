// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

#include <sys/types.h>

namespace qicmp::proxy {

/// A user to run as, with the group it has in the user database.
struct Account
{
    QString name;
    uid_t user = 0;
    gid_t group = 0;
};

/// Whom this process is to become, or why it can't.
struct AccountChoice
{
    Account account;
    bool changes = false; ///< whether it has to become another than it is
    QString note;         ///< what the administrator should know, or empty
    QString failure;      ///< empty, or a sentence with the remedy
};

/// Whom to run as. \a wanted is what --user names. Without it root becomes icmp-proxy or, where
/// there is no such user, nobody; any other user stays. Reads the user database, so it comes before
/// the system call filter.
///
/// Root of a user namespace that maps no other user stays too: without capabilities it is the
/// ordinary user who made the namespace, unless that was root itself.
AccountChoice chooseAccount(const QString &wanted);

} // namespace qicmp::proxy
