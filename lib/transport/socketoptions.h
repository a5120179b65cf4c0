// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cerrno>

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

} // namespace qicmp
