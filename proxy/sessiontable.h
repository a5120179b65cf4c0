// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "counters.h"
#include "descriptorset.h"
#include "engine/deadlinewheel.h"
#include "keyedhash.h"
#include "session.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace qicmp::proxy {

/// All sessions: by their client's address, and by the number that the engine knows them by.
class SessionTable
{
public:
    /// More would make each stranger's datagram expensive: the kernel compares it with every
    /// session's socket.
    static constexpr std::uint32_t capacity = 1'024;
    /// Clients of this machine, which any of its users may be, leave the rest to others.
    static constexpr std::uint32_t mostLocal = 768;
    /// Owner numbers up to here are for others.
    static constexpr std::uint32_t reservedOwners = 15;

    /// Sockets of sessions are put into \a descriptors, under their owner numbers.
    SessionTable(const Services &services, DescriptorSet &descriptors);
    ~SessionTable();
    SessionTable(const SessionTable &) = delete;
    SessionTable &operator=(const SessionTable &) = delete;

    Session *find(const Endpoint &client);
    Session *find(std::uint32_t owner);

    /// \a look reads what a session's client has sent and nobody has read yet. It is called before
    /// one ends for its client's silence.
    void setLastLook(std::function<void(Session &)> look) { m_look = std::move(look); }

    /// Makes room for one more of \a client, if need be at the cost of another that has not pinged
    /// for as long as it may linger, or that keeps quiet for longer than it should. False when all
    /// are in use.
    bool makeRoom(const Endpoint &client, Nanoseconds now);
    /// Opens a session, once there is room; its owner number is set here. Null with \a systemError
    /// set when the system refuses.
    Session *open(Session::Opening opening, int &systemError);
    /// Ends it, with a word to the client where the proxy is the one who ends it.
    void end(Session &session, SessionEnd why);
    void endAll(SessionEnd why);

    /// It may have something to send.
    void touch(Session &session);
    /// Lets those that were touched, or whose time has come, send what is due. Returns whether some
    /// are left, for which there was no time.
    bool flush(Nanoseconds now);
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

    bool hasRoom(bool local) const;
    Session *leastUsed(bool local, Nanoseconds now);
    /// It, or null if it has ended meanwhile.
    Session *afterLastLook(Session &session);
    void flushOne(std::uint32_t slot, Nanoseconds now);
    std::uint32_t ownerOf(std::uint32_t slot) const;
    static std::uint32_t slotOf(std::uint32_t owner);

    const Services &m_services;
    DescriptorSet &m_descriptors;
    std::vector<Slot> m_slots;
    std::vector<std::uint32_t> m_free;
    std::unordered_map<Endpoint, std::uint32_t, KeyedHash> m_byClient;
    std::vector<std::uint32_t> m_touched;
    std::uint32_t m_local = 0; ///< sessions of clients on this machine
    std::function<void(Session &)> m_look;
    bool m_looking = false;
    DeadlineWheel m_wheel; ///< of slots: when flush() has to look at them
};

} // namespace qicmp::proxy
