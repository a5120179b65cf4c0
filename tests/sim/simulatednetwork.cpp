// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "simulatednetwork.h"

#include <algorithm>
#include <limits>

using namespace qicmp::support;

namespace qicmp::sim {

SimulatedNetwork::SimulatedNetwork(FakeTime &time, std::uint32_t seed)
    : m_time(time), m_random(seed)
{
}

void SimulatedNetwork::setRoom(unsigned packets, Nanoseconds pause)
{
    m_room = packets;
    m_roomLeft = packets;
    m_pause = pause;
}

Treatment SimulatedNetwork::treat(const Address &target, unsigned number)
{
    Treatment treatment;
    for (const Rule &rule : m_rules) {
        if (!rule.target.contains(target))
            continue;
        const bool listed = std::ranges::any_of(rule.packets, [=](const Rule::Span &span) {
            return number >= span.first && number <= span.second;
        });
        if (!listed && !rule.packets.empty())
            continue;
        if (rule.probability < 1 &&
            std::uniform_real_distribution<>(0, 1)(m_random) >= rule.probability)
            continue;
        if (rule.packets.empty() && rule.probability >= 1)
            treatment.answers.resize(std::max<std::size_t>(treatment.answers.size(), 1));
        for (const auto &change : rule.changes)
            change(treatment);
    }
    return treatment;
}

SimulatedNetwork::Verdict SimulatedNetwork::send(const IpAddress &target, ByteView icmp,
                                                 std::uint64_t cookie, int &systemError)
{
    const Address address = toBench(target);
    const unsigned number = m_counts[address] + 1;
    if (m_room > 0 && m_roomLeft == 0) {
        m_roomLeft = m_room;
        m_readyAt = m_time.monotonic() + m_pause;
        m_blocked = true;
        ++m_timesBlocked;
        return Verdict::Blocked;
    }
    const Treatment treatment = treat(address, number);
    m_counts[address] = number;
    if (treatment.refusal != 0) {
        systemError = treatment.refusal;
        return Verdict::Refused;
    }
    if (m_room > 0)
        --m_roomLeft;

    const Bytes request = requestPacket(target, icmp);
    m_malformed += request.empty();
    const Nanoseconds leaves = m_time.monotonic() + treatment.departure;
    m_departures.push_back({leaves, address, number});
    if (treatment.stamped) {
        Arrival stamp;
        stamp.isStamp = true;
        stamp.stampCookie = cookie;
        schedule(leaves, std::move(stamp));
    }
    for (const Answer &answer : treatment.answers) {
        Arrival arrival;
        arrival.packet = answerPacket(answer, request);
        if (arrival.packet.empty())
            continue;
        arrival.source = fromBench(answer.from.isNull() ? address : answer.from, target);
        arrival.answer = answer;
        arrival.departure = m_departures.size() - 1;
        Nanoseconds at = leaves + answer.delay;
        if (answer.jitter > 0)
            at += std::uniform_int_distribution<Nanoseconds>(0, answer.jitter)(m_random);
        schedule(at, std::move(arrival));
    }
    return Verdict::Sent;
}

void SimulatedNetwork::schedule(Nanoseconds at, Arrival arrival)
{
    if (at <= m_time.monotonic()) // at once, for the reader's next look
        arrive(arrival);
    else
        m_arrivals.emplace(at, std::move(arrival));
}

void SimulatedNetwork::arrive(const Arrival &arrival)
{
    // Packets and transmit stamps share the socket's buffer.
    const bool room = m_inbox.size() + m_stamps.size() < m_receiveBuffer;
    if (arrival.isStamp) {
        if (room) // one that is lost counts as no drop
            m_stamps.push_back({arrival.stampCookie, m_time.realtime()});
        return;
    }
    if (m_observer)
        m_observer({arrival.answer, m_departures[arrival.departure], m_time.monotonic(), !room});
    if (!room) {
        ++m_drops;
        return;
    }
    m_inbox.push_back(
            {arrival.packet, arrival.source, arrival.answer.stamped ? m_time.realtime() : 0});
}

void SimulatedNetwork::discardUnread()
{
    m_inbox.clear();
    m_stamps.clear();
    m_arrivals.clear();
}

Nanoseconds SimulatedNetwork::nextEvent() const
{
    Nanoseconds next = std::numeric_limits<Nanoseconds>::max();
    if (!m_arrivals.empty())
        next = m_arrivals.begin()->first;
    if (m_blocked)
        next = std::min(next, m_readyAt);
    return next;
}

bool SimulatedNetwork::play()
{
    const Nanoseconds now = m_time.monotonic();
    bool wake = false;
    while (!m_arrivals.empty() && m_arrivals.begin()->first <= now) {
        arrive(m_arrivals.begin()->second);
        m_arrivals.erase(m_arrivals.begin());
        wake = true;
    }
    if (m_blocked && m_readyAt <= now) {
        m_blocked = false;
        wake = true;
    }
    return wake;
}

void SimulatedNetwork::suspend(Nanoseconds duration)
{
    // Elsewhere time goes on, which this machine's monotonic clock knows nothing of.
    std::multimap<Nanoseconds, Arrival> later;
    for (auto &[at, arrival] : m_arrivals)
        if (at > m_time.monotonic() + duration)
            later.emplace(at - duration, std::move(arrival));
    m_arrivals.swap(later);
}

} // namespace qicmp::sim
