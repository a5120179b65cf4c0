// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/engine.h"

#include <QString>

#include <cstdint>
#include <functional>
#include <memory>

namespace qicmp::proxy {

/// How this process may send ICMP.
struct IcmpAccess
{
    std::unique_ptr<Transport> transport; ///< null: not at all
    std::uint16_t families = 0;           ///< FeatureIpv4 and FeatureIpv6 that it can send
    bool raw = false;                     ///< else by datagram sockets, which need no privilege
    QString failure;                      ///< why not at all, with the remedies
};

/// Opens the ICMP sockets. Datagram ones are preferred: who has only those can forge nothing. They
/// have to stay within reach once the process belongs to \a group, since more are opened when
/// identifiers run short. \a notify is called from the event loop when there is something to do.
IcmpAccess openIcmp(std::uint32_t group, const std::function<void()> &notify);

/// The engine, for many owners: sends their pings, and hands over what became of them.
class EchoService
{
public:
    using Handle = Engine::Handle;

    EchoService(const Clock &clock, std::unique_ptr<Transport> transport);
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

    Nanoseconds nextWakeup() const { return m_engine.nextWakeup(); }
    std::uint64_t receiveOverflows() const { return m_engine.counters().receiveOverflows; }
    std::uint32_t outstanding() const { return m_engine.outstanding(); }

private:
    const Clock &m_clock;
    std::unique_ptr<Transport> m_transport;
    Engine m_engine;
    Engine::Events m_events;
};

} // namespace qicmp::proxy
