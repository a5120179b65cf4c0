// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/legacyframe.h"
#include "engine/engineevent.h"
#include "ratelimits.h"
#include "services.h"
#include "settings.h"
#include "udpsocket.h"

#include <cstdint>
#include <vector>

namespace qicmp::proxy {

/// Version 0, for clients of the Ruby gem icmp4em: one request, one reply (proxy/PROTOCOL.md, 12).
/// A request is kept until its ping has an outcome, since the reply has to carry what was in it.
class Legacy
{
public:
    /// The number that the engine knows these pings by.
    static constexpr std::uint32_t owner = 1;

    Legacy(const Services &services, UdpSocket &listener);

    /// A datagram of a loopback client.
    void take(const Datagram &datagram, Nanoseconds now);
    /// What became of one of its pings.
    void conclude(const EngineEvent &event);

private:
    /// What waits for its reply.
    struct Request
    {
        Endpoint client;
        IpAddress local; ///< our address that it came to
        std::uint16_t id = 0;
        std::uint16_t sequence = 0;
        std::vector<std::uint8_t> payload;
    };

    std::uint32_t store(const Datagram &datagram, const v0::LegacyRequest &request);

    const Services &m_services;
    UdpSocket &m_listener;
    RateLimits::Client m_limits; ///< of all its clients together
    std::vector<Request> m_requests;
    std::vector<std::uint32_t> m_free; ///< unused entries of m_requests
    std::size_t m_bytes = 0;           ///< in all payloads
};

} // namespace qicmp::proxy
