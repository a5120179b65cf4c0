// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "errormessage_p.h"

#include "addressconversion_p.h"

#include "codec/proxyprotocol.h"

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

/// Why a proxy does not ping, by v1::RefusalReason.
constexpr const char *refusals[] = {
        nullptr,
        QT_TRANSLATE_NOOP("QIcmpError", "its administrator does not allow this target"),
        QT_TRANSLATE_NOOP("QIcmpError", "no proxy pings such an address"),
        QT_TRANSLATE_NOOP("QIcmpError", "the payload is larger than it allows"),
        QT_TRANSLATE_NOOP("QIcmpError", "the timeout is longer than it allows"),
        QT_TRANSLATE_NOOP("QIcmpError", "too many pings are outstanding"),
        QT_TRANSLATE_NOOP("QIcmpError", "this program pings faster than it allows"),
        QT_TRANSLATE_NOOP("QIcmpError", "this target is pinged more often than it allows"),
        QT_TRANSLATE_NOOP("QIcmpError", "all its clients together ping faster than it allows"),
        QT_TRANSLATE_NOOP("QIcmpError", "it does not allow to choose source address or interface"),
        QT_TRANSLATE_NOOP("QIcmpError", "it can't ping by this version of IP"),
};

/// By ProxyLimit.
constexpr const char *limits[] = {
        nullptr,
        QT_TRANSLATE_NOOP("QIcmpError", "a proxy sends no broadcasts"),
        QT_TRANSLATE_NOOP("QIcmpError", "a proxy takes the size of a payload, but no contents"),
        QT_TRANSLATE_NOOP("QIcmpError", "icmp4em's protocol knows IPv4 only"),
        QT_TRANSLATE_NOOP("QIcmpError", "icmp4em's protocol carries no options of the packet"),
};

/// By InterruptionCause.
constexpr const char *interruptions[] = {
        QT_TRANSLATE_NOOP("QIcmpError", "nobody can know whether it was answered"),
        QT_TRANSLATE_NOOP("QIcmpError", "too many packets came at once to receive them all"),
        QT_TRANSLATE_NOOP("QIcmpError", "the machine slept"),
        QT_TRANSLATE_NOOP("QIcmpError", "it was sent another way meanwhile"),
        QT_TRANSLATE_NOOP("QIcmpError", "the proxy was restarted or lost from sight"),
};

/// The entry of a table, or null where it has none.
template <std::size_t Size>
const char *entryOf(const char *const (&table)[Size], std::size_t index)
{
    return index < Size ? table[index] : nullptr;
}

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
    const QString machine = failure.atProxy ? tr("The proxy's machine") : tr("This machine");
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
            return tr("The packet for %1 is too big for the interface and may not be fragmented; "
                      "use a smaller payload or allow fragmentation.")
                    .arg(name);
        return icmpSentence(event, name);
    case FailureCode::DestinationUnreachable:
    case FailureCode::TimeExceeded:
    case FailureCode::ParameterProblem:
        return icmpSentence(event, name);
    case FailureCode::PermissionDenied:
        return tr("%1 may not send to %2: it is a broadcast address, which needs "
                  "QIcmpOptions::broadcast, or a route prohibits it.")
                .arg(machine, name);
    case FailureCode::NetworkUnreachable:
        return because(tr("%1 has no route to %2").arg(machine, name), system);
    case FailureCode::SendFailed:
        return because(tr("The system refused to send to %1").arg(name), system);
    case FailureCode::ProxyUnavailable:
        return tr("The proxy does not answer.");
    case FailureCode::ProxyRefused: {
        const char *const reason = entryOf(refusals, failure.detail);
        return because(tr("The proxy refuses to ping %1").arg(name),
                       reason ? tr(reason) : QString());
    }
    case FailureCode::Interrupted: {
        const char *const cause = entryOf(interruptions, failure.detail);
        return tr("The ping of %1 was interrupted: %2. It says nothing about the host.")
                .arg(name, tr(cause ? cause : interruptions[0]));
    }
    case FailureCode::Canceled:
        return tr("The ping of %1 was canceled.").arg(name);
    case FailureCode::InvalidArgument: {
        const char *const limit = entryOf(limits, failure.detail);
        return because(tr("%1 can't be pinged with these options").arg(name),
                       limit ? tr(limit) : system);
    }
    }
    return {};
}

QString proxyMessage(const Failure &failure, const QString &proxy)
{
    switch (static_cast<ProxyTrouble>(failure.detail)) {
    case ProxyTrouble::NoAnswer:
        break;
    case ProxyTrouble::NobodyListens:
        return tr("No proxy listens on %1. Where that is this machine: sudo systemctl enable --now "
                  "icmp-proxy")
                .arg(proxy);
    case ProxyTrouble::NoAddress:
        return tr("The proxy %1 has no address.").arg(proxy);
    case ProxyTrouble::NoSocket:
        return tr("This machine has no way to the proxy %1.").arg(proxy);
    case ProxyTrouble::NotTrusted:
        return tr("The proxy %1 is not trusted: its socket belongs neither to root nor to the user "
                  "icmp-proxy. To use it all the same: QIcmpManager::setProxy()")
                .arg(proxy);
    case ProxyTrouble::NoCommonVersion:
        return tr("The proxy %1 speaks other versions of the protocol only.").arg(proxy);
    case ProxyTrouble::AddressDenied:
        return tr("The proxy %1 does not serve this machine, or not without a key.").arg(proxy);
    case ProxyTrouble::SessionLimit:
        return tr("The proxy %1 has as many clients as it takes.").arg(proxy);
    case ProxyTrouble::Overloaded:
        return tr("The proxy %1 is overloaded.").arg(proxy);
    case ProxyTrouble::ShuttingDown:
        return tr("The proxy %1 has been shut down.").arg(proxy);
    case ProxyTrouble::NoEncryption:
        return tr("The proxy %1 is to be spoken with by DTLS, which can't be had.").arg(proxy);
    case ProxyTrouble::NoHandshake:
        return tr("The proxy %1 does not answer, or the identity or key is not one of those it "
                  "knows: it tells nobody which.")
                .arg(proxy);
    }
    return tr("The proxy %1 does not answer.").arg(proxy);
}

} // namespace qicmp
