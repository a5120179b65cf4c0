// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "trace.h"

#include "qicmperror.h"
#include "qicmpreply.h"

#include <QtCore/qmetaobject.h>
#include <QtCore/qstringlist.h>

#include <algorithm>
#include <cmath>
#include <iterator>

using namespace Qt::StringLiterals;

namespace qicmp::sim {
namespace {

struct Unit
{
    QLatin1StringView name;
    Nanoseconds length = 0;
};
constexpr Unit units[] = {
        {QLatin1StringView("ns"), 1},           {QLatin1StringView("us"), microsecond},
        {QLatin1StringView("ms"), millisecond}, {QLatin1StringView("min"), 60 * second},
        {QLatin1StringView("s"), second},       {QLatin1StringView("h"), 3600 * second},
};

QString text(const QHostAddress &address)
{
    return address.isNull() ? u"nobody"_s : address.toString();
}

QString sinceStart(const QDateTime &time, Nanoseconds wallStart)
{
    // The date has milliseconds only.
    return time.isValid() ? formatDuration((time.toMSecsSinceEpoch() - wallStart / millisecond) *
                                           millisecond)
                          : u"never"_s;
}

} // namespace

std::optional<Nanoseconds> parseDuration(const QString &text)
{
    if (text == u"0"_s)
        return 0;
    for (const Unit &unit : units) {
        if (!text.endsWith(unit.name))
            continue;
        bool ok = false;
        const double number = text.chopped(unit.name.size()).toDouble(&ok);
        if (ok)
            return std::llround(number * static_cast<double>(unit.length));
    }
    return std::nullopt;
}

QString formatDuration(Nanoseconds duration)
{
    if (duration % millisecond == 0)
        return u"%1ms"_s.arg(duration / millisecond);
    if (duration % microsecond == 0)
        return u"%1us"_s.arg(duration / microsecond);
    return u"%1ns"_s.arg(duration);
}

QString Happening::toString() const
{
    QStringList words{at.rightJustified(10), name, kind};
    for (auto detail = details.begin(); detail != details.end(); ++detail)
        words << detail.key() << detail.value();
    return words.join(u' ');
}

QMap<QString, QString> detailsOf(const QIcmpReply &reply, Nanoseconds wallStart)
{
    return {{u"rtt"_s, formatDuration(reply.roundTripTime().count())},
            {u"from"_s, text(reply.responder())},
            {u"target"_s, text(reply.target())},
            {u"attempt"_s, QString::number(reply.attempt())},
            {u"ttl"_s, QString::number(reply.ttl())},
            {u"size"_s, QString::number(reply.payloadSize())},
            {u"context"_s, QString::number(reply.context())},
            {u"left"_s, sinceStart(reply.sentAt(), wallStart)},
            {u"stamps"_s, reply.timestampSource() == QIcmpReply::TimestampSource::Kernel
                                  ? u"kernel"_s
                                  : u"userspace"_s}};
}

QMap<QString, QString> detailsOf(const QIcmpError &error, Nanoseconds wallStart)
{
    return {{u"code"_s, QLatin1StringView(QMetaEnum::fromType<QIcmpError::Code>().valueToKey(
                                static_cast<int>(error.code())))},
            {u"type"_s, QString::number(error.icmpType())},
            {u"icmp-code"_s, QString::number(error.icmpCode())},
            {u"from"_s, text(error.responder())},
            {u"target"_s, text(error.target())},
            {u"attempts"_s, QString::number(error.attempts())},
            {u"mtu"_s, QString::number(error.mtu())},
            {u"errno"_s, QString::number(error.systemError())},
            {u"context"_s, QString::number(error.context())},
            {u"left"_s, sinceStart(error.sentAt(), wallStart)}};
}

bool agrees(const QString &value, const QString &expected)
{
    if (value == expected)
        return true;
    const auto number = parseDuration(value);
    const qsizetype dots = expected.indexOf(".."_L1);
    const auto low = parseDuration(dots < 0 ? expected : expected.left(dots));
    const auto high = dots < 0 ? low : parseDuration(expected.mid(dots + 2));
    return number && low && high && *number >= *low && *number <= *high;
}

bool agrees(const Happening &actual, const Happening &expected)
{
    if (actual.name != expected.name || actual.kind != expected.kind ||
        !agrees(actual.at, expected.at))
        return false;
    for (auto detail = expected.details.begin(); detail != expected.details.end(); ++detail)
        if (!actual.details.contains(detail.key()) ||
            !agrees(actual.details.value(detail.key()), detail.value()))
            return false;
    return true;
}

QString difference(Trace actual, const Trace &expected)
{
    // What happened at one instant to different requests has no order; expectations set it.
    qsizetype same = 0;
    for (; same < actual.size() && same < expected.size(); ++same) {
        const auto begin = actual.begin() + same;
        const auto sameInstant = [&](const Happening &happening) {
            return happening.at == begin->at;
        };
        const auto end = std::find_if_not(begin, actual.end(), sameInstant);
        const auto found = std::find_if(begin, end, [&](const Happening &happening) {
            return happening.name == expected[same].name;
        });
        if (found == end || !agrees(*found, expected[same]))
            break;
        std::rotate(begin, found, found + 1);
    }
    if (same == actual.size() && same == expected.size())
        return {};
    const auto list = [same](const Trace &trace) {
        QString lines;
        for (qsizetype i = 0; i < trace.size(); ++i)
            lines += (i == same ? "\n> "_L1 : "\n  "_L1) + trace[i].toString();
        return lines;
    };
    return "expected:"_L1 + list(expected) + "\nbut was:"_L1 + list(actual);
}

} // namespace qicmp::sim
