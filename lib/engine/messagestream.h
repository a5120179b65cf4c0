// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxysession.h"
#include "engine/clock.h"

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace qicmp {

/// One side of the delivery of numbered messages between a client and icmp-proxy
/// (proxy/PROTOCOL.md, 6): keeps what was sent until it is acknowledged, says when it is due again,
/// and remembers what has arrived. Lives as long as one session; both sides use the same.
///
/// It knows no socket and no timer. Times are monotonic, and passed in.
class MessageStream
{
public:
    static constexpr Nanoseconds never = std::numeric_limits<Nanoseconds>::max();

    /// What a numbered message that has arrived is.
    enum class Arrival : std::uint8_t {
        New,      ///< to be dealt with
        Repeated, ///< has been dealt with before
        Beyond,   ///< no honest peer is that far ahead
    };

    /// Messages have \a messageSize bytes at most, and are numbered from \a firstNumber on.
    explicit MessageStream(std::size_t messageSize = v1::maximumMessageSize,
                           std::uint32_t firstNumber = 1);

    // Sending

    /// Whether the window has room for one more message.
    bool hasRoom() const { return m_next - m_oldest < v1::messageWindow; }
    std::uint32_t nextNumber() const { return m_next; }
    /// Where the message with the next number is to be written, if hasRoom(). May be asked for
    /// again; what has not been committed is forgotten.
    ByteSpan buffer();
    /// The buffer holds a message of \a size bytes: it is due at once.
    void commit(std::size_t size);

    /// Hands each message that is due at \a now to \a send, with the acknowledgement of this
    /// moment written into it, the oldest first: a bool(ByteSpan message) that returns whether it
    /// left. After a false one this ends, and the message stays due. Returns whether all left.
    template <typename Send>
    bool sendDue(Nanoseconds now, Send &&send);

    /// The peer tells what has arrived there. Calls \a arrived(number, ByteView message) for each
    /// message that this is news of, whose bytes are gone thereafter. One that claims what was
    /// never sent is ignored.
    template <typename Arrived>
    void acknowledged(const v1::Acknowledgement &acknowledgement, Nanoseconds now,
                      Arrived &&arrived);

    /// Calls \a visit(number, ByteView message) for what has not been acknowledged, sent or not.
    template <typename Visit>
    void forEachUnacknowledged(Visit &&visit) const;

    bool hasUnacknowledged() const { return m_next != m_oldest; }
    /// How often the oldest message that is not acknowledged has been sent. Three times without an
    /// answer: the peer owes a client one.
    unsigned oldestSends() const { return hasUnacknowledged() ? sent(m_oldest).sends : 0; }

    /// When that one was sent first, or never.
    Nanoseconds oldestSentAt() const
    {
        return oldestSends() > 0 ? sent(m_oldest).firstSentAt : never;
    }

    /// How long a message and its acknowledgement were under way, measured otherwise.
    void measured(Nanoseconds roundTrip);
    Nanoseconds smoothedRoundTrip() const { return m_roundTrip; } ///< -1 = not measured yet
    /// After how long without an acknowledgement a message is sent a second time.
    Nanoseconds resendTime() const;

    // Receiving

    Arrival arrived(std::uint32_t number, Nanoseconds now);
    /// What a message that leaves now has to say of what has arrived.
    const v1::Acknowledgement &acknowledgement() const { return m_arrived; }
    /// A message with acknowledgement() has left otherwise than by sendDue().
    void acknowledgementSent();
    /// Whether a KEEPALIVE has to leave because nothing else did. After sendDue().
    bool isAcknowledgementDue(Nanoseconds now) const { return now >= m_acknowledgeAt; }

    /// When sendDue() or a KEEPALIVE is due next, or never.
    Nanoseconds nextDue() const;

private:
    struct Sent
    {
        std::unique_ptr<std::uint8_t[]> bytes; ///< none: acknowledged
        Nanoseconds firstSentAt = 0;
        Nanoseconds dueAt = 0; ///< 0 = has not been sent yet
        std::uint16_t size = 0;
        std::uint16_t sends = 0;
    };

    Sent &sent(std::uint32_t number) { return m_sent[number % v1::messageWindow]; }
    const Sent &sent(std::uint32_t number) const { return m_sent[number % v1::messageWindow]; }
    bool isUnacknowledged(std::uint32_t number) const { return sent(number).bytes != nullptr; }
    bool isSound(const v1::Acknowledgement &acknowledgement) const;
    static bool isCovered(std::uint32_t number, const v1::Acknowledgement &acknowledgement);
    void markSent(Sent &message, Nanoseconds now);
    void free(Sent &message, Nanoseconds now);
    void advance();

    std::size_t m_messageSize;
    std::array<Sent, v1::messageWindow> m_sent;
    std::vector<std::unique_ptr<std::uint8_t[]>> m_spare; ///< buffers for further messages
    std::uint32_t m_oldest;                               ///< that is not acknowledged
    std::uint32_t m_next;
    Nanoseconds m_roundTrip = -1;

    v1::Acknowledgement m_arrived;
    Nanoseconds m_acknowledgeAt = never;
    int m_unacknowledged = 0; ///< messages that have arrived since an acknowledgement left
};

template <typename Send>
bool MessageStream::sendDue(Nanoseconds now, Send &&send)
{
    for (std::uint32_t number = m_oldest; number != m_next; ++number) {
        Sent &message = sent(number);
        if (!message.bytes || message.dueAt > now)
            continue;
        const ByteSpan bytes(message.bytes.get(), message.size);
        v1::refreshAcknowledgement(bytes, m_arrived);
        if (!send(bytes))
            return false;
        markSent(message, now);
    }
    return true;
}

template <typename Arrived>
void MessageStream::acknowledged(const v1::Acknowledgement &acknowledgement, Nanoseconds now,
                                 Arrived &&arrived)
{
    if (!isSound(acknowledgement))
        return;
    for (std::uint32_t number = m_oldest; number != m_next; ++number) {
        Sent &message = sent(number);
        if (!message.bytes || message.sends == 0 || !isCovered(number, acknowledgement))
            continue;
        arrived(number, ByteView(message.bytes.get(), message.size));
        free(message, now);
    }
    advance();
}

template <typename Visit>
void MessageStream::forEachUnacknowledged(Visit &&visit) const
{
    for (std::uint32_t number = m_oldest; number != m_next; ++number)
        if (const Sent &message = sent(number); message.bytes)
            visit(number, ByteView(message.bytes.get(), message.size));
}

} // namespace qicmp
