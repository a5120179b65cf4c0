// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/engine.h"
#include "fairqueue.h"

#include <QString>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace qicmp::proxy {

/// How this process may send ICMP.
struct IcmpAccess
{
    std::unique_ptr<Transport> transport; ///< null: not at all
    std::uint16_t families = 0;           ///< FeatureIpv4 and FeatureIpv6 that it can send
    bool raw = false;                     ///< else by datagram sockets, which need no privilege
    std::size_t receiveBuffer = 0;        ///< of each socket, as the kernel counts it
    QString failure;                      ///< why not at all, with the remedies
};

/// Opens the ICMP sockets. Datagram ones are preferred: who has only those can forge nothing. They
/// have to stay within reach once the process belongs to \a group, since more are opened when
/// identifiers run short. \a notify is called from the event loop when there is something to do.
IcmpAccess openIcmp(std::uint32_t group, const std::function<void()> &notify);

/// The engine, for many owners: sends their pings, and hands over what became of them.
///
/// The engine sends in the order it was asked, so it is given little at a time: the others wait
/// here, where owners take turns.
class EchoService
{
public:
    using Handle = Engine::Handle;

    EchoService(const Clock &clock, IcmpAccess access);
    ~EchoService();
    EchoService(const EchoService &) = delete;
    EchoService &operator=(const EchoService &) = delete;

    /// Options that are to be used for several pings. They count as used until release().
    std::uint32_t acquire(const EchoOptions &options)
    {
        return m_engine.options().acquire(options);
    }
    void release(std::uint32_t options) { m_engine.options().release(options); }

    /// Sends one probe when its turn comes. \a owner, not 0, and \a context come back with what is
    /// told of it.
    Handle ping(std::uint32_t owner, std::uint64_t context, const IpAddress &target,
                std::uint32_t options);
    /// Ends it as canceled, unless it has ended.
    void cancel(Handle handle) { m_engine.cancel(handle); }
    /// Ends it and tells nothing of it any more.
    void forget(Handle handle);
    /// Forgets all pings of an owner that is no more. \a handles are those without an outcome; they
    /// may take more than a turn.
    void forgetAll(std::uint32_t owner, const std::vector<Handle> &handles);

    /// Works for two milliseconds at most. Returns whether there is more to do right now.
    bool work();
    /// Hands what has happened since to \a take(const EngineEvent &).
    template <typename Take>
    void deliver(Take &&take)
    {
        m_engine.takeEvents(m_events);
        for (const EngineEvent &event : m_events) {
            if (event.kind == EngineEvent::Kind::Released)
                m_engine.discard(event.request);
            else
                take(event);
        }
        m_events.clear();
    }

    /// How many pings of an owner wait for their turn, with those that have been canceled since.
    std::size_t waitingOf(std::uint32_t owner) const
    {
        return m_waiting[0].sizeOf(owner) + m_waiting[1].sizeOf(owner);
    }
    Nanoseconds nextWakeup() const { return m_engine.nextWakeup(); }
    std::uint64_t receiveOverflows() const { return m_engine.counters().receiveOverflows; }
    std::uint32_t outstanding() const { return m_engine.outstanding(); }

private:
    /// A ping whose turn has not come.
    struct Waiting
    {
        Handle handle = 0;
        IpAddress target;
        std::uint32_t cost = 0; ///< bytes of receive buffer that its reply may take
    };
    using Queue = FairQueue<Waiting>;

    void forgetSome();
    void launchSome(Family family);
    bool mayLaunch(Family family) const;
    const Queue &queueOf(Family family) const { return m_waiting[family == Family::IPv6]; }
    Queue &queueOf(Family family) { return m_waiting[family == Family::IPv6]; }

    const Clock &m_clock;
    std::unique_ptr<Transport> m_transport;
    std::size_t m_mostInFlight; ///< bytes of replies that are asked for at once
    Engine m_engine;
    std::array<Queue, 2> m_waiting;  ///< IPv4, IPv6: neither waits for what the other lacks
    std::vector<Handle> m_forgotten; ///< of owners that are no more
    Engine::Events m_events;
};

} // namespace qicmp::proxy
