// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "simulatednetwork.h"

#include "engine/transport.h"
#include "transport/backendopener.h"

namespace qicmp::sim {

/// A socket on a SimulatedNetwork. Between engine and network there are only bytes: requests are
/// written and answers parsed by the codec, as the real transports do it.
class SimulatedTransport final : public Transport
{
public:
    /// \a firstIdentifier is that of index 0, in both families.
    SimulatedTransport(SimulatedNetwork &network, std::uint16_t firstIdentifier);
    ~SimulatedTransport() override;

    bool isReady() const override { return m_network.isReady(); }
    SendResult send(std::span<const OutgoingEcho> echoes) override;
    bool receive(TransportSink &sink) override;
    std::uint64_t receiveOverflows() override { return m_network.drops(); }
    std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) override;

private:
    static constexpr std::size_t batchSize = 64;

    static void deliver(TransportSink &sink, const SimulatedNetwork::Arrived &arrived);

    SimulatedNetwork &m_network;
    std::uint16_t m_firstIdentifier;
    std::vector<std::uint8_t> m_packet;
};

/// Opens SimulatedTransports, or refuses to.
class SimulatedBackends final : public BackendOpener
{
public:
    explicit SimulatedBackends(SimulatedNetwork &network) : m_network(network) {}

    Opened open(BackendKind wanted, const ProxySettings &proxy,
                std::function<void()> notify) override;

    /// From now on, no backend can be had.
    void setAvailable(bool available) { m_available = available; }
    int timesOpened() const { return m_timesOpened; }

private:
    SimulatedNetwork &m_network;
    bool m_available = true;
    int m_timesOpened = 0;
};

} // namespace qicmp::sim
