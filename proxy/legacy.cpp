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

constexpr std::size_t mostRequests = 16'384;
constexpr std::size_t mostBytes = 16 << 20;
// The client has a timeout of its own, usually of 1 s, and doesn't tell it.
constexpr Nanoseconds patience = 5 * second;

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
    } else if (m_requests.size() - m_free.size() >= mostRequests ||
               m_bytes + request->payload.size() > mostBytes) {
        ++dropped[DropCause::Busy];
    } else if (m_services.policy.refusal(request->target) ||
               m_services.limits.admit(
                       m_limits, request->target,
                       ipv4Header + static_cast<std::uint32_t>(request->packet.size()), now)) {
        ++dropped[DropCause::Refused];
    } else {
        ++m_services.counters.legacyRequests;
        EchoOptions options;
        options.timeout = patience;
        options.payloadSize = static_cast<std::uint16_t>(request->payload.size());
        const std::uint32_t index = m_services.echo.acquire(options);
        m_services.echo.ping(owner, store(datagram, *request), request->target, index);
        m_services.echo.release(index);
    }
}

std::uint32_t Legacy::store(const Datagram &datagram, const v0::LegacyRequest &request)
{
    if (m_free.empty()) {
        m_free.push_back(static_cast<std::uint32_t>(m_requests.size()));
        m_requests.emplace_back();
    }
    const std::uint32_t index = m_free.back();
    m_free.pop_back();
    m_requests[index] = {datagram.from,
                         datagram.to,
                         request.id,
                         request.sequence,
                         {request.payload.begin(), request.payload.end()}};
    m_bytes += request.payload.size();
    return index;
}

void Legacy::conclude(const EngineEvent &event)
{
    const bool replied = event.kind == EngineEvent::Kind::Succeeded;
    if (!replied && event.kind != EngineEvent::Kind::Failed)
        return; // late or one more: the request is not here any more
    const auto index = static_cast<std::uint32_t>(event.context);
    const Request request = std::exchange(m_requests[index], {});
    m_free.push_back(index);
    m_bytes -= request.payload.size();
    if (!replied)
        return;
    m_services.counters.roundTrips.observe(event.roundTripTime);
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
