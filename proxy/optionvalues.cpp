// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "optionvalues.h"

#include <QFile>
#include <QRegularExpression>
#include <QSettings>

#include <algorithm>
#include <limits>
#include <optional>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr std::uint32_t lowestPort = 1'024;
constexpr std::uint32_t highestPort = 65'535;
constexpr std::uint32_t highestRate = 10'000'000;

/// A decimal number without sign or blanks, within bounds.
std::optional<std::uint32_t> number(const QString &text, std::uint32_t lowest,
                                    std::uint32_t highest)
{
    constexpr qsizetype mostDigits = 9;
    const bool digits = !text.isEmpty() && text.size() <= mostDigits &&
                        std::ranges::all_of(text, [](QChar character) {
                            return character >= u'0' && character <= u'9';
                        });
    const std::uint32_t value = digits ? text.toUInt() : 0;
    return digits && value >= lowest && value <= highest ? std::optional(value) : std::nullopt;
}

/// 127.0.0.1:9100 or [::1]:9100.
std::optional<Endpoint> endpoint(const QString &text)
{
    const qsizetype colon = text.lastIndexOf(u':');
    if (colon < 0)
        return std::nullopt;
    QString host = text.left(colon);
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (bracketed)
        host = host.mid(1, host.size() - 2);
    const auto address = parseAddress(host);
    const auto port = number(text.mid(colon + 1), 1, highestPort);
    if (!address || !port || bracketed != (address->family == Family::IPv6))
        return std::nullopt;
    return Endpoint{*address, static_cast<std::uint16_t>(*port)};
}

QString applyFlag(const QString &value, bool &flag)
{
    const bool isTrue = value == "true"_L1;
    if (!isTrue && value != "false"_L1)
        return u"true or false"_s;
    flag = isTrue;
    return {};
}

QString applyText(const QString &value, const QString &wanted, QString &text)
{
    if (value.isEmpty() || value.contains(QChar(0)))
        return wanted;
    text = value;
    return {};
}

QString applyRate(const QString &value, std::optional<std::uint32_t> &rate)
{
    rate = number(value, 0, highestRate);
    return rate ? QString() : u"packets a second up to 10000000, or 0 for any number"_s;
}

QString applyNetwork(const QString &value, std::vector<Network> &networks)
{
    const auto network = Network::parse(value);
    if (!network) {
        return u"an address or a network such as 192.0.2.0/24 or 2001:db8::/32, with zeros behind "
               "the prefix"_s;
    }
    networks.push_back(*network);
    return {};
}

QString applyHost(const QString &value, Settings &settings)
{
    const auto address = parseAddress(value);
    if (!address || address->isMulticast() || address->isLimitedBroadcast())
        return u"an address of this machine such as 127.0.0.1 or ::1"_s;
    settings.listen.address = *address;
    return {};
}

QString applyPort(const QString &value, Settings &settings)
{
    const auto port = number(value, lowestPort, highestPort);
    if (!port) {
        return u"a number from 1024 to 65535 (lower ones are for root, and each session opens a "
               "socket on it when root's privileges are gone)"_s;
    }
    settings.listen.port = static_cast<std::uint16_t>(*port);
    return {};
}

QString applyMetrics(const QString &value, Settings &settings)
{
    settings.metrics = endpoint(value);
    return settings.metrics ? QString() : u"ADDRESS:PORT such as 127.0.0.1:9464 or [::1]:9464"_s;
}

/// Whether QSettings might find more than text: it makes objects of values that begin with "@", and
/// believes what they say of their size. Characters by number and continued lines could hide one.
bool mayHoldObjects(QByteArray text)
{
    static const QRegularExpression special(u"@|\\\\[x0-9]"_s);
    bool continues = false;
    text.replace('\r', '\n');
    for (const QByteArray &raw : text.split('\n')) {
        const QByteArray line = raw.trimmed();
        const bool isComment = (line.startsWith('#') || line.startsWith(';')) && !continues &&
                               !line.contains('"'); // which could end a value
        if (!isComment && special.match(QString::fromLatin1(line)).hasMatch())
            return true;
        continues = line.endsWith('\\');
    }
    return false;
}

} // namespace

const QMap<QString, OptionKind> &optionKinds()
{
    static const QMap<QString, OptionKind> kinds{
            {u"host"_s, OptionKind::Value},
            {u"port"_s, OptionKind::Value},
            {u"debug"_s, OptionKind::Flag},
            {u"icmp4em"_s, OptionKind::Flag},
            {u"allow"_s, OptionKind::List},
            {u"deny"_s, OptionKind::List},
            {u"allow-plaintext-from"_s, OptionKind::List},
            {u"psk-file"_s, OptionKind::Value},
            {u"metrics"_s, OptionKind::Value},
            {u"user"_s, OptionKind::Value},
            {u"client-rate"_s, OptionKind::Value},
            {u"destination-rate"_s, OptionKind::Value},
            {u"total-rate"_s, OptionKind::Value},
    };
    return kinds;
}

QString applyOne(const QString &option, const QString &value, Settings &settings)
{
    if (option == "host"_L1)
        return applyHost(value, settings);
    if (option == "port"_L1)
        return applyPort(value, settings);
    if (option == "debug"_L1)
        return applyFlag(value, settings.debug);
    if (option == "icmp4em"_L1)
        return applyFlag(value, settings.icmp4em);
    if (option == "allow"_L1)
        return applyNetwork(value, settings.allow);
    if (option == "deny"_L1)
        return applyNetwork(value, settings.deny);
    if (option == "allow-plaintext-from"_L1)
        return applyNetwork(value, settings.allowPlaintextFrom);
    if (option == "psk-file"_L1)
        return applyText(value, u"the name of a file"_s, settings.pskFile);
    if (option == "metrics"_L1)
        return applyMetrics(value, settings);
    if (option == "user"_L1)
        return applyText(value, u"the name of a user"_s, settings.user);
    if (option == "client-rate"_L1)
        return applyRate(value, settings.clientRate);
    if (option == "destination-rate"_L1)
        return applyRate(value, settings.destinationRate);
    return applyRate(value, settings.totalRate);
}

OptionValues readConfiguration(const QString &path, QString &mistake)
{
    // QSettings takes a file that it can't read for an empty one.
    QFile readable(path);
    if (!readable.open(QIODevice::ReadOnly)) {
        mistake =
                u"the configuration file %1 can't be read: %2"_s.arg(path, readable.errorString());
        return {};
    }
    if (mayHoldObjects(readable.readAll())) {
        mistake =
                u"%1 holds an \"@\", or a character by its number (\\x…): no option takes either"_s
                        .arg(path);
        return {};
    }
    const QSettings file(path, QSettings::IniFormat);
    const QStringList keys = file.allKeys();
    if (file.status() != QSettings::NoError) {
        mistake = u"%1 is no configuration file: it holds lines such as port = 63312"_s.arg(path);
        return {};
    }
    OptionValues values;
    for (const QString &key : keys) {
        const auto kind = optionKinds().constFind(key);
        const QStringList given = file.value(key).toStringList();
        if (kind == optionKinds().constEnd()) {
            mistake = u"%1 names an option \"%2\" that there is not (see icmp-proxy --help)"_s.arg(
                    path, key);
            return {};
        }
        if (*kind != OptionKind::List && given.size() != 1) {
            mistake = u"%1 gives several values for %2, which takes one"_s.arg(path, key);
            return {};
        }
        values.insert(key, given);
    }
    return values;
}

} // namespace qicmp::proxy
