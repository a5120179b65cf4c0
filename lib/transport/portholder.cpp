// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/portholder.h"

#include <QtCore/qbytearraylist.h>
#include <QtCore/qfile.h>

#include <array>
#include <cstring>
#include <optional>
#include <vector>

#include <pwd.h>

using namespace Qt::StringLiterals;

namespace qicmp {
namespace {

/// One line of a table.
struct Entry
{
    IpAddress local; ///< IPv4 also where an IPv6 socket is bound to a mapped address
    std::uint16_t port = 0;
    std::uint32_t uid = 0;
};

/// The address as the kernel prints it: 32-bit words in the byte order of this machine.
std::optional<IpAddress> parseAddress(const QByteArray &text)
{
    std::array<std::uint8_t, 16> bytes{};
    const qsizetype size = text.size() / 2;
    if (size != 4 && size != 16)
        return std::nullopt;
    for (qsizetype at = 0; at < size; at += 4) {
        bool isNumber = false;
        const std::uint32_t word = text.mid(2 * at, 8).toUInt(&isNumber, 16);
        if (!isNumber)
            return std::nullopt;
        std::memcpy(bytes.data() + at, &word, sizeof word);
    }
    IpAddress address = size == 4 ? IpAddress{bytes, 0, Family::IPv4} : IpAddress::v6(bytes);
    if (address.isIpv4Mapped()) {
        std::array<std::uint8_t, 16> mapped{};
        std::memcpy(mapped.data(), bytes.data() + 12, 4);
        address = IpAddress{mapped, 0, Family::IPv4};
    }
    return address;
}

std::optional<Entry> parseLine(const QByteArray &line)
{
    // sl local_address rem_address st queues timer retransmissions uid ...
    const QByteArrayList fields = line.simplified().split(' ');
    constexpr int uidAt = 7;
    if (fields.size() <= uidAt)
        return std::nullopt;
    const QByteArrayList local = fields[1].split(':');
    if (local.size() != 2)
        return std::nullopt;
    const auto address = parseAddress(local[0]);
    bool isPort = false;
    bool isUid = false;
    const Entry entry{address.value_or(IpAddress()), local[1].toUShort(&isPort, 16),
                      fields[uidAt].toUInt(&isUid)};
    if (!address || !isPort || !isUid)
        return std::nullopt;
    return entry;
}

std::vector<Entry> entriesOf(const QByteArray &table, std::uint16_t port)
{
    std::vector<Entry> entries;
    for (const QByteArray &line : table.split('\n'))
        if (const auto entry = parseLine(line); entry && entry->port == port)
            entries.push_back(*entry);
    return entries;
}

std::optional<std::uint32_t> uidOf(const char *user)
{
    passwd entry{};
    passwd *found = nullptr;
    std::array<char, 4096> buffer{};
    if (getpwnam_r(user, &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return std::nullopt;
    return entry.pw_uid;
}

bool isAdministrator(std::uint32_t uid)
{
    return uid == 0 || uidOf("icmp-proxy") == uid;
}

PortHolder holderAmong(const std::vector<Entry> &entries)
{
    PortHolder holder;
    for (const Entry &entry : entries) {
        if (!isAdministrator(entry.uid))
            return {PortHolder::Who::Stranger, entry.uid};
        holder.who = PortHolder::Who::Administrator;
    }
    return holder;
}

QByteArray readTable(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

PortHolder holderOf(const IpAddress &address, std::uint16_t port, const QByteArray &udp,
                    const QByteArray &udp6)
{
    std::vector<Entry> bound;
    std::vector<Entry> toAll;
    for (const QByteArray &table : {udp, udp6}) {
        for (const Entry &entry : entriesOf(table, port)) {
            if (sameHost(entry.local, address))
                bound.push_back(entry);
            else if (entry.local.isUnspecified())
                toAll.push_back(entry);
        }
    }
    return holderAmong(bound.empty() ? toAll : bound);
}

PortHolder holderOf(const IpAddress &address, std::uint16_t port)
{
    return holderOf(address, port, readTable(u"/proc/net/udp"_s), readTable(u"/proc/net/udp6"_s));
}

QString userName(std::uint32_t uid)
{
    passwd entry{};
    passwd *found = nullptr;
    std::array<char, 4096> buffer{};
    if (getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found) != 0 || !found)
        return QString::number(uid);
    return QString::fromLocal8Bit(entry.pw_name);
}

} // namespace qicmp
