// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "session.h"

#include "counters.h"
#include "echoservice.h"
#include "network.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds coalesceWithin = std::chrono::nanoseconds(v1::coalesceWithin).count();
constexpr std::size_t usualMessageful = 96; // results, of which 107 may fit
constexpr std::size_t mostAnswers = 8;      // to KEEPALIVEs of one turn

/// Late and duplicate replies end nothing.
bool isOutcome(const v1::Result &result)
{
    return result.outcome != v1::Outcome::LateReply &&
           result.outcome != v1::Outcome::DuplicateReply;
}

/// What is told instead of a result that the protocol has no form for.
v1::Result bareEnd(const v1::Result &result)
{
    v1::Result bare;
    bare.outcome = isOutcome(result) ? v1::Outcome::Interrupted : result.outcome;
    bare.token = result.token;
    return bare;
}

} // namespace

Session::Session(const Services &services, Opening opening)
    : m_services(services)
    , m_owner(opening.owner)
    , m_client(opening.client)
    , m_opened(opening.opened)
    , m_channel(std::move(opening.channel))
    , m_pings(services, opening.owner, opening.opened.grant, std::move(opening.limits))
    , m_stream(m_channel->largestMessage())
    , m_heardAt(services.clock.monotonic())
    , m_usedAt(m_heardAt)
    , m_progressAt(m_heardAt)
{
}

void Session::acknowledged(const v1::SessionHeader &header, Nanoseconds now)
{
    heard(now);
    m_stream.acknowledged(header.acknowledgement, now, [this, now](std::uint32_t, ByteView bytes) {
        m_progressAt = now;
        v1::ResultMessage message;
        if (v1::decode(bytes, message)) // we wrote it ourselves
            return;
        for (const v1::Result &result : message.results) {
            if (isOutcome(result))
                m_pings.acknowledged(result);
            else
                --m_extras;
        }
    });
}

void Session::heard(Nanoseconds now)
{
    m_heardAt = now;
    m_refusals = 0;
}

Session::Delivery Session::arrived(const v1::SessionHeader &header, Nanoseconds now)
{
    switch (m_stream.arrived(header.number, now)) {
    case MessageStream::Arrival::New:
        return Delivery::Deal;
    case MessageStream::Arrival::Repeated:
        ++m_services.counters.dropped[DropCause::Repeated];
        break;
    case MessageStream::Arrival::Beyond:
        ++m_services.counters.dropped[DropCause::BeyondWindow];
        break;
    }
    return Delivery::Ignore;
}

void Session::receive(const v1::PingMessage &message, Nanoseconds now)
{
    acknowledged(message.header, now);
    if (!m_pings.hasRoomFor(message.pings)) { // it is not acknowledged, so it will come again
        ++m_services.counters.dropped[DropCause::NoRoom];
        return;
    }
    if (arrived(message.header, now) == Delivery::Ignore)
        return;
    m_usedAt = now;
    std::vector<v1::Result> refusals;
    m_pings.take(message, now, refusals);
    for (const v1::Result &refusal : refusals)
        conclude(refusal, now);
}

void Session::receive(const v1::CancelMessage &message, Nanoseconds now)
{
    acknowledged(message.header, now);
    if (arrived(message.header, now) == Delivery::Deal)
        m_pings.cancel(message);
}

void Session::receive(const v1::KeepAlive &message, Nanoseconds now)
{
    acknowledged(message.header, now);
    if (message.kind == v1::KeepAlive::Kind::AnswerWanted && m_stamps.size() < mostAnswers)
        m_stamps.push_back(message.stamp);
}

void Session::conclude(const v1::Result &result, Nanoseconds now)
{
    if (isOutcome(result)) {
        m_pings.ended(result.token);
    } else if (!tellsExtra(result, now)) {
        ++m_services.counters.extraResultsDropped;
        return;
    } else {
        ++m_extras;
    }
    countOutcome(result);
    if (waiting() == 0)
        m_holdUntil = now + coalesceWithin;
    m_waiting.push_back(result);
}

/// Whoever replies to one ping a thousand times shall not use up what there is for the others.
bool Session::tellsExtra(const v1::Result &result, Nanoseconds now)
{
    constexpr TokenRate rate{.perSecond = 4, .burst = 16};
    if (m_extras == v1::mostExtraResults)
        return false;
    if (result.outcome != v1::Outcome::DuplicateReply)
        return true;
    TokenBucket &bucket = m_duplicates[result.token % m_duplicates.size()];
    if (!bucket.has(rate, 1, now))
        return false;
    bucket.spend(rate, 1, now);
    return true;
}

void Session::countOutcome(const v1::Result &result)
{
    Counters &counters = m_services.counters;
    ++counters.outcomes[result.outcome];
    if (result.outcome == v1::Outcome::Refused)
        ++counters.refusals[result.refusal];
    else if (result.outcome == v1::Outcome::Reply)
        counters.roundTrips.observe(result.time);
}

