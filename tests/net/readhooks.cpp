// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "readhooks.h"

#include <utility>

#include <dlfcn.h>
#include <sys/socket.h>

qicmp::support::ReadHooks qicmp::support::readHooks;

extern "C" int recvmmsg(int socket, mmsghdr *messages, unsigned count, int flags, timespec *timeout)
{
    static const auto kernel = reinterpret_cast<decltype(&recvmmsg)>(dlsym(RTLD_NEXT, "recvmmsg"));
    auto &hooks = qicmp::support::readHooks;
    if ((flags & MSG_ERRQUEUE) != 0)
        return kernel(socket, messages, count, flags, timeout);
    if (hooks.before)
        hooks.before();
    if (!hooks.afterFirstPacket)
        return kernel(socket, messages, count, flags, timeout);
    const int read = kernel(socket, messages, 1, flags, timeout);
    if (read == 1)
        std::exchange(hooks.afterFirstPacket, {})();
    return read;
}
