// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tunhost/clock.h"
#include "tunhost/faultscript.h"

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <string>

namespace qicmp::tunhost {

/// What happened to the requests of one destination.
struct Totals
{
    std::uint64_t requests = 0;
    std::uint64_t replies = 0; ///< sound, first copies
    std::uint64_t damaged = 0; ///< first copies with something wrong
    std::uint64_t duplicates = 0;
    std::uint64_t dropped = 0;
    std::uint64_t held = 0; ///< of replies and damaged
    std::uint64_t errors = 0;
    std::uint64_t notices = 0;
    std::uint64_t forged = 0;
    std::uint64_t pending = 0; ///< planned packets that were not yet written at the end
};

/// A packet as it was written.
struct WrittenPacket
{
    std::uint64_t request = 0; ///< number of the request it belongs to
    const PlannedPacket &planned;
    const Address &destination;     ///< of the request, which totals go by
    std::int64_t roundTripTime = 0; ///< start of the write minus read of the request, ns, monotonic
    std::int64_t lateness = 0;      ///< start of the write minus the due time, ns
    std::int64_t realtimeBefore = 0;
    std::int64_t realtimeAfter = 0;
    bool accepted = true; ///< the kernel took it
};

/// One JSON object a line: "request", "packet", and one "summary" at the end. Lines are collected
/// in memory and written when flush() is called, so that logging doesn't bend the times it logs.
class EventLog
{
public:
    EventLog() = default;
    ~EventLog();
    EventLog(const EventLog &) = delete;
    EventLog &operator=(const EventLog &) = delete;

    /// Without a path, events are counted but not kept. Returns an empty string or what went wrong.
    std::string open(const std::string &path);

    void addRequest(std::uint64_t number, const Moment &readAt, const IcmpMessage &request,
                    const Plan &plan);
    void addPacket(const WrittenPacket &packet);
    void addPending(const Address &destination) { ++m_totals[destination].pending; }
    void addIgnored() { ++m_ignored; } ///< a packet that is no whole, sound echo request
    void addSummary(std::uint64_t queueDrops);

    std::size_t unflushedBytes() const { return m_buffer.size() - m_flushed; }
    /// Writes what is collected, or \a most bytes of it.
    void flush(std::size_t most = std::numeric_limits<std::size_t>::max());

private:
    using LineBuffer = std::array<char, 1024>;
    void append(const LineBuffer &text, int size);

    int m_descriptor = -1;
    std::string m_buffer;
    std::size_t m_flushed = 0; ///< bytes of the buffer
    std::map<Address, Totals> m_totals;
    std::uint64_t m_ignored = 0;
    std::int64_t m_mostLate = 0;
};

} // namespace qicmp::tunhost
