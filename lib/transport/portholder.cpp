// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/portholder.h"

#include <QtCore/qbytearraylist.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <pwd.h>
#include <unistd.h>

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

/// Has \a ask(passwd *entry, char *buffer, std::size_t size, passwd **found) look into the user
/// database, with as much room as the entry needs, and returns \a use(const passwd &).
template <typename Ask, typename Use>
auto lookUpUser(Ask &&ask, Use &&use) -> std::optional<decltype(use(passwd()))>
{
    constexpr std::size_t most = 1 << 20;
    for (std::vector<char> buffer(4096); buffer.size() <= most; buffer.resize(4 * buffer.size())) {
        passwd entry{};
        passwd *found = nullptr;
        const int error = ask(&entry, buffer.data(), buffer.size(), &found);
        if (error == ERANGE)
            continue;
        return error == 0 && found ? std::optional(use(*found)) : std::nullopt;
    }
    return std::nullopt;
}

/// Asks once: it may take a directory server to answer.
std::optional<std::uint32_t> proxyUser()
{
    static const std::optional<std::uint32_t> uid =
            lookUpUser([](auto... out) { return getpwnam_r("icmp-proxy", out...); },
                       [](const passwd &entry) -> std::uint32_t { return entry.pw_uid; });
    return uid;
}

bool isAdministrator(std::uint32_t uid)
{
    return uid == 0 || proxyUser() == uid;
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

QByteArray readTable(int descriptor)
{
    QByteArray table;
    std::array<char, 16384> buffer{};
    for (;;) {
        const ssize_t size = pread(descriptor, buffer.data(), buffer.size(), table.size());
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            return table;
        table.append(buffer.data(), size);
    }
}

} // namespace

UdpTables::UdpTables() // not those of the main thread, which /proc/net has
    : m_udp(::open("/proc/thread-self/net/udp", O_RDONLY | O_CLOEXEC))
    , m_udp6(::open("/proc/thread-self/net/udp6", O_RDONLY | O_CLOEXEC))
{
}

UdpTables::~UdpTables()
{
    for (const int descriptor : {m_udp, m_udp6})
        if (descriptor >= 0)
            ::close(descriptor);
}

QByteArray UdpTables::udp() const
{
    return readTable(m_udp);
}

QByteArray UdpTables::udp6() const
{
    return readTable(m_udp6);
}

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

PortHolder holderOf(const IpAddress &address, std::uint16_t port, const UdpTables &tables)
{
    return holderOf(address, port, tables.udp(), tables.udp6());
}

QString userName(std::uint32_t uid)
{
    return lookUpUser([uid](auto... out) { return getpwuid_r(uid, out...); },
                      [](const passwd &entry) { return QString::fromLocal8Bit(entry.pw_name); })
            .value_or(QString::number(uid));
}

} // namespace qicmp
