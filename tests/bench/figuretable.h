// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "measurement.h"

#include <QHash>
#include <QList>
#include <QString>

namespace qicmp::bench {

/// What all workloads of one round have measured, by their names. Compared are only figures of the
/// same round, for the machine's speed drifts.
using Round = QHash<QString, Figures>;

/// A figure that is promised.
struct Promise
{
    const char *what;
    double limit;
    bool isMinimum;
    double (*of)(const Round &);
};

/// One line of the table.
struct Outcome
{
    QString what;
    double median = 0;
    double limit = 0;
    bool isMinimum = false;
    bool isKept = false;
};

/// Each promise held against the median of its figure over \a rounds.
QList<Outcome> judge(const QList<Round> &rounds);

QString toTable(const QList<Outcome> &outcomes);
QJsonArray toJson(const QList<Outcome> &outcomes);

} // namespace qicmp::bench
