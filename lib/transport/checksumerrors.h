// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace qicmp {

/// How many ICMPv6 messages this network namespace has received with a bad checksum
/// (Icmp6InCsumErrors); 0 where the system does not tell.
std::uint64_t icmp6ChecksumErrors();

} // namespace qicmp
