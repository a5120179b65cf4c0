// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "answerpacket.h"
#include "fakeclock.h"
#include "treatment.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <random>
#include <vector>

namespace qicmp::sim {

/// Hosts and routers, the way to them, and the receive buffer of our own kernel. Knows packets and
/// nothing of probes, so what it counts can be held against what the library says.
class SimulatedNetwork
{
public:
    struct Departure
    {
        Nanoseconds at; ///< when it left, monotonic
        support::Address target;
        unsigned number; ///< of the packets to this target, from 1
    };
    /// What our kernel has for the reader.
    struct Arrived
    {
        support::Bytes packet; ///< whole, from the IP header on
        IpAddress source;
        Nanoseconds wallStamp; ///< 0: not stamped
    };
    struct Stamp
    {
        std::uint64_t cookie; ///< the sender's
        Nanoseconds wallStamp;
    };
    /// A packet that has reached our machine, for those who keep accounts.
    struct Delivery
    {
        const Answer &answer;
        const Departure &request;
        Nanoseconds at;
        bool dropped; ///< no room in the receive buffer
    };

    SimulatedNetwork(FakeTime &time, std::uint32_t seed);

    // --- how it is ---

    void addRule(const Rule &rule) { m_rules.push_back(rule); }
    void setReceiveBuffer(std::size_t packets) { m_receiveBuffer = packets; }
    /// After each \a packets that left, sending blocks for \a pause. 0 packets: never.
    void setRoom(unsigned packets, Nanoseconds pause);
    void setIdentifiers(std::uint32_t count) { m_identifiers = count; }
    std::uint32_t identifiers() const { return m_identifiers; }
    void setObserver(std::function<void(const Delivery &)> observer)
    {
        m_observer = std::move(observer);
    }

    // --- what the transport does with it ---

    enum class Verdict { Sent, Blocked, Refused };
    /// Takes one ICMP message. \a systemError is set if it is refused.
    Verdict send(const IpAddress &target, ByteView icmp, std::uint64_t cookie, int &systemError);
    bool isReady() const { return m_readyAt <= m_time.monotonic(); }
    std::deque<Arrived> &inbox() { return m_inbox; }
    std::deque<Stamp> &stamps() { return m_stamps; }
    std::uint64_t drops() const { return m_drops; }
    void discardUnread(); ///< the socket was closed
    /// Nothing waits to be read.
    bool isIdle() const { return m_inbox.empty() && m_stamps.empty(); }

    // --- how its time passes ---

    Nanoseconds nextEvent() const;
    /// Lets happen what is due at the clock's time. Returns whether a reader should be woken.
    bool play();
    /// The machine sleeps: what arrives meanwhile is gone.
    void suspend(Nanoseconds duration);

    const std::vector<Departure> &departures() const { return m_departures; }
    unsigned malformedRequests() const { return m_malformed; }
    unsigned timesBlocked() const { return m_timesBlocked; }

private:
    struct Arrival
    {
        support::Bytes packet;
        IpAddress source;
        Answer answer;
        std::size_t departure = 0;
        std::uint64_t stampCookie = 0; ///< of a transmit stamp, which has no packet
        bool isStamp = false;
    };

    Treatment treat(const support::Address &target, unsigned number);
    void schedule(Nanoseconds at, Arrival arrival);
    void arrive(const Arrival &arrival);

    FakeTime &m_time;
    std::mt19937 m_random;
    std::vector<Rule> m_rules;
    std::size_t m_receiveBuffer = SIZE_MAX;
    std::uint32_t m_identifiers = 4;
    unsigned m_room = 0; ///< packets between two pauses, 0 = endless
    unsigned m_roomLeft = 0;
    Nanoseconds m_pause = 0;
    Nanoseconds m_readyAt = 0;
    bool m_blocked = false;

    std::map<support::Address, unsigned> m_counts;
    std::multimap<Nanoseconds, Arrival> m_arrivals; ///< of equal time: in the order they were made
    std::deque<Arrived> m_inbox;
    std::deque<Stamp> m_stamps;
    std::vector<Departure> m_departures;
    std::function<void(const Delivery &)> m_observer;
    std::uint64_t m_drops = 0;
    unsigned m_malformed = 0;
    unsigned m_timesBlocked = 0;
};

} // namespace qicmp::sim
