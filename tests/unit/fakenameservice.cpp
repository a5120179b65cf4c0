// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenameservice.h"

#include <condition_variable>
#include <mutex>
#include <string_view>
#include <utility>

#include <dlfcn.h>
#include <netdb.h>
#include <sys/socket.h>

namespace {

struct Service
{
    std::mutex mutex;
    std::condition_variable released;
    bool holdsBack = true;
    int hanging = 0;
    std::vector<std::string> asked;
};

/// Never destroyed, as threads may still be asking when the program ends.
Service &service()
{
    static auto *instance = new Service;
    return *instance;
}

int systemsAnswer(const char *name, const addrinfo *hints, addrinfo **result)
{
    using Function = int(const char *, const char *, const addrinfo *, addrinfo **);
    static const auto function = reinterpret_cast<Function *>(dlsym(RTLD_NEXT, "getaddrinfo"));
    return function(name, nullptr, hints, result);
}

int literalsAnswer(const char *literal, int family, const addrinfo *hints, addrinfo **result)
{
    addrinfo numeric = *hints;
    numeric.ai_family = family;
    numeric.ai_flags = AI_NUMERICHOST;
    return systemsAnswer(literal, &numeric, result);
}

} // namespace

namespace fakenameservice {

void holdBack()
{
    const std::lock_guard lock(service().mutex);
    service().holdsBack = true;
}

void release()
{
    const std::lock_guard lock(service().mutex);
    service().holdsBack = false;
    service().released.notify_all();
}

int hanging()
{
    const std::lock_guard lock(service().mutex);
    return service().hanging;
}

std::vector<std::string> takeAsked()
{
    const std::lock_guard lock(service().mutex);
    return std::exchange(service().asked, {});
}

} // namespace fakenameservice

/// In place of the C library's, whose name it has for the linker.
int answer(const char *name, const char *, const addrinfo *hints,
           addrinfo **result) __asm__("getaddrinfo");

int answer(const char *name, const char *, const addrinfo *hints, addrinfo **result)
{
    const std::string_view text = name;
    Service &s = service();
    std::unique_lock lock(s.mutex);
    s.asked.emplace_back(text);
    if (text.starts_with("hang.")) {
        ++s.hanging;
        s.released.wait(lock, [&s] { return !s.holdsBack; });
        --s.hanging;
        return EAI_AGAIN;
    }
    lock.unlock();

    if (text == "localhost")
        return systemsAnswer(name, hints, result);
    if (text == "both") {
        const int error = literalsAnswer("2001:db8::7", AF_INET6, hints, result);
        return error != 0 ? error
                          : literalsAnswer("192.0.2.7", AF_INET, hints, &(*result)->ai_next);
    }
    if (text != "good" && !text.starts_with("good."))
        return EAI_NONAME;
    return hints->ai_family == AF_INET6 ? literalsAnswer("2001:db8::7", AF_INET6, hints, result)
                                        : literalsAnswer("192.0.2.7", AF_INET, hints, result);
}
