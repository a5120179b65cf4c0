// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

namespace qicmp::support {

/// What happens to this process around its next reads of packets from a socket, recvmmsg() without
/// MSG_ERRQUEUE, which this program replaces. Sockets and kernel are real: the hooks only decide
/// how long the read takes, so that what arrives meanwhile arrives where a test wants it.
struct ReadHooks
{
    /// Before each read.
    std::function<void()> before;
    /// Once, between the first packet of a read and its second. The read ends there, as the kernel
    /// ends one when an ICMP error has arrived in between, which then stays pending.
    std::function<void()> afterFirstPacket;
};

extern ReadHooks readHooks;

} // namespace qicmp::support
