// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "interruptwatcher.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace qicmp::monitor {
namespace {

constexpr std::array watchedSignals{SIGINT, SIGTERM, SIGHUP};

/// A pipe, because a signal handler may do little more than write().
std::array<int, 2> pipeEnds{-1, -1};

void writeToPipe(int)
{
    const int savedError = errno;
    const char byte = 0;
    // Should the pipe be full, an interrupt is on its way already.
    [[maybe_unused]] const ssize_t written = ::write(pipeEnds[1], &byte, 1);
    errno = savedError;
}

} // namespace

InterruptWatcher::InterruptWatcher(QObject *parent) : QObject(parent)
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // signals keep their usual effect
    auto *const notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (::read(pipeEnds[0], &byte, 1) > 0) {
        }
        Q_EMIT interrupted();
    });
    for (const int number : watchedSignals) {
        struct sigaction action
        {
        };
        action.sa_handler = writeToPipe;
        action.sa_flags = static_cast<int>(SA_RESTART | SA_RESETHAND);
        sigaction(number, &action, nullptr);
    }
}

InterruptWatcher::~InterruptWatcher()
{
    if (pipeEnds[0] < 0)
        return;
    for (const int number : watchedSignals)
        std::signal(number, SIG_DFL);
    for (int &end : pipeEnds) {
        ::close(end);
        end = -1;
    }
}

} // namespace qicmp::monitor
