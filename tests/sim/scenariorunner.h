// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "recorder.h"
#include "scenario.h"
#include "simulation.h"

#include <QtCore/qhash.h>
#include <QtCore/qpointer.h>

namespace qicmp::sim {

/// Plays a scenario and says in what the library fell short of it.
class ScenarioRunner
{
public:
    explicit ScenarioRunner(const Scenario &scenario);

    /// What was wrong, for people; empty if nothing was. Throws ScenarioError.
    QString run();

private:
    void applyNetwork(const QString &line);
    void perform(const QString &line);
    void makeRequests(QString name, Words &words);
    void makeRequest(const QString &how, const QString &name, const QString &target,
                     const QIcmpOptions &options);
    void setManager(Words &words);

    void checkClaim(const QString &line);
    void checkSent(Words &words);
    void checkTally(const QString &name, Words &words);
    void expect(bool holds, const QString &what, const QString &found);

    const Scenario &m_scenario;
    Simulation m_simulation;
    Recorder m_recorder;
    QHash<QString, QPointer<QIcmpRequest>> m_requests;
    QHash<QString, QFuture<QIcmpResult>> m_futures;
    QStringList m_complaints;
    bool m_corruptClaimed = false;
    bool m_overflowsClaimed = false;
};

} // namespace qicmp::sim
