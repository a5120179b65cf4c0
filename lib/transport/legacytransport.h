// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transport.h"
#include "transport/connectedsocket.h"
#include "transport/deletelater.h"
#include "transport/proxysettings.h"

#include <QtCore/qsocketnotifier.h>

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace qicmp {

/// Has the proxy of the Ruby gem icmp4em send packets (proxy/PROTOCOL.md, 12). The packets are the
/// engine's own, and so are the deadlines; the time stamps are those of the UDP socket, so the way
/// to the proxy and back is in the round-trip time.
///
/// IPv4 only, and a reply does not tell who sent it. That nobody listens is learned from ICMP port
/// unreachable; a proxy that is silent looks like a host that is.
class LegacyTransport final : public Transport
{
public:
    /// \a notify is called from the event loop when there is something to do.
    LegacyTransport(const ProxySettings &proxy, std::function<void()> notify);
    ~LegacyTransport() override;
    LegacyTransport(const LegacyTransport &) = delete;
    LegacyTransport &operator=(const LegacyTransport &) = delete;

    bool isReady() const override { return m_found; }
    SendResult send(std::span<const OutgoingEcho> echoes) override;
    bool receive(TransportSink &sink) override;
    std::uint64_t receiveOverflows() override { return 0; }
    std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) override;

private:
    /// Whom the packets of one identifier were for, by sequence number; 0 = none.
    using Targets = std::array<std::uint32_t, 65536>;

    void found(const ProxySettings &proxy, const IpAddress &address);
    Failure refusalOf(const OutgoingEcho &echo) const;
    void sendOne(const OutgoingEcho &echo);
    void deliver(TransportSink &sink, const ConnectedSocket::Datagram &datagram);

    std::function<void()> m_notify;
    std::shared_ptr<LegacyTransport *> m_self; ///< null inside once this is gone
    bool m_asking = false;                     ///< for the proxy's address
    bool m_found = false; ///< the proxy's address is known, or known to be none
    ProxyTrouble m_trouble = ProxyTrouble::NoAddress;
    std::unique_ptr<ConnectedSocket> m_socket;
    LateDeleted<QSocketNotifier> m_readable;
    std::uint16_t m_firstIdentifier;
    std::vector<std::unique_ptr<Targets>> m_targets;
    std::deque<std::uint64_t> m_unanswered; ///< probes since the proxy was last heard
    std::vector<std::uint8_t> m_buffer;
};

} // namespace qicmp
