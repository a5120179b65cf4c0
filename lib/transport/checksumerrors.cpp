// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/checksumerrors.h"

#include <fstream>
#include <string>

namespace qicmp {

std::uint64_t icmp6ChecksumErrors()
{
    // The thread's own view: it may live in another network namespace than the process began in.
    std::ifstream counters("/proc/thread-self/net/snmp6");
    std::string name;
    std::uint64_t value = 0;
    while (counters >> name >> value)
        if (name == "Icmp6InCsumErrors")
            return value;
    return 0;
}

} // namespace qicmp
