// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/legacytransport.h"

#include "codec/legacyframe.h"
#include "engine/echopayload.h"
#include "transport/icmpsocket.h"
#include "transport/socketoptions.h"

#include <algorithm>
#include <cerrno>
#include <random>
#include <utility>

namespace qicmp {
namespace {

constexpr std::size_t usualSize = 2048;
constexpr std::size_t largestDatagram = 65535 - 20 - 8; // RFC 791, RFC 768
constexpr Nanoseconds lookUpPause = second;
constexpr Nanoseconds retryPause = 2 * millisecond; // a full queue does not tell when it has room
constexpr std::size_t mostLostAtOnce = 1024;        // keeps a round short
constexpr std::uint32_t mostIdentifiers = 4;        // a quarter of a million packets in ten seconds

} // namespace

LegacyTransport::LegacyTransport(const ProxySettings &proxy, std::function<void()> notify)
    : m_notify(std::move(notify))
    , m_peer(proxy, usualSize, [this] { unblock(); })
    , m_pause(new QTimer)
    , m_firstIdentifier(static_cast<std::uint16_t>(std::random_device{}()))
{
    m_pause->setSingleShot(true);
    QObject::connect(m_pause.get(), &QTimer::timeout, m_pause.get(), [this] { unblock(); });
}

LegacyTransport::~LegacyTransport()
{
    m_pause->disconnect();
}

/// While the proxy's address is not known: whether a ping may wait for it. Those that do wait as
/// long as the first of them would wait for its answer.
SendResult::Verdict LegacyTransport::lookForProxy(const OutgoingEcho &echo)
{
    const Nanoseconds now = m_clock.monotonic();
    if (m_peer.state() == PeerSocket::State::Failed && now >= m_lookAgainAt) {
        m_lookAgainAt = now + lookUpPause;
        m_lookedForSince = 0;
        m_peer.lookUp();
    }
    if (m_peer.state() != PeerSocket::State::Opening) {
        m_lookedForSince = 0;
        return SendResult::Verdict::Complete;
    }
    if (m_lookedForSince == 0)
        m_lookedForSince = now;
    const Nanoseconds left = m_lookedForSince + echo.options->timeout - now;
    if (left <= 0)
        return SendResult::Verdict::Complete;
    block(left);
    return SendResult::Verdict::Blocked;
}

/// Why an echo can't be sent this way; NoError if it can.
Failure LegacyTransport::refusalOf(const OutgoingEcho &echo) const
{
    const EchoOptions &options = *echo.options;
    if (m_peer.state() == PeerSocket::State::Opening)
        return proxyUnavailable(ProxyTrouble::NoAddress);
    if (!m_peer.socket())
        return proxyUnavailable(m_peer.trouble());
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

/// One at a time: the engine takes the time of a call for that of the packets that left by it.
SendResult LegacyTransport::send(std::span<const OutgoingEcho> echoes)
{
    const OutgoingEcho &echo = echoes.front();
    SendResult result;
    result.verdict = lookForProxy(echo);
    if (result.verdict == SendResult::Verdict::Blocked)
        return result;
    result.failure = refusalOf(echo);
    if (result.failure.code != FailureCode::NoError) {
        result.verdict = SendResult::Verdict::Refused;
        return result;
    }
    ConnectedSocket &socket = *m_peer.socket();
    const bool left = socket.send(request(echo));
    if (socket.takeRefusal()) { // of what was sent before this one
        hearRefusal();
        m_pause->start(0); // for receive() to tell
    }
    if (left) {
        remember(echo);
        result.accepted = 1;
    } else if (isBackpressure(socket.sendError())) {
        result.verdict = SendResult::Verdict::Blocked;
        block(retryPause);
    } else {
        result.verdict = SendResult::Verdict::Refused;
        result.failure = socket.sendError() == ECONNREFUSED
                                 ? proxyUnavailable(ProxyTrouble::NobodyListens)
                                 : classifySendError(socket.sendError(), *echo.options);
    }
    return result;
}

/// Good until the next call.
ByteView LegacyTransport::request(const OutgoingEcho &echo)
{
    const std::size_t packetSize = icmpEchoHeaderSize + echo.options->payloadSize;
    m_buffer.resize(2 * packetSize + v0::requestOverhead);
    m_peer.socket()->makeRoomFor(packetSize);
    const ByteSpan packet = ByteSpan(m_buffer).first(packetSize);
    writeEchoPayload(packet.subspan(icmpEchoHeaderSize), *echo.options, {echo.probe, echo.tag});
    finishEchoRequest(Family::IPv4, echo.id, echo.sequence, packet);
    const ByteSpan request = ByteSpan(m_buffer).subspan(packetSize);
    return request.first(v0::writeRequest(request, echo.target, packet));
}

void LegacyTransport::remember(const OutgoingEcho &echo)
{
    Sequences &sequences = *sequencesOf(echo.id);
    sequences.targets[echo.sequence] = echo.target.toV4();
    sequences.unanswered[echo.sequence] = true;
    const Nanoseconds now = m_clock.monotonic();
    while (!m_sent.empty() && (m_sent.front().deadline <= now || !isUnanswered(m_sent.front())))
        m_sent.pop_front();
    m_sent.push_back({echo.probe, now + echo.options->timeout, echo.id, echo.sequence});
}

/// Is over sooner if anything happens at the socket.
void LegacyTransport::block(Nanoseconds time)
{
    m_blocked = true;
    m_pause->start(static_cast<int>((time + millisecond - 1) / millisecond));
}

void LegacyTransport::unblock()
{
    m_blocked = false;
    const std::function<void()> notify = m_notify; // this may go meanwhile
    notify();
}

LegacyTransport::Sequences *LegacyTransport::sequencesOf(std::uint16_t id)
{
    const std::size_t index = static_cast<std::uint16_t>(id - m_firstIdentifier);
    return index < m_sequences.size() ? m_sequences[index].get() : nullptr;
}

bool LegacyTransport::isUnanswered(const Sent &packet)
{
    return sequencesOf(packet.id)->unanswered[packet.sequence];
}

std::uint64_t LegacyTransport::receiveOverflows()
{
    return m_peer.drops();
}

/// Nobody listens. What is under way was sent to a proxy that was there, and that may have pinged;
/// but if it was known to be gone already, nothing came of it.
void LegacyTransport::hearRefusal()
{
    Conclusion lost;
    lost.kind = m_gone ? Conclusion::Kind::Unsent : Conclusion::Kind::Interrupted;
    lost.final = m_gone;
    lost.failure = m_gone ? proxyUnavailable(ProxyTrouble::NobodyListens)
                          : interruption(InterruptionCause::ProxyLost);
    const Nanoseconds now = m_clock.monotonic();
    for (const Sent &packet : std::exchange(m_sent, {})) {
        lost.probe = packet.probe;
        if (packet.deadline > now && isUnanswered(packet))
            m_lost.push_back(lost);
    }
    if (!std::exchange(m_gone, true))
        m_peer.lookUp(); // its address may be another one by now
}

/// Returns whether there is more of it.
bool LegacyTransport::concludeLost(TransportSink &sink)
{
    const std::size_t count = std::min(m_lost.size(), mostLostAtOnce);
    for (std::size_t i = m_lost.size() - count; i < m_lost.size(); ++i)
        sink.concluded(m_lost[i]);
    m_lost.resize(m_lost.size() - count);
    return !m_lost.empty();
}

bool LegacyTransport::receive(TransportSink &sink)
{
    sink.batchRead();
    if (!m_peer.socket())
        return concludeLost(sink);
    const bool more = m_peer.socket()->receive(
            [&](const ConnectedSocket::Datagram &datagram) { deliver(sink, datagram); });
    if (m_peer.socket()->takeRefusal()) {
        hearRefusal();
        m_peer.tryNext();
    } else if (!m_sent.empty()) {
        m_gone = false; // what was sent is not refused
    }
    return concludeLost(sink) || more;
}

void LegacyTransport::deliver(TransportSink &sink, const ConnectedSocket::Datagram &datagram)
{
    m_gone = false;
    m_peer.heard();
    const IcmpMessage parsed = parseIcmp(Family::IPv4, datagram.bytes);
    const auto *echo = std::get_if<EchoMessage>(&parsed);
    if (!echo || !echo->isReply) {
        sink.receivedCorrupt(); // there is nothing else that a proxy sends
        return;
    }
    std::uint32_t target = 0;
    if (Sequences *const sequences = sequencesOf(echo->id)) {
        target = sequences->targets[echo->sequence];
        sequences->unanswered[echo->sequence] = false;
    }
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
    while (m_sequences.size() <= index)
        m_sequences.push_back(std::make_unique<Sequences>());
    return static_cast<std::uint16_t>(m_firstIdentifier + index);
}

} // namespace qicmp
