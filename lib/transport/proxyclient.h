// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyframe.h"
#include "engine/clock.h"
#include "engine/messagestream.h"
#include "engine/transport.h"
#include "transport/datagramchannel.h"
#include "transport/pendingpings.h"
#include "transport/proxygreeting.h"
#include "transport/proxyrate.h"
#include "transport/resultorder.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace qicmp {

/// The client of proxy/PROTOCOL.md, 7: opens a session when there is something to ping, keeps it,
/// and tells what became of each ping, whatever happens to the session.
///
/// It has neither socket nor timer: receive() is to be called when the channel has something and at
/// nextDue(). Pings are named by the engine's handle of the probe, which is their token.
class ProxyClient final : private DatagramSink
{
public:
    enum class State : std::uint8_t {
        Idle,     ///< nothing to ping
        Greeting, ///< HELLO or OPEN has been sent, pings wait
        Open,
        Doubting, ///< a session in which the proxy owes an answer
    };

    ProxyClient(const Clock &clock, DatagramChannel &channel);
    ~ProxyClient() override; ///< closes the session
    ProxyClient(const ProxyClient &) = delete;
    ProxyClient &operator=(const ProxyClient &) = delete;

    /// Whether send() would take a ping: without a session all, in one what has been granted.
    bool isReady() const;
    SendResult send(std::span<const OutgoingEcho> echoes);
    void withdraw(std::uint64_t probe);
    /// What waited for a session leaves at this rate, in pings a second; 0 = as fast as granted.
    void setMaximumRate(std::uint32_t pingsPerSecond);

    /// Reads one batch and does what is due. Returns whether there may be more.
    bool receive(TransportSink &sink);
    Nanoseconds nextDue() const;

    State state() const { return m_state; }
    std::uint32_t outstanding() const { return m_pings.outstanding(); }
    /// Packets that the proxy's receive buffers had no room for, as long as it was listened to.
    std::uint64_t overflows() const { return m_overflows; }

private:
    using Token = PendingPings::Token;

    /// One that waits for a session, or for its turn in it.
    struct Waiting
    {
        Token token = 0;
        IpAddress target;
        v1::PingOptions options;
    };

    struct Session
    {
        Session(const v1::Opened &opened, std::size_t messageSize, Nanoseconds now);

        v1::SessionId id;
        v1::Grant grant;
        MessageStream stream;
        ResultOrder order;
        Nanoseconds lastSentAt;
        std::optional<std::uint32_t> dropped; ///< as the proxy last said
        unsigned sendsToDoubt;                ///< of one message, before an answer is owed
        int refusals = 0;                     ///< with nothing from the proxy between them
        std::uint64_t stamp = 0;              ///< of the last KEEPALIVE that asked for an answer
        Nanoseconds stampedAt = 0;
        Nanoseconds openedAt;
        Nanoseconds waitingSentAt;   ///< when a ping that waited last left
        std::uint32_t abandoned = 0; ///< outcomes that are owed, and nobody waits for any more

        /// A shorter one than this would be work for nothing.
        Nanoseconds keepAlive() const
        {
            return std::max(Nanoseconds{grant.keepAlive} * millisecond, 100 * millisecond);
        }

        v1::SessionHeader header(std::uint32_t number = 0) const
        {
            return {id, number, stream.acknowledgement()};
        }
    };

    class PingBatch;

    // DatagramSink
    void datagramArrived(ByteView datagram) override;

    // without a session
    SendResult sendLater(std::span<const OutgoingEcho> echoes);
    void wait(const OutgoingEcho &echo, const v1::PingOptions &options);
    void greet();
    void act();
    void askAnew();
    void rest();
    void giveUp(ProxyTrouble trouble);
    void failWaiting();
    bool isWaiting(Token token);
    void forgetEndedWaiting();
    bool expire();
    void overdue(Token token);
    void overdueResult(Token token);
    ProxyTrouble unavailability() const;
    void arrived(const v1::Challenge &challenge);
    void arrived(const v1::Opened &opened);
    void arrived(const v1::Error &error);
    void refuseGreeting(const v1::Error &error);

    // in one
    SendResult sendNow(std::span<const OutgoingEcho> echoes);
    std::uint32_t allowance(std::uint32_t wanted) const;
    void serve();
    void sendWaiting();
    void sendCancels();
    void transmit();
    void sendKeepAlive(v1::KeepAlive::Kind kind);
    void askForAnswer();
    void doubt();
    void askNow();
    void hearPortUnreachable();
    bool isOfSession(const v1::SessionHeader &header);
    void arrived(const v1::ResultMessage &message, ByteView datagram);
    void arrived(const v1::KeepAlive &keepAlive);
    void arrived(const v1::Close &close);
    void pingsTaken(ByteView message);
    void deal(const v1::ResultMessage &message, Nanoseconds wall);
    void conclude(Token token, const Conclusion &conclusion);
    void endSession(ProxyTrouble trouble);
    void sendClose();
    void leaveSession();
    void leaveStuckSession();
    void failUnacknowledged();
    template <typename Visit>
    void forEachUnacknowledged(Visit &&visit);
    void reclaimUnacknowledged();
    void interruptTaken();
    Nanoseconds unusedUntil() const;

    const Clock &m_clock;
    DatagramChannel &m_channel;
    TransportSink *m_sink = nullptr; ///< during receive()
    State m_state = State::Idle;
    ProxyGreeting m_greeting;
    std::unique_ptr<Session> m_session;
    ProxyRate m_rate;
    ProxyRate m_pace; ///< of what has waited, as the engine would have sent it
    PendingPings m_pings;
    std::deque<Waiting> m_waiting;
    std::vector<Token> m_cancels;
    ProxyTrouble m_trouble = ProxyTrouble::NoAnswer;
    Nanoseconds m_now;
    Nanoseconds m_wall = 0;
    Nanoseconds m_wantedAt = 0; ///< when there last was something to ping
    Nanoseconds m_doubtingSince = 0;
    Nanoseconds m_askAgainAt = 0;
    Nanoseconds m_askPace = 0;
    std::uint64_t m_overflows = 0;
    bool m_smallMessages = false; ///< large ones don't get through
};

} // namespace qicmp
