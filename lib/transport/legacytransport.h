// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"
#include "engine/transport.h"
#include "transport/deletelater.h"
#include "transport/peersocket.h"
#include "transport/proxysettings.h"

#include <QtCore/qtimer.h>

#include <array>
#include <bitset>
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
/// unreachable; a proxy that is silent looks like a host that is. What was under way when the proxy
/// went has been pinged, or not: nobody knows.
class LegacyTransport final : public Transport
{
public:
    /// \a notify is called from the event loop when there is something to do.
    LegacyTransport(const ProxySettings &proxy, std::function<void()> notify);
    ~LegacyTransport() override;
    LegacyTransport(const LegacyTransport &) = delete;
    LegacyTransport &operator=(const LegacyTransport &) = delete;

    bool isReady() const override { return !m_blocked; }
    SendResult send(std::span<const OutgoingEcho> echoes) override;
    bool receive(TransportSink &sink) override;
    std::uint64_t receiveOverflows() override;
    std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) override;

private:
    /// What the packets of one identifier were for, by sequence number.
    struct Sequences
    {
        std::array<std::uint32_t, 65536> targets{};
        std::bitset<65536> unanswered;
    };
    /// A packet that has left.
    struct Sent
    {
        std::uint64_t probe = 0;
        Nanoseconds deadline = 0;
        std::uint16_t id = 0;
        std::uint16_t sequence = 0;
    };

    SendResult::Verdict lookForProxy(const OutgoingEcho &echo);
    Failure refusalOf(const OutgoingEcho &echo) const;
    ByteView request(const OutgoingEcho &echo);
    void remember(const OutgoingEcho &echo);
    void block(Nanoseconds time);
    void unblock();
    Sequences *sequencesOf(std::uint16_t id);
    bool isUnanswered(const Sent &packet);
    void hearRefusal();
    bool concludeLost(TransportSink &sink);
    void deliver(TransportSink &sink, const ConnectedSocket::Datagram &datagram);

    std::function<void()> m_notify;
    SystemClock m_clock;
    PeerSocket m_peer;
    Nanoseconds m_lookedForSince = 0; ///< the proxy's address; 0 = no ping waits for it
    Nanoseconds m_lookAgainAt = 0;
    LateDeleted<QTimer> m_pause; ///< until it is worth trying again
    bool m_blocked = false;
    std::uint16_t m_firstIdentifier;
    std::vector<std::unique_ptr<Sequences>> m_sequences;
    std::deque<Sent> m_sent;        ///< in this order; some have been answered, or are overdue
    std::vector<Conclusion> m_lost; ///< with the proxy; to be told
    /// The last that is known of the proxy is that it is not there: so what is refused now was not
    /// sent.
    bool m_gone = true;
    std::vector<std::uint8_t> m_buffer;
};

} // namespace qicmp
