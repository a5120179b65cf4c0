// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace qicmp {

/// How many ICMPv6 messages this network namespace has received with a bad checksum
/// (Icmp6InCsumErrors). Opens its file once, so that it goes on counting in a process that has
/// given up opening files.
class ChecksumErrors
{
public:
    ChecksumErrors();
    ~ChecksumErrors();
    ChecksumErrors(const ChecksumErrors &) = delete;
    ChecksumErrors &operator=(const ChecksumErrors &) = delete;

    /// Since the namespace was made; 0 where the system does not tell.
    std::uint64_t count() const;

private:
    int m_descriptor;
};

} // namespace qicmp
