// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "errormessage_p.h"

#include "addressconversion_p.h"

#include <QtCore/qcoreapplication.h>

#include <iterator>
#include <system_error>

using namespace Qt::StringLiterals;

namespace qicmp {
namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("QIcmpError", text, nullptr, n);
}

/// RFC 792 and RFC 1812, 5.2.7.1: codes of type 3.
constexpr const char *unreachableV4[] = {
        QT_TRANSLATE_NOOP("QIcmpError", "network unreachable"),
        QT_TRANSLATE_NOOP("QIcmpError", "host unreachable"),
        QT_TRANSLATE_NOOP("QIcmpError", "protocol unreachable"),
        QT_TRANSLATE_NOOP("QIcmpError", "port unreachable"),
        QT_TRANSLATE_NOOP("QIcmpError", "fragmentation needed"),
        QT_TRANSLATE_NOOP("QIcmpError", "source route failed"),
        QT_TRANSLATE_NOOP("QIcmpError", "destination network unknown"),
        QT_TRANSLATE_NOOP("QIcmpError", "destination host unknown"),
        QT_TRANSLATE_NOOP("QIcmpError", "source host isolated"),
        QT_TRANSLATE_NOOP("QIcmpError", "network administratively prohibited"),
        QT_TRANSLATE_NOOP("QIcmpError", "host administratively prohibited"),
        QT_TRANSLATE_NOOP("QIcmpError", "network unreachable for this type of service"),
        QT_TRANSLATE_NOOP("QIcmpError", "host unreachable for this type of service"),
        QT_TRANSLATE_NOOP("QIcmpError", "communication administratively prohibited"),
        QT_TRANSLATE_NOOP("QIcmpError", "host precedence violation"),
        QT_TRANSLATE_NOOP("QIcmpError", "precedence cutoff in effect"),
};

/// RFC 4443, 3.1: codes of type 1.
constexpr const char *unreachableV6[] = {
        QT_TRANSLATE_NOOP("QIcmpError", "no route to destination"),
        QT_TRANSLATE_NOOP("QIcmpError", "communication administratively prohibited"),
        QT_TRANSLATE_NOOP("QIcmpError", "beyond scope of source address"),
        QT_TRANSLATE_NOOP("QIcmpError", "address unreachable"),
        QT_TRANSLATE_NOOP("QIcmpError", "port unreachable"),
        QT_TRANSLATE_NOOP("QIcmpError", "source address failed ingress or egress policy"),
        QT_TRANSLATE_NOOP("QIcmpError", "reject route to destination"),
};

QString systemText(int systemError)
{
    return QString::fromStdString(std::generic_category().message(systemError));
}

QString nameOf(const EngineEvent &event, const QString &host)
{
    QString address = toHostAddress(event.target).toString();
    if (host.isEmpty() || host == address)
        return address;
    return address.isEmpty() ? host : u"%1 (%2)"_s.arg(host, address);
}

/// \a clause as a sentence, with the \a reason if there is one.
QString because(const QString &clause, const QString &reason)
{
    return reason.isEmpty() ? tr("%1.").arg(clause) : tr("%1: %2.").arg(clause, reason);
}

QString icmpSentence(const EngineEvent &event, const QString &name)
{
    const Failure &failure = event.failure;
    QString what = icmpErrorText(event.target.family, failure.icmpType, failure.icmpCode);
    if (failure.mtu != 0)
        what += tr(" (the next hop takes %1 bytes)").arg(failure.mtu);
    if (event.responder.isNull())
        return because(name, what);
    return tr("%1: %2, says %3.").arg(name, what, toHostAddress(event.responder).toString());
}

} // namespace

QString icmpErrorText(Family family, int type, int code)
{
    const bool v6 = family == Family::IPv6;
    const auto textOf = [code](const auto &table) {
        return code >= 0 && code < std::ssize(table)
                       ? tr(table[code])
                       : tr("destination unreachable, code %1").arg(code);
    };
    if (v6 ? type == 1 : type == 3)
        return v6 ? textOf(unreachableV6) : textOf(unreachableV4);
    if (v6 && type == 2)
        return tr("packet too big");
    if (v6 ? type == 3 : type == 11)
        return code == 0 ? tr("time to live exceeded in transit")
                         : tr("fragment reassembly time exceeded");
    if (v6 ? type == 4 : type == 12)
        return tr("parameter problem");
    return tr("ICMP type %1, code %2").arg(type).arg(code);
}

QString errorMessage(const EngineEvent &event, const QString &host)
{
    const Failure &failure = event.failure;
    const QString name = nameOf(event, host);
    const QString system = failure.systemError != 0 ? systemText(failure.systemError) : QString();
    switch (failure.code) {
    case FailureCode::NoError:
        return {};
    case FailureCode::Timeout:
        return event.attempt > 1
                       ? tr("%1 did not answer any of %n attempts in time.", event.attempt)
                                 .arg(name)
                       : tr("%1 did not answer in time.").arg(name);
    case FailureCode::HostNotFound:
        return tr("%1 has no address.").arg(name);
    case FailureCode::PacketTooBig:
        if (failure.icmpType < 0)
            return tr("The packet for %1 is too big for this machine's interface and may not be "
                      "fragmented; use a smaller payload or allow fragmentation.")
                    .arg(name);
        return icmpSentence(event, name);
    case FailureCode::DestinationUnreachable:
    case FailureCode::TimeExceeded:
    case FailureCode::ParameterProblem:
        return icmpSentence(event, name);
    case FailureCode::PermissionDenied:
        return tr("This machine may not send to %1: it is a broadcast address, which needs "
                  "QIcmpOptions::broadcast, or a route prohibits it.")
                .arg(name);
    case FailureCode::NetworkUnreachable:
        return because(tr("This machine has no route to %1").arg(name), system);
    case FailureCode::SendFailed:
        return because(tr("The system refused to send to %1").arg(name), system);
    case FailureCode::ProxyUnavailable:
        return tr("The proxy does not answer.");
    case FailureCode::ProxyRefused:
        return tr("The proxy refuses to ping %1.").arg(name);
    case FailureCode::Interrupted:
        return tr("The ping of %1 was interrupted: this machine slept, was too busy to receive, or "
                  "changed its way of sending. It says nothing about the host.")
                .arg(name);
    case FailureCode::Canceled:
        return tr("The ping of %1 was canceled.").arg(name);
    case FailureCode::InvalidArgument:
        return because(tr("%1 can't be pinged with these options").arg(name), system);
    }
    return {};
}

} // namespace qicmp
