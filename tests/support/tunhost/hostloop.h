// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tunhost/eventlog.h"
#include "tunhost/faultscript.h"
#include "tunhost/tundevice.h"

#include <chrono>
#include <queue>
#include <string>
#include <vector>

namespace qicmp::tunhost {

/// Reads requests, asks the script, writes packets when they are due, until SIGTERM, SIGINT or the
/// end of standard input.
///
/// A line on standard input is a command, answered by one line on standard output ("ok" or
/// "error: ..."): a rule, which takes effect at once, or "flush".
class HostLoop
{
public:
    /// Timers of a virtual machine wake some 50 µs late; so the loop wakes \a spin ahead of a due
    /// packet and polls from there on.
    HostLoop(TunDevice &device, FaultScript &script, EventLog &log, std::chrono::nanoseconds spin);
    ~HostLoop();
    HostLoop(const HostLoop &) = delete;
    HostLoop &operator=(const HostLoop &) = delete;

    /// Never sleeps, so that requests are read as soon as they are there. Takes a whole processor.
    void setBusyPolling(bool busy) { m_busyPolling = busy; }
    /// Returns an empty string or what went wrong.
    std::string start();
    void run();

private:
    struct Scheduled
    {
        std::int64_t due = 0;    ///< CLOCK_MONOTONIC, ns
        std::uint64_t order = 0; ///< equally due packets leave as they were planned
        std::uint64_t request = 0;
        std::int64_t readAt = 0;
        Address destination;
        PlannedPacket packet;
    };
    struct Later
    {
        bool operator()(const Scheduled &left, const Scheduled &right) const
        {
            return left.due != right.due ? left.due > right.due : left.order > right.order;
        }
    };

    void readRequests();
    void accept(support::ByteView packet, const Moment &readAt);
    void writeDue();
    void write(const Scheduled &scheduled);
    void flushNowAndThen();
    void waitForEvents();
    void readCommands();
    std::string obey(const std::string &command);

    TunDevice &m_device;
    FaultScript &m_script;
    EventLog &m_log;
    std::int64_t m_spin;
    int m_epoll = -1;
    int m_timer = -1;
    int m_signals = -1;
    bool m_running = true;
    bool m_watchingInput = true;
    bool m_busyPolling = false;
    std::uint64_t m_requests = 0;
    std::uint64_t m_order = 0;
    std::int64_t m_flushedAt = 0;
    std::string m_commands;
    std::vector<std::uint8_t> m_buffer;
    std::priority_queue<Scheduled, std::vector<Scheduled>, Later> m_schedule;
};

} // namespace qicmp::tunhost
