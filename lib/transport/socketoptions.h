// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cerrno>
#include <cstdint>

#include <linux/sock_diag.h>
#include <sys/socket.h>

namespace qicmp {

/// Returns 0 or the system's error.
template <typename T>
int setOption(int socket, int level, int name, const T &value)
{
    return setsockopt(socket, level, name, &value, sizeof value) == 0 ? 0 : errno;
}

/// Asks for room for some ten thousand replies each way: all that a privileged process may have,
/// and else as much as the system grants.
inline void askForBuffers(int socket)
{
    constexpr int size = 8 << 20;
    if (setOption(socket, SOL_SOCKET, SO_RCVBUFFORCE, size) != 0)
        setOption(socket, SOL_SOCKET, SO_RCVBUF, size);
    if (setOption(socket, SOL_SOCKET, SO_SNDBUFFORCE, size) != 0)
        setOption(socket, SOL_SOCKET, SO_SNDBUF, size);
}

/// How many packets the kernel had no room for in the receive buffer (SO_MEMINFO), modulo 2^32.
inline std::uint32_t receiveDrops(int socket)
{
    std::array<std::uint32_t, SK_MEMINFO_VARS> memory{};
    socklen_t size = sizeof memory;
    if (getsockopt(socket, SOL_SOCKET, SO_MEMINFO, memory.data(), &size) != 0)
        return 0;
    return memory[SK_MEMINFO_DROPS];
}

/// Whether an error of a send says that there is no room at the moment.
inline bool isBackpressure(int systemError)
{
    return systemError == EAGAIN || systemError == EWOULDBLOCK || systemError == ENOBUFS ||
           systemError == ENOMEM;
}

} // namespace qicmp
