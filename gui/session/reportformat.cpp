// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "reportformat.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {
namespace {

constexpr qsizetype longestName = 40;

/// The round-trip times of a host under their names in JSON and CSV.
QList<std::pair<QString, HostResult::Time>> namedTimes(const HostResult &host)
{
    return {{u"min"_s, host.minimum}, {u"avg"_s, host.average},
            {u"max"_s, host.maximum}, {u"stddev"_s, host.standardDeviation},
            {u"p50"_s, host.p50},     {u"p95"_s, host.p95},
            {u"p99"_s, host.p99},     {u"jitter"_s, host.jitter}};
}

double milliseconds(std::chrono::nanoseconds time)
{
    return static_cast<double>(time.count()) / 1e6;
}

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : text;
}

QJsonObject asJson(const HostResult &host)
{
    QJsonObject times;
    for (const auto &[name, time] : namedTimes(host))
        times[name] = time ? QJsonValue(milliseconds(*time)) : QJsonValue();
    return {
            {u"host"_s, host.host},
            {u"address"_s, textOrNull(host.address)},
            {u"sent"_s, host.sent},
            {u"received"_s, host.received},
            {u"lost"_s, host.lost},
            {u"loss_percent"_s, host.lossPercent ? QJsonValue(*host.lossPercent) : QJsonValue()},
            {u"late"_s, host.late},
            {u"duplicates"_s, host.duplicates},
            {u"errors"_s, host.errors},
            {u"rtt_ms"_s, times},
    };
}

QString csvField(const QString &text)
{
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n'))
        return text;
    return u'"' + QString(text).replace(u'"', u"\"\""_s) + u'"';
}

QStringList csvFields(const HostResult &host, const QString &backend)
{
    QStringList fields{
            host.host,
            host.address,
            QString::number(host.sent),
            QString::number(host.received),
            QString::number(host.lost),
            host.lossPercent ? QString::number(*host.lossPercent, 'g', 6) : QString(),
            QString::number(host.late),
            QString::number(host.duplicates),
            QString::number(host.errors),
    };
    for (const auto &[name, time] : namedTimes(host))
        fields.append(time ? QString::number(milliseconds(*time), 'f', 6) : QString());
    fields.append(backend);
    return fields;
}

QString shortened(const QString &name)
{
    return name.size() <= longestName ? name : name.left(longestName - 3) + u"..."_s;
}

QStringList tableCells(const HostResult &host, TableKind kind)
{
    QStringList cells{shortened(host.host), host.address.isEmpty() ? u"-"_s : host.address};
    if (kind == TableKind::Live)
        cells.append(host.last);
    cells += {QString::number(host.sent), QString::number(host.received),
              host.lossPercent ? QString::number(*host.lossPercent, 'f', 1) : u"-"_s};
    for (const HostResult::Time &time :
         {host.minimum, host.p50, host.p95, host.maximum, host.jitter}) {
        cells.append(millisecondsText(time));
    }
    return cells + QStringList{QString::number(host.late), QString::number(host.duplicates),
                               QString::number(host.errors)};
}

} // namespace

QByteArray reportAsJson(const ReportResult &result)
{
    QJsonArray hosts;
    for (const HostResult &host : result.hosts)
        hosts.append(asJson(host));
    const QJsonObject report{{u"backend"_s, textOrNull(result.backend)}, {u"hosts"_s, hosts}};
    return QJsonDocument(report).toJson(QJsonDocument::Indented);
}

QByteArray reportAsCsv(const ReportResult &result)
{
    QStringList header{u"host"_s,         u"address"_s, u"sent"_s,       u"received"_s, u"lost"_s,
                       u"loss_percent"_s, u"late"_s,    u"duplicates"_s, u"errors"_s};
    for (const auto &[name, time] : namedTimes({}))
        header.append(u"rtt_ms_"_s + name);
    header.append(u"backend"_s);

    QString text = header.join(u',') + u'\n';
    for (const HostResult &host : result.hosts) {
        QStringList fields = csvFields(host, result.backend);
        std::transform(fields.begin(), fields.end(), fields.begin(), csvField);
        text += fields.join(u',') + u'\n';
    }
    return text.toUtf8();
}

QStringList reportAsTable(const ReportResult &result, TableKind kind)
{
    QStringList header{u"Host"_s, u"Address"_s};
    if (kind == TableKind::Live)
        header.append(u"Last"_s);
    header += {u"Sent"_s, u"Recv"_s,   u"Loss%"_s, u"Min"_s, u"p50"_s, u"p95"_s,
               u"Max"_s,  u"Jitter"_s, u"Late"_s,  u"Dup"_s, u"Err"_s};

    QList<QStringList> rows{header};
    for (const HostResult &host : result.hosts)
        rows.append(tableCells(host, kind));
    QList<qsizetype> widths(header.size());
    for (const QStringList &row : std::as_const(rows)) {
        for (qsizetype column = 0; column < row.size(); ++column)
            widths[column] = std::max(widths.at(column), row.at(column).size());
    }

    QStringList lines;
    for (const QStringList &row : std::as_const(rows)) {
        QString line;
        for (qsizetype column = 0; column < row.size(); ++column) {
            const QString &cell = row.at(column);
            line += column == 0 ? QString() : u"  "_s;
            line += column < 2 ? cell.leftJustified(widths.at(column))
                               : cell.rightJustified(widths.at(column));
        }
        lines.append(line);
    }
    return lines;
}

} // namespace qicmp::monitor
