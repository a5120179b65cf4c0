// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "trace.h"
#include "words.h"

#include <QtCore/qlist.h>
#include <QtCore/qstring.h>

namespace qicmp::sim {

/// A line of a scenario file that does something or claims something.
struct ScenarioLine
{
    int number = 0; ///< in the file
    Nanoseconds at = 0;
    QString text; ///< without its time
};

/// What a scenario file says; README.md describes the format.
struct Scenario
{
    QList<ScenarioLine> network;
    QList<ScenarioLine> steps; ///< in order of time
    Trace expected;            ///< in order of time
    QList<ScenarioLine> claims;

    static Scenario parse(const QString &text); ///< throws ScenarioError
};

} // namespace qicmp::sim
