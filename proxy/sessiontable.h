// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "counters.h"
#include "descriptorset.h"
#include "engine/deadlinewheel.h"
#include "keyedhash.h"
#include "session.h"

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace qicmp::proxy {

/// All sessions: by their client's address, and by the number that the engine knows them by.
class SessionTable
{
public:
    /// More would make each stranger's datagram expensive: the kernel compares it with every
    /// session's socket.
    static constexpr std::uint32_t capacity = 1'024;
    /// Owner numbers up to here are for others.
    static constexpr std::uint32_t reservedOwners = 15;

    /// Sockets of sessions are put into \a descriptors, under their owner numbers.
    SessionTable(const Services &services, DescriptorSet &descriptors);
    ~SessionTable();
    SessionTable(const SessionTable &) = delete;
    SessionTable &operator=(const SessionTable &) = delete;

    Session *find(const Endpoint &client);
    Session *find(std::uint32_t owner);

    /// Makes room for one more, if need be at the cost of a client that keeps quiet for longer than
    /// it should. False when all are alive.
    bool makeRoom(Nanoseconds now);
    /// Opens a session, once there is room; its owner number is set here. Null with \a systemError
    /// set when the system refuses.
    Session *open(Session::Opening opening, int &systemError);
    /// Ends it, with a word to the client where the proxy is the one who ends it.
    void end(Session &session, SessionEnd why);
    void endAll(SessionEnd why);

    /// It may have something to send.
    void touch(Session &session);
    /// Lets all that were touched, or whose time has come, send what is due.
    void flush(Nanoseconds now);
    Nanoseconds nextDeadline() const { return m_wheel.nextDeadline(); }

private:
    struct Slot
    {
        std::unique_ptr<Session> session;
        std::uint32_t generation = 0;
        bool touched = false;
    };

    static constexpr std::uint32_t slotBits = 10;
    static_assert(capacity == 1U << slotBits);

    std::uint32_t ownerOf(std::uint32_t slot) const;
    static std::uint32_t slotOf(std::uint32_t owner);

    const Services &m_services;
    DescriptorSet &m_descriptors;
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::unordered_map<Endpoint, std::uint32_t, KeyedHash> m_byClient;
    std::vector<std::uint32_t> m_touched;
    DeadlineWheel m_wheel; ///< of slots: when flush() has to look at them
};

} // namespace qicmp::proxy
