// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpstatistics.h"

#include <vector>

/// What the tests of QIcmpStatistics have in common.
namespace statisticscalls {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using TimePoint = QIcmpStatistics::TimePoint;
using Window = QIcmpStatistics::Window;

inline constexpr qint64 absent = -1;
inline constexpr TimePoint t0(1000s);
inline constexpr Window allWindows[] = {Window::OneMinute, Window::TenMinutes, Window::OneHour,
                                        Window::All};

/// As a plain number, which a failing test can print.
inline qint64 ns(std::optional<nanoseconds> time)
{
    return time ? qint64(time->count()) : absent;
}

/// One call of each letter: S sent, R reply after 2 ms, L loss, E error, I interrupted,
/// T late reply after 8 ms, D duplicate, C canceled. A + after it: must be counted, a -: ignored.
inline bool play(QIcmpStatistics &statistics, const char *calls, TimePoint at = t0)
{
    for (const char *call = calls; *call != '\0'; ++call) {
        const char letter = *call;
        bool counted = true;
        switch (letter) {
        case 'S':
            statistics.addSent(at);
            break;
        case 'R':
            counted = statistics.addReply(at, 2ms);
            break;
        case 'L':
            counted = statistics.addLoss(at);
            break;
        case 'E':
            counted = statistics.addError(at);
            break;
        case 'I':
            counted = statistics.addInterrupted(at);
            break;
        case 'T':
            counted = statistics.addLateReply(at, 8ms);
            break;
        case 'D':
            counted = statistics.addDuplicate(at);
            break;
        case 'C':
            counted = statistics.addCanceled(at);
            break;
        default:
            return false;
        }
        const bool ignored = call[1] == '-';
        if (ignored)
            ++call;
        if (counted == ignored)
            return false;
    }
    return true;
}

/// sent, received, lost, in flight, interrupted, late (t), duplicates and errors in one line.
inline QByteArray counters(const QIcmpStatistics &s, Window window = Window::All)
{
    return QStringLiteral("s%1 r%2 l%3 f%4 i%5 t%6 d%7 e%8")
            .arg(s.sent(window))
            .arg(s.received(window))
            .arg(s.lost(window))
            .arg(s.inFlight(window))
            .arg(s.interrupted(window))
            .arg(s.late(window))
            .arg(s.duplicates(window))
            .arg(s.errors(window))
            .toLatin1();
}

/// Probes a second apart from t0 on, answered after \a rtts.
inline QIcmpStatistics withReplies(const std::vector<nanoseconds> &rtts)
{
    QIcmpStatistics statistics;
    TimePoint at = t0;
    for (nanoseconds rtt : rtts) {
        statistics.addSent(at);
        statistics.addReply(at, rtt);
        at += 1s;
    }
    return statistics;
}

} // namespace statisticscalls
