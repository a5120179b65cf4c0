// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "hostlist.h"

#include <QHostAddress>
#include <QRegularExpression>
#include <QSet>
#include <QUrl>

#include <optional>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {
namespace {

/// Dotted quads only: QHostAddress takes "10.1" for 10.0.0.1 as well, which nobody means.
std::optional<quint32> ipv4(const QString &text)
{
    static const QRegularExpression quad(
            QRegularExpression::anchoredPattern(u"(\\d{1,3}\\.){3}\\d{1,3}"_s));
    if (!quad.match(text).hasMatch())
        return std::nullopt;
    quint32 value = 0;
    for (const QString &octet : text.split(u'.')) {
        if (octet.toUInt() > 255)
            return std::nullopt;
        value = value << 8 | octet.toUInt();
    }
    return value;
}

/// RFC 1123, 2.1, and names in other scripts (RFC 5891). A name whose last label is a number would
/// be a mistyped address.
bool isHostName(const QString &text)
{
    static const QRegularExpression name(
            QRegularExpression::anchoredPattern(
                    u"(?=.{1,253}\\.?$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.)*"
                    "(?!\\d+\\.?$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\\.?"_s),
            QRegularExpression::CaseInsensitiveOption);
    const QString ascii = QString::fromLatin1(QUrl::toAce(text));
    return name.match(ascii.isEmpty() ? text : ascii).hasMatch();
}

class Parser
{
public:
    HostList parse(const QString &text)
    {
        static const QRegularExpression separator(u"[\\s,;]+"_s);
        for (const QString &line : text.split(u'\n')) {
            ++m_line;
            for (const QString &entry :
                 line.section(u'#', 0, 0).split(separator, Qt::SkipEmptyParts)) {
                parseEntry(entry);
            }
        }
        return std::move(m_list);
    }

private:
    void mistake(const QString &message) { m_list.mistakes.append({m_line, message}); }

    void add(const QString &host)
    {
        if (m_seen.contains(host)) {
            ++m_list.duplicates;
        } else if (m_list.hosts.size() < HostList::maximumSize) {
            m_seen.insert(host);
            m_list.hosts.append(host);
        } else if (!m_isFull) {
            m_isFull = true;
            mistake(u"more than %1 hosts"_s.arg(HostList::maximumSize));
        }
    }

    void parseEntry(const QString &entry)
    {
        if (entry.contains(u'/'))
            parseNetwork(entry);
        else if (const qsizetype dash = entry.indexOf(u'-'); dash > 0 && ipv4(entry.left(dash)))
            parseRange(entry, *ipv4(entry.left(dash)), entry.mid(dash + 1));
        else if (ipv4(entry) || isIpv6(entry) || isHostName(entry))
            add(entry);
        else
            mistake(u"\"%1\" is neither a name nor an address"_s.arg(entry));
    }

    static bool isIpv6(const QString &text)
    {
        return QHostAddress(text).protocol() == QAbstractSocket::IPv6Protocol;
    }

    void parseNetwork(const QString &entry)
    {
        const auto [address, prefix] = QHostAddress::parseSubnet(entry);
        if (address.isNull())
            return mistake(u"\"%1\" is no network"_s.arg(entry));
        const bool isV4 = address.protocol() == QAbstractSocket::IPv4Protocol;
        const int hostBits = (isV4 ? 32 : 128) - prefix;
        if (hostBits > 16)
            return mistake(
                    u"%1 has more than %2 addresses"_s.arg(entry).arg(HostList::maximumSize));
        if (isV4)
            addIpv4Network(address.toIPv4Address(), hostBits);
        else
            addIpv6Network(address.toIPv6Address(), hostBits);
    }

    void addIpv4Network(quint32 network, int hostBits)
    {
        const quint32 last = network + (1U << hostBits) - 1;
        addRange(hostBits > 1 ? network + 1 : network, hostBits > 1 ? last - 1 : last);
    }

    void addIpv6Network(Q_IPV6ADDR network, int hostBits)
    {
        for (quint32 host = 0; host < 1U << hostBits; ++host) {
            Q_IPV6ADDR address = network;
            address[14] = static_cast<quint8>(address[14] | host >> 8);
            address[15] = static_cast<quint8>(address[15] | (host & 0xff));
            add(QHostAddress(address).toString());
        }
    }

    void parseRange(const QString &entry, quint32 first, const QString &end)
    {
        bool isOctet = false;
        const uint octet = end.toUInt(&isOctet);
        const std::optional<quint32> last =
                isOctet && octet <= 255 ? (first & ~0xffU) | octet : ipv4(end);
        if (!last)
            return mistake(u"\"%1\" does not end with an address"_s.arg(entry));
        if (*last < first)
            return mistake(u"%1 ends before it begins"_s.arg(entry));
        if (*last - first >= HostList::maximumSize)
            return mistake(
                    u"%1 has more than %2 addresses"_s.arg(entry).arg(HostList::maximumSize));
        addRange(first, *last);
    }

    void addRange(quint32 first, quint32 last)
    {
        for (quint64 address = first; address <= last; ++address)
            add(QHostAddress(static_cast<quint32>(address)).toString());
    }

    HostList m_list;
    QSet<QString> m_seen;
    int m_line = 0;
    bool m_isFull = false;
};

} // namespace

HostList HostList::parse(const QString &text)
{
    return Parser().parse(text);
}

} // namespace qicmp::monitor
