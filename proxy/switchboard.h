// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "counters.h"
#include "descriptorset.h"
#include "echoservice.h"
#include "listener.h"
#include "log.h"
#include "policy.h"
#include "quota.h"
#include "ratelimits.h"
#include "services.h"
#include "sessiontable.h"

#include <functional>
#include <memory>

namespace qicmp::proxy {

/// All of the server between the sockets of its clients and those for ICMP: it is given messages
/// and its turns, and knows no event loop.
class Switchboard
{
public:
    /// \a clock and \a log outlive it.
    Switchboard(const Clock &clock, Log &log, Policy policy, IcmpAccess icmp);

    const Services &services() const { return m_services; }
    const Policy &policy() const { return m_policy; }
    Counters &counters() { return m_counters; }
    const Counters &counters() const { return m_counters; }
    Listener &listener() { return m_listener; }
    SessionTable &sessions() { return m_sessions; }
    DescriptorSet &descriptors() { return m_descriptors; } ///< of sessions, and of whoever joins

    /// Where results of pings go that are no session's.
    void setOthers(std::function<void(const EngineEvent &)> others)
    {
        m_others = std::move(others);
    }

    /// One bounded turn: sends pings, tells what became of others. Returns whether there is more to
    /// do right now.
    bool work();
    Nanoseconds nextWakeup() const;

private:
    void deliver(const EngineEvent &event, Nanoseconds now);

    const Clock &m_clock;
    Counters m_counters;
    Policy m_policy;
    RateLimits m_limits;
    Quota m_quota;
    EchoService m_echo;
    Services m_services;
    DescriptorSet m_descriptors;
    SessionTable m_sessions;
    Listener m_listener;
    std::function<void(const EngineEvent &)> m_others;
};

} // namespace qicmp::proxy
