// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "answers.h"

#include "echosocket.h"
#include "tunhost.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace qicmp::support {

quint64 kernelComplaints()
{
    quint64 sum = 0;
    QFile v6(u"/proc/self/net/snmp6"_s);
    if (v6.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : v6.readAll().split('\n')) {
            if (line.startsWith("Icmp6InCsumErrors") || line.startsWith("Icmp6InErrors"))
                sum += line.simplified().split(' ').constLast().toULongLong();
        }
    }
    QFile v4(u"/proc/self/net/snmp"_s);
    if (v4.open(QIODevice::ReadOnly)) {
        QList<QByteArray> names;
        for (const QByteArray &line : v4.readAll().split('\n')) {
            if (!line.startsWith("Icmp: "))
                continue;
            const QList<QByteArray> columns = line.simplified().split(' ');
            if (names.isEmpty())
                names = columns;
            else
                sum += columns.at(names.indexOf("InCsumErrors")).toULongLong() +
                       columns.at(names.indexOf("InErrors")).toULongLong();
        }
    }
    return sum;
}

Answers askHost(const QString &host, const QStringList &rules)
{
    const Address address = *Address::parse(host.toStdString());
    Answers answers;
    TunHost tun({.rules = rules});
    PacketCapture capture;
    EchoSocket socket;
    if (!tun.start())
        answers.failure = tun.errorString();
    else if (const std::string error = capture.start("tun0"); !error.empty())
        answers.failure = QString::fromStdString(error);
    else if (const std::string refusal = socket.open(address.family); !refusal.empty())
        answers.failure = QString::fromStdString(refusal);
    else if (!socket.send(address, Answers::id, Answers::sequence))
        answers.failure = u"cannot send"_s;
    if (!answers.failure.isEmpty())
        return answers;

    if (!tun.settle()) {
        answers.failure = tun.errorString();
        return answers;
    }
    for (CapturedPacket &packet : capture.stop()) {
        if (!packet.isOutgoing)
            answers.packets.push_back(std::move(packet));
        else if (packet.message()->isEchoRequest())
            answers.request = std::move(packet);
    }
    if (const std::optional<TunHostLog> log = tun.stop())
        answers.log = *log;
    else
        answers.failure = tun.errorString();
    return answers;
}

} // namespace qicmp::support
