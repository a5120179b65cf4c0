// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

#include <cstdint>

namespace qicmp {

/// Whose UDP socket gets what is sent to a port of this machine.
struct PortHolder
{
    enum class Who : std::uint8_t {
        Nobody,
        Administrator, ///< root, or the user icmp-proxy
        Stranger,
    };

    Who who = Who::Nobody;
    std::uint32_t uid = 0; ///< of a stranger

    bool isTrusted() const { return who == Who::Administrator; }
};

/// The kernel's tables of UDP sockets, of the network namespace that the thread is in while this is
/// made. Once open they can be read in a sandbox, too.
class UdpTables
{
public:
    UdpTables();
    ~UdpTables();
    UdpTables(const UdpTables &) = delete;
    UdpTables &operator=(const UdpTables &) = delete;

    /// As they are now; empty if they can't be read.
    QByteArray udp() const;
    QByteArray udp6() const;

private:
    int m_udp;
    int m_udp6;
};

/// Looks at the kernel's tables of UDP sockets (proc_net_udp). Sockets that are bound to \a address
/// come first, as they do for the kernel, and those bound to all addresses second; where several
/// share the port, one stranger makes a stranger of all.
PortHolder holderOf(const IpAddress &address, std::uint16_t port, const UdpTables &tables);

/// The same of tables that are given: the contents of /proc/net/udp and /proc/net/udp6.
PortHolder holderOf(const IpAddress &address, std::uint16_t port, const QByteArray &udp,
                    const QByteArray &udp6);

/// The name of a user, or the number of one who has none.
QString userName(std::uint32_t uid);

} // namespace qicmp
