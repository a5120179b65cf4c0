// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/replydraft.h"

#include <algorithm>

namespace qicmp::tunhost {

namespace {

constexpr std::size_t icmpHeaderSize = 8;
constexpr std::size_t tagSize = 8;
constexpr std::uint8_t initialTimeToLive = 64;

enum Lane : std::uint64_t { BitLane = 2, PayloadLane = 3 };

void flipBit(std::span<std::uint8_t> bytes, std::size_t bit)
{
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
}

} // namespace

ReplyDraft::ReplyDraft(const IcmpMessage &request)
    : m_request(request)
    , m_id(request.id)
    , m_sequence(request.sequence)
    , m_payload(request.payload.begin(), request.payload.end())
{
    m_envelope.source = request.destination;
    m_envelope.destination = request.source;
    m_envelope.timeToLive = initialTimeToLive;
    m_envelope.trafficClass = request.trafficClass;
}

void ReplyDraft::setHops(std::uint32_t hops)
{
    const std::uint32_t routers = std::clamp<std::uint32_t>(hops, 1, initialTimeToLive) - 1;
    m_envelope.timeToLive = static_cast<std::uint8_t>(initialTimeToLive - routers);
}

bool ReplyDraft::apply(const Action &action, const SeededDraw &draw)
{
    switch (action.kind) {
    case ActionKind::IpOptions:
        m_envelope.withOptions = true;
        return true;
    case ActionKind::Corrupt: {
        if (m_payload.empty())
            return false;
        const std::size_t bit = draw.number(BitLane) % (m_payload.size() * 8);
        if (action.checksumWrong)
            m_bitFlippedLast = bit;
        else
            flipBit(m_payload, bit);
        break;
    }
    case ActionKind::Truncate: {
        const std::size_t left = action.number > 0 ? action.number : m_payload.size() / 2;
        if (left >= m_payload.size())
            return false;
        m_payload.resize(left);
        break;
    }
    case ActionKind::WrongSource: {
        const Address other =
                action.address.isNull() ? m_request.destination.neighbour() : action.address;
        if (other.family != m_envelope.source.family)
            return false;
        m_envelope.source = other;
        break;
    }
    case ActionKind::WrongId:
        ++m_id;
        break;
    case ActionKind::WrongSequence:
        ++m_sequence;
        break;
    case ActionKind::WrongTag:
        if (m_payload.empty())
            return false;
        for (std::size_t at = 0; at < std::min(tagSize, m_payload.size()); ++at)
            m_payload[at] = static_cast<std::uint8_t>(~m_payload[at]);
        break;
    default:
        return false;
    }
    if (!m_damage.empty())
        m_damage += '+';
    m_damage += action.name;
    return true;
}

Bytes ReplyDraft::packet() const
{
    Bytes packet = support::buildEchoReply(m_envelope, m_id, m_sequence, m_payload);
    const std::size_t payloadAt = support::icmpOffset(m_envelope) + icmpHeaderSize;
    if (m_bitFlippedLast && *m_bitFlippedLast / 8 < m_payload.size())
        flipBit(std::span(packet).subspan(payloadAt), *m_bitFlippedLast);
    return packet;
}

Bytes ReplyDraft::forgery(const Address &source, std::uint16_t id, std::uint16_t sequence,
                          const SeededDraw *draw) const
{
    Bytes payload(m_request.payload.begin(), m_request.payload.end());
    if (draw) {
        for (std::size_t at = 0; at < payload.size(); ++at)
            payload[at] = static_cast<std::uint8_t>(draw->number(PayloadLane + at));
    }
    const support::Envelope envelope{source, m_request.source};
    return support::buildEchoReply(envelope, id, sequence, payload);
}

} // namespace qicmp::tunhost
