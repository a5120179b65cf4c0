// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"

#include <QtCore/qlist.h>
#include <QtCore/qmap.h>
#include <QtCore/qstring.h>

#include <optional>

class QIcmpError;
class QIcmpReply;

namespace qicmp::sim {

/// "10ms", "-1h", "250us", "1.5s".
std::optional<Nanoseconds> parseDuration(const QString &text);
QString formatDuration(Nanoseconds duration);

/// Something the library told, or should tell: a time, whom it concerns, what, and its details.
struct Happening
{
    QString at; ///< a duration, in expectations also a range "100ms..101ms"
    QString name;
    QString kind;
    QMap<QString, QString> details;

    QString toString() const;
};

using Trace = QList<Happening>;

/// The details of a reply and of an error, by the words the scenario files use. \a wallStart is the
/// wall clock when the scenario began.
QMap<QString, QString> detailsOf(const QIcmpReply &reply, Nanoseconds wallStart);
QMap<QString, QString> detailsOf(const QIcmpError &error, Nanoseconds wallStart);

/// Whether \a value is what \a expected says: the same duration, or one within the range, or the
/// same text.
bool agrees(const QString &value, const QString &expected);

/// Whether all that \a expected says is true of \a actual. Details it doesn't name may be any.
bool agrees(const Happening &actual, const Happening &expected);

/// Empty if the traces agree line by line, else both of them with the first difference marked. What
/// happened to different requests at the same instant may be in any order.
QString difference(Trace actual, const Trace &expected);

} // namespace qicmp::sim
