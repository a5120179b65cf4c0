// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QSocketNotifier>

#include <functional>
#include <optional>

namespace qicmp::proxy {

/// Turns SIGTERM and SIGINT into a call from the event loop. They are blocked from here on and read
/// from a descriptor (signalfd(2)), so nothing is ever interrupted by them.
class TerminationWatcher
{
public:
    explicit TerminationWatcher(std::function<void()> terminate);
    ~TerminationWatcher();
    TerminationWatcher(const TerminationWatcher &) = delete;
    TerminationWatcher &operator=(const TerminationWatcher &) = delete;

private:
    std::function<void()> m_terminate;
    int m_descriptor;
    std::optional<QSocketNotifier> m_notifier;
};

} // namespace qicmp::proxy
