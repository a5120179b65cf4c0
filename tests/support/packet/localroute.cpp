// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "packet/localroute.h"

#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>

namespace qicmp::support {

bool hasLocalRoute(std::string_view table, const Address &address)
{
    std::string destination;
    for (const std::uint8_t octet : address.bytes()) {
        char digits[3];
        std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned>(octet));
        destination += digits;
    }
    destination += " 80 "; // 128 bits of it
    std::istringstream lines{std::string(table)};
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(destination))
            continue;
        // Source, its length, next hop, metric, two counters, then the flags.
        std::istringstream columns(line.substr(destination.size()));
        std::string column;
        for (int at = 0; at < 7; ++at)
            columns >> column;
        constexpr unsigned long isLocal = 0x80000000; // RTF_LOCAL of linux/ipv6_route.h
        if (std::strtoul(column.c_str(), nullptr, 16) & isLocal)
            return true;
    }
    return false;
}

} // namespace qicmp::support
