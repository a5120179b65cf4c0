// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "trace.h"
#include "treatment.h"

#include "qicmpoptions.h"

#include <QtCore/qstringlist.h>

namespace qicmp::sim {

/// A scenario file that can't be understood; thrown with what and where.
struct ScenarioError
{
    QString message;
};

/// The words of one line of a scenario file, taken one by one.
class Words
{
public:
    /// Splits at blanks; "quoted words" may hold them. What follows a # is a remark.
    explicit Words(const QString &line);

    bool atEnd() const { return m_next == m_words.size(); }
    const QString &peek() const;
    QString take();
    bool takeIf(const QString &word);
    Nanoseconds takeDuration();
    qint64 takeNumber();
    support::Address takeAddress();

private:
    QStringList m_words;
    qsizetype m_next = 0;
};

/// "192.0.2.1 packet 2,4-6 delay 10ms": see README.md for all words.
Rule parseRule(Words &words);

/// "timeout 100ms retries 2 size 8": what comes after a request's target.
QIcmpOptions parseOptions(Words &words);

} // namespace qicmp::sim
