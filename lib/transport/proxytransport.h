// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transport.h"
#include "transport/deletelater.h"
#include "transport/proxyclient.h"
#include "transport/proxysettings.h"

#include <QtCore/qtimer.h>

#include <functional>
#include <memory>

namespace qicmp {

/// Has an icmp-proxy send the probes and tell what became of them.
class ProxyTransport final : public Transport
{
public:
    /// \a notify is called from the event loop when there is something to do.
    ProxyTransport(const ProxySettings &proxy, const std::function<void()> &notify);
    ~ProxyTransport() override;
    ProxyTransport(const ProxyTransport &) = delete;
    ProxyTransport &operator=(const ProxyTransport &) = delete;

    bool isReady() const override;
    SendResult send(std::span<const OutgoingEcho> echoes) override;
    bool receive(TransportSink &sink) override;
    std::uint64_t receiveOverflows() override;
    std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) override;
    bool concludes() const override { return true; }
    void withdraw(std::uint64_t probe) override;
    void setMaximumRate(std::uint32_t packetsPerSecond) override
    {
        m_client.setMaximumRate(packetsPerSecond);
    }

private:
    void arm();

    SystemClock m_clock;
    std::unique_ptr<DatagramChannel> m_channel;
    ProxyClient m_client;
    LateDeleted<QTimer> m_timer;
    Nanoseconds m_armedFor;
};

} // namespace qicmp
