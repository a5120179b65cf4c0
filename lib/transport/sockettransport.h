// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transport.h"
#include "transport/socketset.h"

#include <QtCore/qtimer.h>

#include <functional>
#include <memory>

namespace qicmp {

/// Sends through ICMP sockets of this process.
class SocketTransport final : public Transport
{
public:
    /// Opens the sockets, or takes part in those that are open. Null with the error of the first
    /// that failed when none can be had. \a notify is called from the event loop when there is
    /// something to do.
    static std::unique_ptr<SocketTransport>
    open(IcmpSocket::Kind kind, const std::function<void()> &notify, int &systemError);
    ~SocketTransport() override;
    SocketTransport(const SocketTransport &) = delete;
    SocketTransport &operator=(const SocketTransport &) = delete;

    /// Whether this machine lets us send with \a family.
    bool offers(Family family) const { return m_sockets->offers(family); }

    bool isReady() const override { return m_sockets->isReady(); }
    SendResult send(std::span<const OutgoingEcho> echoes) override
    {
        return m_sockets->send(echoes);
    }
    bool receive(TransportSink &sink) override;
    std::uint64_t receiveOverflows() override { return m_sockets->receiveOverflows(); }
    std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) override;

private:
    SocketTransport(std::shared_ptr<SocketSet> sockets, const std::function<void()> &notify);

    std::shared_ptr<SocketSet> m_sockets;
    SocketSet::User m_user;
    LateDeleted<QTimer> m_wake;
    // Claimed at once, so that others that share the sockets can't leave us without any.
    std::optional<std::uint16_t> m_firstIdentifier4;
    std::optional<std::uint16_t> m_firstIdentifier6;
};

} // namespace qicmp
