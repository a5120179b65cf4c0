// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcmpHostModel>

#include <array>

namespace qicmp::monitor {

/// How many hosts are in which condition.
struct HostSummary
{
    static HostSummary of(const QIcmpHostModel &model);

    int count(QIcmpHostModel::Condition condition) const
    {
        return counts.at(static_cast<std::size_t>(condition));
    }

    std::array<int, 6> counts{}; ///< by QIcmpHostModel::Condition
    int hosts = 0;
    int running = 0;
};

/// For the status bar: "12 hosts: 9 up, 1 degraded, 2 down"; names only what there is.
QString summaryText(const HostSummary &summary);

} // namespace qicmp::monitor
