// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/legacytransport.h"

#include "codec/legacyframe.h"
#include "engine/echopayload.h"

#include <algorithm>
#include <random>
#include <utility>

namespace qicmp {
namespace {

constexpr std::size_t usualSize = 2048;
constexpr std::size_t largestDatagram = 65535 - 20 - 8; // RFC 791, RFC 768
constexpr std::size_t mostUnanswered = 4096;
constexpr std::uint32_t mostIdentifiers = 4; // a quarter of a million packets in ten seconds

} // namespace

LegacyTransport::LegacyTransport(const ProxySettings &proxy, std::function<void()> notify)
    : m_notify(std::move(notify))
    , m_self(std::make_shared<LegacyTransport *>(this))
    , m_firstIdentifier(static_cast<std::uint16_t>(std::random_device{}()))
{
    // NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer): only during the call
    m_asking = true;
    proxy.lookUp(proxy.host, [self = m_self, proxy](const IpAddress &address) {
        if (*self)
            (*self)->found(proxy, address);
    });
    // NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer)
    m_asking = false;
}

LegacyTransport::~LegacyTransport()
{
    *m_self = nullptr;
    if (m_readable) {
        m_readable->setEnabled(false); // the descriptor is closed before the notifier goes
        m_readable->disconnect();
    }
}

void LegacyTransport::found(const ProxySettings &proxy, const IpAddress &address)
{
    int error = 0;
    if (!address.isNull()) {
        m_socket = ConnectedSocket::open(address, proxy.port, usualSize, true, error);
        m_trouble = ProxyTrouble::NoSocket;
    }
    if (m_socket) {
        m_readable.reset(new QSocketNotifier(m_socket->descriptor(), QSocketNotifier::Read));
        QObject::connect(m_readable.get(), &QSocketNotifier::activated, m_readable.get(),
                         [notify = m_notify] { notify(); }); // a copy: this may go meanwhile
    }
    m_found = true;
    if (m_asking)
        return;                                    // who asked knows
    const std::function<void()> notify = m_notify; // this may go meanwhile
    notify();
}

/// Why an echo can't be sent this way; NoError if it can.
Failure LegacyTransport::refusalOf(const OutgoingEcho &echo) const
{
    const EchoOptions &options = *echo.options;
    if (!m_socket)
        return proxyUnavailable(m_trouble);
    if (echo.target.family != Family::IPv4)
        return beyondProxy(ProxyLimit::Ipv6);
    if (options.broadcast)
        return beyondProxy(ProxyLimit::Broadcast);
    if (options.ttl >= 0 || options.trafficClass >= 0 || options.dontFragment ||
        options.interfaceIndex != 0 || !options.source.isNull())
        return beyondProxy(ProxyLimit::EchoOption);
    if (v0::requestOverhead + icmpEchoHeaderSize + options.payloadSize > largestDatagram)
        return {.code = FailureCode::PacketTooBig};
    return {};
}

SendResult LegacyTransport::send(std::span<const OutgoingEcho> echoes)
{
    SendResult result;
    for (const OutgoingEcho &echo : echoes) {
        result.failure = refusalOf(echo);
        if (result.failure.code != FailureCode::NoError) {
            result.verdict = SendResult::Verdict::Refused;
            break;
        }
        sendOne(echo);
        ++result.accepted;
    }
    return result;
}

void LegacyTransport::sendOne(const OutgoingEcho &echo)
{
    const std::size_t packetSize = icmpEchoHeaderSize + echo.options->payloadSize;
    m_buffer.resize(2 * packetSize + v0::requestOverhead);
    m_socket->makeRoomFor(packetSize);
    const ByteSpan packet = ByteSpan(m_buffer).first(packetSize);
    writeEchoPayload(packet.subspan(icmpEchoHeaderSize), *echo.options, {echo.probe, echo.tag});
    finishEchoRequest(Family::IPv4, echo.id, echo.sequence, packet);
    const ByteSpan request = ByteSpan(m_buffer).subspan(packetSize);
    m_socket->send(request.first(v0::writeRequest(request, echo.target, packet)));

    const std::size_t index = static_cast<std::uint16_t>(echo.id - m_firstIdentifier);
    (*m_targets[index])[echo.sequence] = echo.target.toV4();
    if (m_unanswered.size() == mostUnanswered)
        m_unanswered.pop_front();
    m_unanswered.push_back(echo.probe);
}

bool LegacyTransport::receive(TransportSink &sink)
{
    sink.batchRead();
    if (!m_socket)
        return false;
    const bool more = m_socket->receive(
            [&](const ConnectedSocket::Datagram &datagram) { deliver(sink, datagram); });
    if (m_socket->takeRefusal())
        for (const std::uint64_t probe : std::exchange(m_unanswered, {}))
            sink.concluded({.probe = probe,
                            .kind = Conclusion::Kind::Unsent,
                            .final = true,
                            .failure = proxyUnavailable(ProxyTrouble::NobodyListens)});
    return more;
}

void LegacyTransport::deliver(TransportSink &sink, const ConnectedSocket::Datagram &datagram)
{
    m_unanswered.clear();
    const IcmpMessage parsed = parseIcmp(Family::IPv4, datagram.bytes);
    const auto *echo = std::get_if<EchoMessage>(&parsed);
    if (!echo || !echo->isReply) {
        sink.receivedCorrupt(); // there is nothing else that a proxy sends
        return;
    }
    const std::size_t index = static_cast<std::uint16_t>(echo->id - m_firstIdentifier);
    const std::uint32_t target = index < m_targets.size() ? (*m_targets[index])[echo->sequence] : 0;
    sink.received(ReceivedEcho{.source = IpAddress::v4(target),
                               .id = echo->id,
                               .sequence = echo->sequence,
                               .payloadSize = static_cast<std::uint32_t>(echo->payload.size()),
                               .payload = echo->payload,
                               .wallStamp = datagram.wallStamp});
}

std::optional<std::uint16_t> LegacyTransport::identifier(Family family, std::uint32_t index)
{
    if (family != Family::IPv4) // send() says that there is none
        return index == 0 ? std::optional<std::uint16_t>(0) : std::nullopt;
    if (index >= mostIdentifiers)
        return std::nullopt;
    while (m_targets.size() <= index)
        m_targets.push_back(std::make_unique<Targets>());
    return static_cast<std::uint16_t>(m_firstIdentifier + index);
}

} // namespace qicmp
