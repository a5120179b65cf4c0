// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "optionsresolution_p.h"

#include "addressconversion_p.h"
#include "optionsdata_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtNetwork/qnetworkinterface.h>

using namespace std::chrono_literals;

namespace qicmp {
namespace {

constexpr int largestPayloadV4 = 65507; // RFC 791, 3.1: 65535 with 20 bytes of header, 8 of ICMP
constexpr int largestPayloadV6 = 65527; // RFC 8200, 3: 65535 without the header, 8 of ICMPv6
constexpr auto longestTimeout = std::chrono::milliseconds(1h);
constexpr int mostRetries = EchoOptions::mostRetries;

QString tr(const char *text)
{
    return QCoreApplication::translate("QIcmpOptions", text);
}

Objection invalid(const QString &message)
{
    return {FailureCode::InvalidArgument, message};
}

Objection outside(const char *what, qint64 value, qint64 low, qint64 high)
{
    return invalid(tr("%1 must be %2 to %3, not %4.").arg(tr(what)).arg(low).arg(high).arg(value));
}

bool isWithin(qint64 value, qint64 low, qint64 high)
{
    return value >= low && value <= high;
}

Objection resolveInterface(const QString &name, std::uint32_t &index)
{
    if (name.isEmpty())
        return {};
    index = static_cast<std::uint32_t>(QNetworkInterface::interfaceIndexFromName(name));
    if (index != 0)
        return {};
    QStringList names;
    for (const QNetworkInterface &interface : QNetworkInterface::allInterfaces())
        names += interface.name();
    return invalid(tr("There is no network interface %1; this machine has %2.")
                           .arg(name, names.join(QLatin1String(", "))));
}

} // namespace

Objection resolveOptions(const QIcmpOptions &options, const RequestDefaults &defaults,
                         EchoOptions &resolved)
{
    const QIcmpOptionsData &given = QIcmpOptionsData::of(options);

    const auto timeout = given.timeout.value_or(defaults.timeout);
    if (timeout < 1ms || timeout > longestTimeout)
        return outside(QT_TRANSLATE_NOOP("QIcmpOptions", "The timeout in milliseconds"),
                       timeout.count(), 1, longestTimeout.count());
    const int retries = given.retries.value_or(defaults.retries);
    if (!isWithin(retries, 0, mostRetries))
        return outside(QT_TRANSLATE_NOOP("QIcmpOptions", "The number of retries"), retries, 0,
                       mostRetries);
    if (!isWithin(given.payloadSize, 0, largestPayloadV6))
        return outside(QT_TRANSLATE_NOOP("QIcmpOptions", "The payload size in bytes"),
                       given.payloadSize, 0, largestPayloadV4);
    if (given.ttl && !isWithin(*given.ttl, 1, 255))
        return outside(QT_TRANSLATE_NOOP("QIcmpOptions", "The time to live (hop limit)"),
                       *given.ttl, 1, 255);
    if (given.trafficClass && !isWithin(*given.trafficClass, 0, 255))
        return outside(QT_TRANSLATE_NOOP("QIcmpOptions", "The traffic class"), *given.trafficClass,
                       0, 255);
    if (!given.sourceAddress.isNull()) {
        resolved.source = fromHostAddress(given.sourceAddress);
        if (resolved.source.isNull())
            return invalid(tr("The source address %1 has a zone that is no interface here.")
                                   .arg(given.sourceAddress.toString()));
    }

    resolved.timeout = std::chrono::nanoseconds(timeout).count();
    resolved.retries = static_cast<std::uint16_t>(retries);
    resolved.payloadSize = static_cast<std::uint16_t>(given.payloadSize);
    resolved.ttl = static_cast<std::int16_t>(given.ttl.value_or(-1));
    resolved.trafficClass = static_cast<std::int16_t>(given.trafficClass.value_or(-1));
    resolved.dontFragment = given.dontFragment;
    resolved.broadcast = given.broadcast;
    const qsizetype filled = std::min<qsizetype>(given.payload.size(), given.payloadSize);
    resolved.payload.assign(given.payload.begin(), given.payload.begin() + filled);
    return resolveInterface(given.networkInterface, resolved.interfaceIndex);
}

Objection checkTarget(const IpAddress &target, const QString &name, const EchoOptions &options)
{
    if (target.isNull())
        return invalid(name.isEmpty()
                               ? tr("No host was given.")
                               : tr("The zone of %1 is no interface of this machine.").arg(name));
    const auto address = [&] { return toHostAddress(target).toString(); };
    if (target.isUnspecified())
        return invalid(tr("%1 is the address of no host.").arg(address()));
    const bool linkScope =
            target.family == Family::IPv6 &&
            (target.isLinkLocal() || (target.isMulticast() && (target.bytes[1] & 0x0f) <= 2));
    if (linkScope && target.scope == 0 && options.interfaceIndex == 0)
        return invalid(
                tr("%1 is an address on each link; name the one that is meant by its zone, as "
                   "in %1%eth0.")
                        .arg(address()));
    if (target.isLimitedBroadcast() && !options.broadcast)
        return {FailureCode::PermissionDenied,
                tr("%1 is a broadcast address; set QIcmpOptions::broadcast to ping it.")
                        .arg(address())};
    if (target.family == Family::IPv4 && options.payloadSize > largestPayloadV4)
        return outside(QT_TRANSLATE_NOOP("QIcmpOptions", "The payload size in bytes"),
                       options.payloadSize, 0, largestPayloadV4);
    if (!options.source.isNull() && options.source.family != target.family)
        return invalid(tr("The source address %1 and %2 are of different IP versions.")
                               .arg(toHostAddress(options.source).toString(), address()));
    return {};
}

} // namespace qicmp
