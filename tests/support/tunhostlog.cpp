// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhostlog.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>

using namespace Qt::StringLiterals;

namespace qicmp::support {

namespace {

quint64 count(const QJsonObject &object, QStringView key)
{
    return static_cast<quint64>(object.value(key).toInteger());
}

LoggedRequest requestFrom(const QJsonObject &object)
{
    LoggedRequest request;
    request.number = count(object, u"request");
    request.monotonic = object.value(u"monotonic").toInteger();
    request.realtime = object.value(u"realtime").toInteger();
    request.source = object.value(u"source").toString();
    request.destination = object.value(u"destination").toString();
    request.id = object.value(u"id").toInt();
    request.sequence = object.value(u"sequence").toInt();
    request.timeToLive = object.value(u"ttl").toInt();
    request.trafficClass = object.value(u"trafficClass").toInt();
    request.dontFragment = object.value(u"dontFragment").toBool();
    request.packetSize = object.value(u"size").toInt();
    request.payloadSize = object.value(u"payload").toInt();
    request.checksumValid = object.value(u"checksum").toBool();
    request.fate = object.value(u"fate").toString();
    const QJsonArray actions = object.value(u"actions").toArray();
    for (const auto &action : actions)
        request.actions << action.toString();
    return request;
}

LoggedPacket packetFrom(const QJsonObject &object)
{
    LoggedPacket packet;
    packet.request = count(object, u"request");
    packet.kind = object.value(u"kind").toString();
    packet.detail = object.value(u"detail").toString();
    packet.source = object.value(u"source").toString();
    packet.realtimeBefore = object.value(u"before").toInteger();
    packet.realtimeAfter = object.value(u"after").toInteger();
    packet.roundTripTime = object.value(u"rtt").toInteger();
    packet.lateness = object.value(u"late").toInteger();
    packet.packetSize = object.value(u"size").toInt();
    packet.accepted = object.value(u"accepted").toBool();
    return packet;
}

HostTotals totalsFrom(const QJsonObject &object)
{
    return {count(object, u"requests"),   count(object, u"replies"), count(object, u"damaged"),
            count(object, u"duplicates"), count(object, u"dropped"), count(object, u"held"),
            count(object, u"errors"),     count(object, u"notices"), count(object, u"forged"),
            count(object, u"pending")};
}

} // namespace

HostTotals &HostTotals::operator+=(const HostTotals &other)
{
    requests += other.requests;
    replies += other.replies;
    damaged += other.damaged;
    duplicates += other.duplicates;
    dropped += other.dropped;
    held += other.held;
    errors += other.errors;
    notices += other.notices;
    forged += other.forged;
    pending += other.pending;
    return *this;
}

std::optional<TunHostLog> TunHostLog::parse(const QByteArray &lines, QString *error)
{
    TunHostLog log;
    for (const QByteArray &line : lines.split('\n')) {
        if (line.isEmpty())
            continue;
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        const QString event = object.value(u"event").toString();
        if (event == u"request") {
            log.requests << requestFrom(object);
        } else if (event == u"packet") {
            log.packets << packetFrom(object);
        } else if (event == u"summary") {
            log.ignored = count(object, u"ignored");
            log.queueDrops = count(object, u"queueDrops");
            log.mostLate = object.value(u"mostLate").toInteger();
            const QJsonObject destinations = object.value(u"destinations").toObject();
            for (auto it = destinations.begin(); it != destinations.end(); ++it)
                log.totals.insert(it.key(), totalsFrom(it.value().toObject()));
            log.isComplete = true;
        } else {
            *error = u"not a line of a log: "_s + QString::fromUtf8(line);
            return std::nullopt;
        }
    }
    return log;
}

HostTotals TunHostLog::total() const
{
    HostTotals sum;
    for (const HostTotals &host : totals)
        sum += host;
    return sum;
}

QList<LoggedRequest> TunHostLog::requestsTo(const QString &destination) const
{
    QList<LoggedRequest> found;
    for (const LoggedRequest &request : requests) {
        if (request.destination == destination)
            found << request;
    }
    return found;
}

std::optional<LoggedPacket> TunHostLog::packetFor(const LoggedRequest &request,
                                                  const QString &kind) const
{
    for (const LoggedPacket &packet : packets) {
        if (packet.request == request.number && packet.kind == kind)
            return packet;
    }
    return std::nullopt;
}

QList<qint64> TunHostLog::roundTripTimes(const QString &destination) const
{
    QSet<quint64> numbers;
    for (const LoggedRequest &request : requestsTo(destination))
        numbers.insert(request.number);
    QList<qint64> times;
    for (const LoggedPacket &packet : packets) {
        if (packet.kind == u"reply" && numbers.contains(packet.request))
            times << packet.roundTripTime;
    }
    return times;
}

} // namespace qicmp::support
