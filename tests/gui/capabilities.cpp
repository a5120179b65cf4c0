// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capabilities.h"

#include <array>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace qicmp::support {

bool setRawSocketsAllowed(bool allowed)
{
    // The C library has no wrapper for these two.
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    if (::syscall(SYS_capget, &header, sets.data()) != 0)
        return false;
    constexpr __u32 netRaw = 1U << CAP_NET_RAW;
    if (allowed)
        sets[0].effective |= netRaw;
    else
        sets[0].effective &= ~netRaw;
    return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

} // namespace qicmp::support
