// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QList>

namespace qicmp::monitor {

/// How many probes a second came to an end, over the last few seconds.
class ProbeRate
{
public:
    ProbeRate();

    /// A probe was answered or failed.
    void add() { ++m_count; }

    /// The mean since five calls ago; to be called about once a second.
    qint64 perSecond();

private:
    struct Mark
    {
        qint64 milliseconds;
        qint64 count;
    };

    QElapsedTimer m_timer;
    qint64 m_count = 0;
    QList<Mark> m_marks; ///< the latest last
};

} // namespace qicmp::monitor
