// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmphost.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

// What tests of QIcmpHost compare its accounts by.

inline const QString watchedAddress = QStringLiteral("192.0.2.7");

/// One letter for each sample: . in flight, r reply, t late, l lost, e ICMP error, i interrupted,
/// - not sent.
inline QByteArray letters(const QIcmpHost &host)
{
    QByteArray text;
    const QList<QIcmpHost::Sample> samples = host.samples();
    for (const QIcmpHost::Sample &sample : samples)
        text.append(".rtlei-"[static_cast<int>(sample.outcome)]);
    return text;
}

/// The counters of its statistics, all of them.
inline QByteArray counters(const QIcmpHost &host)
{
    const QIcmpStatistics s = host.statistics();
    return QStringLiteral("s%1 r%2 l%3 f%4 i%5 t%6 d%7 e%8")
            .arg(s.sent())
            .arg(s.received())
            .arg(s.lost())
            .arg(s.inFlight())
            .arg(s.interrupted())
            .arg(s.late())
            .arg(s.duplicates())
            .arg(s.errors())
            .toLatin1();
}
