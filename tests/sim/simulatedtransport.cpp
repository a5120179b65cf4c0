// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "simulatedtransport.h"

#include "engine/echopayload.h"
#include "transport/icmpsocket.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qicmp::sim {

SimulatedTransport::SimulatedTransport(SimulatedNetwork &network, std::uint16_t firstIdentifier)
    : m_network(network), m_firstIdentifier(firstIdentifier)
{
}

SimulatedTransport::~SimulatedTransport()
{
    m_network.discardUnread();
}

SendResult SimulatedTransport::send(std::span<const OutgoingEcho> echoes)
{
    SendResult result;
    for (const OutgoingEcho &echo : echoes) {
        m_packet.resize(icmpEchoHeaderSize + echo.options->payloadSize);
        writeEchoPayload(ByteSpan(m_packet).subspan(icmpEchoHeaderSize), *echo.options,
                         {echo.probe, echo.tag});
        finishEchoRequest(echo.target.family, echo.id, echo.sequence, m_packet);
        int systemError = 0;
        switch (m_network.send(echo.target, m_packet, echo.probe, systemError)) {
        case SimulatedNetwork::Verdict::Sent:
            ++result.accepted;
            break;
        case SimulatedNetwork::Verdict::Blocked:
            result.verdict = SendResult::Verdict::Blocked;
            return result;
        case SimulatedNetwork::Verdict::Refused:
            result.verdict = SendResult::Verdict::Refused;
            result.failure = classifySendError(systemError, *echo.options);
            return result;
        }
    }
    return result;
}

bool SimulatedTransport::receive(TransportSink &sink)
{
    auto &stamps = m_network.stamps();
    auto &inbox = m_network.inbox();
    // Packets are taken out first and stamps after them, so a full batch of stamps leaves the
    // others, and the packets' own, for the next round: as the kernel would have it.
    const std::size_t packets = std::min(inbox.size(), batchSize);
    const std::size_t marks = std::min(stamps.size(), batchSize);
    if (packets > 0 || marks > 0)
        sink.batchRead();
    for (std::size_t i = 0; i < marks; ++i) {
        sink.transmitted(stamps.front().cookie, 0, stamps.front().wallStamp);
        stamps.pop_front();
    }
    for (std::size_t i = 0; i < packets; ++i) {
        deliver(sink, inbox.front());
        inbox.pop_front();
    }
    return packets == batchSize || marks == batchSize;
}

void SimulatedTransport::deliver(TransportSink &sink, const SimulatedNetwork::Arrived &arrived)
{
    IpAddress source = arrived.source;
    ByteView icmp = arrived.packet;
    std::int16_t ttl = -1;
    if (source.family == Family::IPv4) { // a raw IPv4 socket delivers the header
        const auto parsed = parseIpv4(icmp);
        const auto *packet = std::get_if<Ipv4Packet>(&parsed);
        if (!packet) {
            sink.receivedCorrupt();
            return;
        }
        source = packet->source;
        ttl = packet->ttl;
        icmp = packet->icmp;
    } else { // a raw IPv6 socket does not, and the kernel has dropped what is wrongly summed
        constexpr std::size_t header = 40;
        ttl = arrived.packet[7];
        icmp = icmp.subspan(header);
        const auto &bytes = arrived.packet;
        const auto sum = support::icmpChecksum(support::Address::fromBytes({&bytes[8], 16}),
                                               support::Address::fromBytes({&bytes[24], 16}), icmp);
        if (sum != 0)
            return;
    }

    const IcmpMessage parsed = parseIcmp(source.family, icmp);
    if (const auto *echo = std::get_if<EchoMessage>(&parsed)) {
        if (echo->isReply)
            sink.received(ReceivedEcho{source, echo->id, echo->sequence, ttl,
                                       static_cast<std::uint32_t>(echo->payload.size()),
                                       echo->payload, arrived.wallStamp});
    } else if (const auto *error = std::get_if<ErrorMessage>(&parsed)) {
        sink.received(ReceivedError{source, *error, arrived.wallStamp});
    } else if (const Rejection rejection = std::get<Rejection>(parsed);
               rejection == Rejection::BadChecksum || rejection == Rejection::Truncated) {
        sink.receivedCorrupt();
    }
}

std::optional<std::uint16_t> SimulatedTransport::identifier(Family, std::uint32_t index)
{
    if (index >= m_network.identifiers())
        return std::nullopt;
    return static_cast<std::uint16_t>(m_firstIdentifier + index);
}

BackendOpener::Opened SimulatedBackends::open(BackendKind, const ProxySettings &,
                                              std::function<void()>)
{
    constexpr int identifiersEach = 64;
    Opened opened;
    ++m_timesOpened;
    if (!m_available) {
        opened.failure.code = FailureCode::PermissionDenied;
        opened.message = u"The simulation has no backend."_s;
        return opened;
    }
    opened.kind = BackendKind::RawSocket;
    opened.transport = std::make_unique<SimulatedTransport>(
            m_network, static_cast<std::uint16_t>(m_timesOpened * identifiersEach));
    return opened;
}

} // namespace qicmp::sim
