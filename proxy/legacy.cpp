// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "legacy.h"

#include "codec/icmppacket.h"
#include "counters.h"
#include "echoservice.h"
#include "policy.h"

#include <utility>
#include <variant>

namespace qicmp::proxy {
namespace {

// The client has a timeout of its own, usually of 1 s, and doesn't tell it. This is longer than any
// path takes; what it costs is bounded.
constexpr Nanoseconds patience = 20 * second;
/// Whose turn to be sent has not come, with those that have made room since.
constexpr std::size_t mostUnsent = 32'768;

} // namespace

Legacy::Legacy(const Services &services, UdpSocket &listener)
    : m_services(services)
    , m_listener(listener)
    , m_limits(services.policy.limits(ClientKind::Local))
{
}

void Legacy::take(const Datagram &datagram, Nanoseconds now)
{
    constexpr std::uint32_t ipv4Header = 20;
    const auto parsed = v0::parseRequest(datagram.bytes);
    const auto *const request = std::get_if<v0::LegacyRequest>(&parsed);
    auto &dropped = m_services.counters.dropped;
    if (!request) {
        ++dropped[DropCause::Malformed];
    } else if (m_services.echo.waitingOf(owner) >= mostUnsent) {
        ++dropped[DropCause::Busy];
    } else if (m_services.policy.refusal(request->target) ||
               m_services.limits.admit(
                       m_limits, request->target,
                       ipv4Header + static_cast<std::uint32_t>(request->packet.size()), now)) {
        ++dropped[DropCause::Refused];
    } else {
        ++m_services.counters.legacyRequests;
        makeRoom(request->payload.size());
        EchoOptions options;
        options.timeout = patience;
        options.payloadSize = static_cast<std::uint16_t>(request->payload.size());
        const std::uint32_t index = m_services.echo.acquire(options);
        const std::uint32_t number =
                m_requests.add({.client = datagram.from,
                                .local = datagram.to,
                                .id = request->id,
                                .sequence = request->sequence,
                                .payload = {request->payload.begin(), request->payload.end()}});
        m_requests[number].ping = m_services.echo.ping(owner, number, request->target, index);
        m_services.echo.release(index);
    }
}

void Legacy::makeRoom(std::size_t payload)
{
    while (const auto surplus = m_requests.surplus(payload)) {
        ++m_services.counters.dropped[DropCause::Busy];
        m_services.echo.forget(m_requests.take(*surplus)->ping);
    }
}

void Legacy::conclude(const EngineEvent &event)
{
    const bool replied = event.kind == EngineEvent::Kind::Succeeded;
    if (!replied && event.kind != EngineEvent::Kind::Failed)
        return; // late or one more: the request is not here any more
    const auto number = static_cast<std::uint32_t>(event.context);
    // One that has made room may have an event under way, and another its number by now.
    const bool isHere = m_requests.has(number) && m_requests[number].ping == event.request;
    const auto request = isHere ? m_requests.take(number) : std::nullopt;
    if (!request || !replied)
        return;
    m_services.counters.roundTrips.observe(event.roundTripTime);
    answer(*request);
}

void Legacy::answer(const LegacyRequest &request)
{
    v0::LegacyRequest answered;
    answered.id = request.id;
    answered.sequence = request.sequence;
    answered.payload = request.payload;
    std::vector<std::uint8_t> reply(request.payload.size() + icmpEchoHeaderSize);
    const std::size_t size = v0::writeReply(reply, answered);
    if (size != 0 && m_listener.sendTo(request.client, request.local, {reply.data(), size})) {
        ++m_services.counters.legacyReplies;
        ++m_services.counters.datagramsSent;
    } else {
        ++m_services.counters.datagramsUnsent;
    }
}

} // namespace qicmp::proxy
