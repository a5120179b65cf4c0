// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"

#include <QString>

#include <optional>

namespace qicmp::proxy {

/// 127.0.0.0/8 (RFC 1122, 3.2.1.3), ::1 (RFC 4291, 2.5.3).
bool isLoopback(const IpAddress &address);

/// An address in its usual form: dotted quad or RFC 4291, 2.2, without a zone. Nothing otherwise,
/// for names, and for IPv4-mapped addresses, which would be two spellings of one.
std::optional<IpAddress> parseAddress(const QString &text);

/// A block of addresses, 192.0.2.0/24 or 2001:db8::/32.
class Network
{
public:
    /// Nothing unless \a text is an address, or an address with a prefix length whose bits beyond
    /// it are 0: 192.0.2.1/24 is likely a mistake.
    static std::optional<Network> parse(const QString &text);

    bool contains(const IpAddress &address) const;

    friend bool operator==(const Network &, const Network &) = default;

private:
    IpAddress m_base;
    int m_prefix = 0; ///< bits that count
};

} // namespace qicmp::proxy
