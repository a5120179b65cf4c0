// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "privileges/account.h"

#include <QString>

namespace qicmp::proxy {

/// What has to be true of this process after the drop.
struct Dropped
{
    Account account;
    bool groupsGone = false;      ///< no supplementary group may be left
    bool boundingSetGone = false; ///< nor a capability in the bounding set
};

/// Proves by what the kernel says of this process, and by trying, that its privileges are gone.
///
/// It opens the kernel's description (proc(5), status) while files can still be opened. There, one
/// line counts the threads: where it is one, what the rest says is true of all there are, and those
/// that are started later inherit it (credentials(7), seccomp(2)).
class PrivilegeProof
{
public:
    PrivilegeProof();
    ~PrivilegeProof();
    Q_DISABLE_COPY_MOVE(PrivilegeProof)

    /// Before the drop: that there is one thread, and that the proof can be had. Returns an empty
    /// string or what is amiss.
    QString precondition() const;

    /// After it. Returns an empty string, or everything that was not dropped.
    QString check(const Dropped &expected) const;

private:
    QByteArray status() const;

    int m_status;
};

} // namespace qicmp::proxy
