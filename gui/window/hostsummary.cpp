// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostsummary.h"

#include "conditionstyle.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {

HostSummary HostSummary::of(const QIcmpHostModel &model)
{
    HostSummary summary;
    summary.hosts = model.rowCount();
    for (int row = 0; row < summary.hosts; ++row) {
        ++summary.counts.at(static_cast<std::size_t>(model.condition(row)));
        summary.running += model.hostAt(row)->isRunning() ? 1 : 0;
    }
    return summary;
}

QString summaryText(const HostSummary &summary)
{
    using Condition = QIcmpHostModel::Condition;
    QStringList parts;
    for (const Condition condition : {Condition::Down, Condition::Degraded, Condition::NotMeasured,
                                      Condition::Up, Condition::Waiting, Condition::Paused}) {
        if (const int count = summary.count(condition); count > 0)
            parts.append(u"%L1 %2"_s.arg(count).arg(conditionWord(condition).toLower()));
    }
    const QString hosts =
            summary.hosts == 1
                    ? QCoreApplication::translate("HostSummary", "1 host")
                    : QCoreApplication::translate("HostSummary", "%L1 hosts").arg(summary.hosts);
    return parts.isEmpty() ? hosts : hosts + u":  "_s + parts.join(u"  ·  "_s);
}

} // namespace qicmp::monitor
