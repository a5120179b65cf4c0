// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/messagestream.h"

#include <algorithm>

namespace qicmp {
namespace {

constexpr Nanoseconds inNanoseconds(std::chrono::nanoseconds duration)
{
    return duration.count();
}

/// How far \a number lies behind \a other, in the arithmetic of RFC 1982; negative: before it.
std::int32_t distance(std::uint32_t number, std::uint32_t other)
{
    return static_cast<std::int32_t>(number - other);
}

/// Buffers kept for the next messages: what steady traffic needs. More are for a burst only.
constexpr std::size_t mostSpare = 8;

} // namespace

MessageStream::MessageStream(std::size_t messageSize, std::uint32_t firstNumber)
    : m_messageSize(messageSize), m_oldest(firstNumber), m_next(firstNumber)
{
    m_arrived.through = firstNumber - 1;
}

ByteSpan MessageStream::buffer()
{
    Sent &message = sent(m_next);
    if (!message.bytes) {
        if (m_spare.empty())
            m_spare.push_back(std::make_unique<std::uint8_t[]>(m_messageSize));
        message = Sent{.bytes = std::move(m_spare.back())};
        m_spare.pop_back();
    }
    return {message.bytes.get(), m_messageSize};
}

void MessageStream::commit(std::size_t size)
{
    sent(m_next).size = static_cast<std::uint16_t>(size);
    ++m_next;
}

void MessageStream::markSent(Sent &message, Nanoseconds now)
{
    constexpr int mostDoublings = 10; // beyond that it is resendMost anyhow
    if (message.sends == 0)
        message.firstSentAt = now;
    const int doublings = std::min<int>(message.sends, mostDoublings);
    message.dueAt = now + std::min(resendTime() << doublings, inNanoseconds(v1::resendMost));
    if (message.sends < std::numeric_limits<std::uint16_t>::max())
        ++message.sends;
    acknowledgementSent();
}

void MessageStream::free(Sent &message, Nanoseconds now)
{
    // Which of two copies was acknowledged can't be told (Karn and Partridge, 1987). When it took
    // three, the estimate is likely too short for the path, and would never be mended otherwise.
    if (message.sends != 2)
        measured(now - message.firstSentAt);
    if (m_spare.size() < mostSpare)
        m_spare.push_back(std::move(message.bytes));
    message.bytes.reset();
}

void MessageStream::advance()
{
    while (m_oldest != m_next && !isUnacknowledged(m_oldest))
        ++m_oldest;
}

bool MessageStream::isSound(const v1::Acknowledgement &acknowledgement) const
{
    return distance(acknowledgement.through, m_next) < 0;
}

bool MessageStream::isCovered(std::uint32_t number, const v1::Acknowledgement &acknowledgement)
{
    const std::int32_t ahead = distance(number, acknowledgement.through);
    if (ahead <= 0)
        return true;
    const std::uint32_t bit = static_cast<std::uint32_t>(ahead) - 1;
    return bit < v1::messageWindow && (acknowledgement.beyond >> bit & 1) != 0;
}

void MessageStream::measured(Nanoseconds roundTrip)
{
    roundTrip = std::max<Nanoseconds>(roundTrip, 0);
    // As RFC 6298 smooths it.
    m_roundTrip = m_roundTrip < 0 ? roundTrip : m_roundTrip + (roundTrip - m_roundTrip) / 8;
}

Nanoseconds MessageStream::resendTime() const
{
    if (m_roundTrip < 0)
        return inNanoseconds(v1::resendFirst);
    const Nanoseconds most = inNanoseconds(v1::resendMost);
    return std::clamp(2 * std::min(m_roundTrip, most) + inNanoseconds(v1::acknowledgeWithin),
                      inNanoseconds(v1::resendLeast), most);
}

MessageStream::Arrival MessageStream::arrived(std::uint32_t number, Nanoseconds now)
{
    const std::int32_t ahead = distance(number, m_arrived.through);
    if (ahead > static_cast<std::int32_t>(v1::messageWindow))
        return Arrival::Beyond;
    const std::uint64_t bit = ahead <= 0 ? 0 : std::uint64_t{1} << (ahead - 1);
    if (ahead <= 0 || (m_arrived.beyond & bit) != 0) {
        m_acknowledgeAt = now; // the peer has not heard of it yet
        return Arrival::Repeated;
    }
    m_arrived.beyond |= bit;
    while ((m_arrived.beyond & 1) != 0) {
        ++m_arrived.through;
        m_arrived.beyond >>= 1;
    }
    if (++m_unacknowledged >= v1::acknowledgeEvery)
        m_acknowledgeAt = std::min(m_acknowledgeAt, now);
    else if (m_unacknowledged == 1)
        m_acknowledgeAt = std::min(m_acknowledgeAt, now + inNanoseconds(v1::acknowledgeWithin));
    return Arrival::New;
}

void MessageStream::acknowledgementSent()
{
    m_acknowledgeAt = never;
    m_unacknowledged = 0;
}

Nanoseconds MessageStream::nextDue() const
{
    Nanoseconds due = m_acknowledgeAt;
    for (std::uint32_t number = m_oldest; number != m_next; ++number)
        if (const Sent &message = sent(number); message.bytes)
            due = std::min(due, message.dueAt);
    return due;
}

} // namespace qicmp
