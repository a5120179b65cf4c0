// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "terminationwatcher.h"

#include <csignal>
#include <utility>

#include <sys/signalfd.h>
#include <unistd.h>

namespace qicmp::proxy {

TerminationWatcher::TerminationWatcher(std::function<void()> terminate)
    : m_terminate(std::move(terminate))
{
    sigset_t signalSet{};
    sigemptyset(&signalSet);
    sigaddset(&signalSet, SIGTERM);
    sigaddset(&signalSet, SIGINT);
    m_descriptor = ::signalfd(-1, &signalSet, SFD_NONBLOCK | SFD_CLOEXEC);
    if (m_descriptor < 0)
        return; // they end the process then, as they do anywhere
    sigprocmask(SIG_BLOCK, &signalSet, nullptr);
    m_notifier.emplace(m_descriptor, QSocketNotifier::Read);
    QObject::connect(&*m_notifier, &QSocketNotifier::activated, &*m_notifier, [this] {
        signalfd_siginfo information{};
        while (::read(m_descriptor, &information, sizeof information) > 0) {
        }
        m_terminate();
    });
}

TerminationWatcher::~TerminationWatcher()
{
    m_notifier.reset();
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

} // namespace qicmp::proxy
