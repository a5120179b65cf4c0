// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

namespace qicmp::proxy {

/// Leaves this process, in all its threads and for good, only the system calls that serving takes:
/// events, timers, memory, threads, and UDP and datagram ICMP sockets. Opening a file fails with
/// EACCES, all else with EPERM; nothing is ever killed for asking. Children don't come into it:
/// there can be none.
///
/// Returns 0 or the system's error.
int installSyscallFilter();

} // namespace qicmp::proxy