/// The first result after a pause leaves at once; while others are under way, they are gathered
/// (as Nagle's algorithm, RFC 896, does with what a person types).
bool Session::mayWrite(Nanoseconds now) const
{
    return waiting() != 0 && m_stream.hasRoom() &&
           (!m_stream.hasUnacknowledged() || waiting() >= usualMessageful || now >= m_holdUntil);
}

void Session::writeResults()
{
    const Nanoseconds clock = std::max<Nanoseconds>(m_services.clock.realtime(), 0);
    const auto dropped = static_cast<std::uint32_t>(m_services.counters.receiveOverflows);
    if (!m_stream.hasUnacknowledged())
        m_progressAt = m_services.clock.monotonic();
    while (waiting() != 0 && m_stream.hasRoom()) {
        v1::SessionHeader first = header();
        first.number = m_stream.nextNumber();
        v1::ResultWriter writer(m_stream.buffer(), first, clock, dropped);
        for (; waiting() != 0; ++m_written) {
            const v1::Result &result = m_waiting[m_written];
            v1::Added added = writer.add(result);
            if (added == v1::Added::Unencodable) // whatever it is, the ping has to end
                added = writer.add(bareEnd(result));
            if (added == v1::Added::NoRoom)
                break;
        }
        m_stream.commit(writer.message().size());
    }
    forgetWritten();
}

/// Moves the others to the front only once that costs less than writing them did.
void Session::forgetWritten()
{
    constexpr std::size_t usual = 1'024;
    if (waiting() == 0) {
        m_waiting.clear();
        if (m_waiting.capacity() > usual)
            m_waiting.shrink_to_fit();
    } else if (m_written >= waiting()) {
        m_waiting.erase(m_waiting.begin(),
                        m_waiting.begin() + static_cast<std::ptrdiff_t>(m_written));
    } else {
        return;
    }
    m_written = 0;
}

void Session::flush(Nanoseconds now)
{
    if (mayWrite(now))
        writeResults();
    const Nanoseconds clock = std::max<Nanoseconds>(m_services.clock.realtime(), 0);
    const auto dropped = static_cast<std::uint32_t>(m_services.counters.receiveOverflows);
    std::array<ByteView, v1::messageWindow> due;
    std::size_t count = 0;
    m_stream.sendDue(now, [&](ByteSpan message) {
        v1::refreshClock(message, clock, dropped);
        due[count++] = message;
        return true;
    });
    if (count != 0) {
        const std::size_t sent = m_channel->send({due.data(), count});
        m_services.counters.datagramsSent += sent;
        m_services.counters.datagramsUnsent += count - sent;
    }
    writeKeepAlives(now);
    // From another machine such word can be forged by anybody. On this one, another user may get
    // the port, and what is meant for its last owner.
    const unsigned refusals = m_channel->takeRefusals();
    if (isLoopback(m_client.address))
        m_refusals += refusals;
}

void Session::writeKeepAlives(Nanoseconds now)
{
    if (m_stamps.empty() && m_stream.isAcknowledgementDue(now)) {
        const auto plain = v1::encode(v1::KeepAlive{.header = header()});
        const ByteView message(plain);
        m_services.counters.datagramsSent += m_channel->send({&message, 1});
        m_stream.acknowledgementSent();
    }
    for (const std::uint64_t stamp : std::exchange(m_stamps, {})) {
        const auto answer = v1::encode(v1::KeepAlive{
                .header = header(), .kind = v1::KeepAlive::Kind::Answer, .stamp = stamp});
        const ByteView message(answer);
        m_services.counters.datagramsSent += m_channel->send({&message, 1});
        m_stream.acknowledgementSent();
    }
}

/// Whoever sends but acknowledges no result is as good as silent: what is kept for it would be kept
/// forever.
Nanoseconds Session::idleAt() const
{
    const Nanoseconds since =
            m_stream.hasUnacknowledged() ? std::min(m_heardAt, m_progressAt) : m_heardAt;
    return since + Nanoseconds{m_opened.grant.idle} * millisecond;
}

bool Session::isUnused(Nanoseconds now) const
{
    const v1::Grant &grant = m_opened.grant;
    return now - m_heardAt >= Nanoseconds{grant.keepAlive} * millisecond * 3 / 2 ||
           (m_pings.isEmpty() && now - m_usedAt >= Nanoseconds{grant.linger} * millisecond);
}

Nanoseconds Session::nextDue() const
{
    const Nanoseconds due = std::min(m_stream.nextDue(), idleAt());
    return waiting() == 0 || !m_stream.hasRoom() ? due : std::min(due, m_holdUntil);
}

void Session::close(v1::CloseReason reason)
{
    const auto close = v1::encode(v1::Close{.header = header(), .reason = reason});
    const ByteView message(close);
    m_services.counters.datagramsSent += m_channel->send({&message, 1});
}

} // namespace qicmp::proxy
