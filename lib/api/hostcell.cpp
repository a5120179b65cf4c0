// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "hostcell_p.h"

#include "hosttext_p.h"

#include <algorithm>

namespace qicmp {
namespace {

using namespace Qt::StringLiterals;
using Condition = HostSummary::Condition;
using Outcome = HostSummary::Outcome;
using Model = QIcmpHostModel;

/// What needs attention comes first.
int rank(Condition condition)
{
    switch (condition) {
    case Condition::Down:
        return 0;
    case Condition::Degraded:
        return 1;
    case Condition::NotMeasured:
        return 2;
    case Condition::Waiting:
        return 3;
    case Condition::Up:
        return 4;
    case Condition::Paused:
        return 5;
    }
    return 6;
}

/// Text that sorts as the addresses do as numbers: IPv4 before IPv6, 10.0.0.9 before 10.0.0.10.
QVariant addressKey(const QHostAddress &address)
{
    if (address.isNull())
        return {};
    if (address.protocol() == QAbstractSocket::IPv4Protocol)
        return u"4:%1"_s.arg(address.toIPv4Address(), 8, 16, QLatin1Char('0'));
    const Q_IPV6ADDR bytes = address.toIPv6Address();
    const auto raw = QByteArray::fromRawData(reinterpret_cast<const char *>(&bytes), sizeof bytes);
    return QString(u"6:"_s + QString::fromLatin1(raw.toHex()) + u'%' + address.scopeId());
}

QString outcomeInWords(Outcome outcome)
{
    switch (outcome) {
    case Outcome::InFlight:
        return Model::tr("under way");
    case Outcome::Reply:
        return Model::tr("answered");
    case Outcome::Late:
        return Model::tr("answered too late");
    case Outcome::Lost:
        return Model::tr("no answer");
    case Outcome::IcmpError:
        return Model::tr("refused by an ICMP error");
    case Outcome::Interrupted:
    case Outcome::NotSent:
        return Model::tr("not measured");
    }
    return {};
}

QString milliseconds(std::chrono::nanoseconds time)
{
    return Model::tr("%1 ms").arg(hosttext::latency(time));
}

} // namespace

HostSummary::Time HostCell::time() const
{
    switch (column) {
    case Model::LastColumn:
        return summary.last;
    case Model::MedianColumn:
        return summary.median;
    case Model::P95Column:
        return summary.p95;
    case Model::JitterColumn:
        return summary.jitter;
    default:
        return std::nullopt;
    }
}

QString HostCell::text() const
{
    switch (column) {
    case Model::StateColumn:
        return hosttext::shape(summary.condition) + u' ' + hosttext::word(summary.condition);
    case Model::NameColumn:
        return host->host();
    case Model::AddressColumn: {
        const QHostAddress address = host->address();
        return address.isNull() ? hosttext::absent() : address.toString();
    }
    case Model::LossColumn:
        return hosttext::loss(summary.lossPercent);
    case Model::TrendColumn:
        return {};
    default:
        return hosttext::latency(time());
    }
}

QVariant HostCell::sortKey() const
{
    switch (column) {
    case Model::StateColumn:
        return rank(summary.condition);
    case Model::NameColumn:
        return host->host();
    case Model::AddressColumn:
        return addressKey(host->address());
    case Model::LossColumn:
        return summary.lossPercent ? QVariant(*summary.lossPercent) : QVariant();
    default:
        break;
    }
    const HostSummary::Time value = time();
    return value ? QVariant(static_cast<double>(value->count()) / 1e6) : QVariant();
}

QString HostCell::lossInWords() const
{
    if (summary.measured == 0)
        return Model::tr("nothing measured");
    const QString lost = Model::tr("%1 of %2 lost").arg(summary.lost).arg(summary.measured);
    return summary.p95 ? Model::tr("%1, p95 %2").arg(lost, milliseconds(*summary.p95)) : lost;
}

/// The verdict in a sentence, with the reason where the host or this machine gave one.
QString HostCell::explanation() const
{
    const QString reason = host->lastError().message();
    switch (summary.condition) {
    case Condition::Waiting:
        return reason.isEmpty() ? Model::tr("No answer is known yet.") : reason;
    case Condition::Up:
        return Model::tr("Answers.");
    case Condition::Degraded:
        return Model::tr("Answers, but not well: %1 in the last ten minutes.").arg(lossInWords());
    case Condition::Down:
        return Model::tr("Does not answer. %1").arg(reason).trimmed();
    case Condition::NotMeasured:
        return Model::tr("This machine cannot measure it, which says nothing about the host. %1")
                .arg(reason);
    case Condition::Paused:
        return Model::tr("Not pinged at present.");
    }
    return {};
}

QString HostCell::toolTip() const
{
    switch (column) {
    case Model::StateColumn:
        return explanation();
    case Model::NameColumn:
    case Model::AddressColumn:
        return text();
    case Model::LastColumn:
        return summary.latest ? Model::tr("Latest probe: %1").arg(outcomeInWords(*summary.latest))
                              : Model::tr("No probe has ended yet");
    default:
        return Model::tr("Last ten minutes: %1").arg(lossInWords());
    }
}

QString HostCell::spoken() const
{
    const HostSummary::Time value = time();
    const QString number = value ? milliseconds(*value) : Model::tr("not measured");
    switch (column) {
    case Model::StateColumn:
        return hosttext::word(summary.condition);
    case Model::AddressColumn:
        return host->address().isNull() ? Model::tr("address not known") : text();
    case Model::LastColumn:
        return value || !summary.latest ? Model::tr("last %1").arg(number)
                                        : Model::tr("last %1").arg(outcomeInWords(*summary.latest));
    case Model::LossColumn:
    case Model::TrendColumn:
        return lossInWords();
    case Model::MedianColumn:
        return Model::tr("median %1").arg(number);
    case Model::P95Column:
        return Model::tr("95th percentile %1").arg(number);
    case Model::JitterColumn:
        return Model::tr("jitter %1").arg(number);
    default:
        return text();
    }
}

QString HostCell::headerText(int column)
{
    switch (column) {
    case Model::StateColumn:
        return Model::tr("State");
    case Model::NameColumn:
        return Model::tr("Name");
    case Model::AddressColumn:
        return Model::tr("Address");
    case Model::LastColumn:
        return Model::tr("Last (ms)");
    case Model::LossColumn:
        return Model::tr("Loss");
    case Model::MedianColumn:
        return Model::tr("p50 (ms)");
    case Model::P95Column:
        return Model::tr("p95 (ms)");
    case Model::JitterColumn:
        return Model::tr("Jitter (ms)");
    case Model::TrendColumn:
        return Model::tr("Trend");
    default:
        return {};
    }
}

QString HostCell::headerToolTip(int column)
{
    switch (column) {
    case Model::StateColumn:
        return Model::tr("What is known about the host");
    case Model::NameColumn:
        return Model::tr("The host as it was given");
    case Model::AddressColumn:
        return Model::tr("The address that is pinged");
    case Model::LastColumn:
        return Model::tr("Round-trip time of the latest probe, in milliseconds");
    case Model::LossColumn:
        return Model::tr("Probes of the last ten minutes that were not answered");
    case Model::MedianColumn:
        return Model::tr("Median of the last ten minutes' round-trip times, in milliseconds");
    case Model::P95Column:
        return Model::tr("The round-trip time that 95 % of the last ten minutes' replies did not "
                         "exceed, in milliseconds");
    case Model::JitterColumn:
        return Model::tr("How much the round-trip time varies from one reply to the next "
                         "(RFC 3550), in milliseconds");
    case Model::TrendColumn:
        return Model::tr("The latest probes, the newest at the right");
    default:
        return {};
    }
}

Qt::Alignment HostCell::alignment(int column)
{
    const bool isNumber = column >= Model::LastColumn && column <= Model::JitterColumn;
    return (isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

} // namespace qicmp
