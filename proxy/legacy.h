// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/legacyframe.h"
#include "engine/engineevent.h"
#include "legacyrequests.h"
#include "ratelimits.h"
#include "services.h"
#include "udpsocket.h"

#include <cstddef>
#include <cstdint>

namespace qicmp::proxy {

/// Version 0, for clients of the Ruby gem icmp4em: one request, one reply (proxy/PROTOCOL.md, 12).
/// A request is kept until its ping has an outcome, since the reply has to carry what was in it.
class Legacy
{
public:
    /// The number that the engine knows these pings by.
    static constexpr std::uint32_t owner = 1; ///< one that SessionTable reserves

    Legacy(const Services &services, UdpSocket &listener);

    /// A datagram of a loopback client.
    void take(const Datagram &datagram, Nanoseconds now);
    /// What became of one of its pings.
    void conclude(const EngineEvent &event);

private:
    void answer(const LegacyRequest &request);
    void makeRoom(std::size_t payload);

    const Services &m_services;
    UdpSocket &m_listener;
    RateLimits::Client m_limits; ///< of all its clients together
    LegacyRequests m_requests;
};

} // namespace qicmp::proxy
