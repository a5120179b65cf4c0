// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace qicmp::support {

/// An echo request as qicmp-tunhost read it.
struct LoggedRequest
{
    quint64 number = 0;
    qint64 monotonic = 0; ///< ns, CLOCK_MONOTONIC, just after the read
    qint64 realtime = 0;  ///< ns, CLOCK_REALTIME, just after the read
    QString source;
    QString destination;
    int id = 0;
    int sequence = 0;
    int timeToLive = 0;
    int trafficClass = 0;
    bool dontFragment = false;
    int packetSize = 0;
    int payloadSize = 0;
    bool checksumValid = false;
    QString fate;        ///< "replied", "dropped" or "error"
    QStringList actions; ///< names of the actions that took hold
};

/// A packet as qicmp-tunhost wrote it.
struct LoggedPacket
{
    quint64 request = 0; ///< number of the request it belongs to
    QString kind;        ///< "reply", "damaged", "duplicate", "error", "notice", "forged"
    QString detail;      ///< the action that made it so
    QString source;
    qint64 realtimeBefore = 0; ///< ns, CLOCK_REALTIME, just before the write
    qint64 realtimeAfter = 0;
    qint64 roundTripTime = 0; ///< ns, monotonic: start of the write minus read of the request
    qint64 lateness = 0;      ///< ns behind the time the rule asked for
    int packetSize = 0;
    bool accepted = false; ///< the kernel took it
};

/// The totals of a destination, or of all.
struct HostTotals
{
    quint64 requests = 0;
    quint64 replies = 0; ///< sound, first copies
    quint64 damaged = 0;
    quint64 duplicates = 0;
    quint64 dropped = 0;
    quint64 held = 0;
    quint64 errors = 0;
    quint64 notices = 0;
    quint64 forged = 0;
    quint64 pending = 0; ///< not yet written when the program ended

    HostTotals &operator+=(const HostTotals &other);
};

/// What qicmp-tunhost says it saw and did: the truth that tests compare with.
class TunHostLog
{
public:
    /// Nothing, and \a error set, if a line isn't what it should be.
    static std::optional<TunHostLog> parse(const QByteArray &lines, QString *error);

    QList<LoggedRequest> requests;
    QList<LoggedPacket> packets;
    QHash<QString, HostTotals> totals; ///< by destination; from the summary, thus only at the end
    quint64 ignored = 0;     ///< packets that were no echo requests, neighbour discovery mostly
    quint64 queueDrops = 0;  ///< requests lost before they could be read: must be 0 in a sound test
    qint64 mostLate = 0;     ///< ns
    bool isComplete = false; ///< the summary was read

    HostTotals total() const;
    QList<LoggedRequest> requestsTo(const QString &destination) const;
    /// The first packet of a kind that belongs to \a request.
    std::optional<LoggedPacket> packetFor(const LoggedRequest &request, const QString &kind) const;
    /// Of all first replies to requests for \a destination, in the order they were written.
    QList<qint64> roundTripTimes(const QString &destination) const;
};

} // namespace qicmp::support
