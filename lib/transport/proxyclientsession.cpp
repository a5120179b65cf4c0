// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/proxyclient.h"
#include "transport/proxyconclusion.h"

#include <algorithm>
#include <utility>

// What a client does while it has a session, beside sending pings.
namespace qicmp {
namespace {

constexpr Nanoseconds resultGrace = std::chrono::nanoseconds(v1::resultGrace).count();
constexpr Nanoseconds patience = std::chrono::nanoseconds(v1::handshakePatience).count();
constexpr Nanoseconds lostAfter = std::chrono::nanoseconds(v1::lostAfter).count();
constexpr Nanoseconds resendMost = std::chrono::nanoseconds(v1::resendMost).count();
constexpr Nanoseconds unusedFor = 60 * second; // and then the session is closed
constexpr unsigned sendsUntilOwed = 3;
constexpr int refusalsUntilLost = 3;

} // namespace

ProxyClient::Session::Session(const v1::Opened &opened, std::size_t messageSize, Nanoseconds now)
    : id(opened.session)
    , grant(opened.grant)
    , stream(messageSize)
    , lastSentAt(now)
    , sendsToDoubt(sendsUntilOwed)
    , openedAt(now)
    , waitingSentAt(now)
{
}

void ProxyClient::serve()
{
    if (m_channel.state() == DatagramChannel::State::Failed) {
        endSession(m_channel.trouble());
        return;
    }
    Session &session = *m_session;
    if (m_pings.size() > 0)
        m_wantedAt = m_now;
    else if (m_now >= unusedUntil()) {
        rest();
        return;
    }
    sendCancels();
    if (!m_waiting.empty())
        sendWaiting();
    transmit();

    if (m_now - patience >= session.stream.oldestSentAt()) {
        leaveStuckSession();
        return;
    }
    const unsigned sends = session.stream.oldestSends();
    if (sends < sendsUntilOwed)
        session.sendsToDoubt = sendsUntilOwed;
    if (sends >= session.sendsToDoubt) {
        session.sendsToDoubt = sends + sendsUntilOwed;
        doubt();
    }
    if (m_state == State::Doubting && m_now - m_doubtingSince >= lostAfter) {
        endSession(ProxyTrouble::NoAnswer);
        return;
    }
    if (m_state == State::Doubting && m_now >= m_askAgainAt)
        askForAnswer();
    if (session.stream.isAcknowledgementDue(m_now) ||
        m_now - session.lastSentAt >= session.keepAlive())
        sendKeepAlive(v1::KeepAlive::Kind::Plain);
}

/// When the session is closed, if there is nothing more to ping. What is late is still told.
Nanoseconds ProxyClient::unusedUntil() const
{
    return m_wantedAt + std::max(unusedFor, Nanoseconds{m_session->grant.linger} * millisecond);
}

void ProxyClient::sendKeepAlive(v1::KeepAlive::Kind kind)
{
    m_channel.send(v1::encode(
            v1::KeepAlive{.header = m_session->header(),
                          .kind = kind,
                          .stamp = kind == v1::KeepAlive::Kind::Plain ? 0 : m_session->stamp}));
    m_session->stream.acknowledgementSent();
    m_session->lastSentAt = m_now;
}

/// The proxy owes an answer; unless it comes, the session is lost.
void ProxyClient::doubt()
{
    if (m_state == State::Doubting)
        return;
    m_state = State::Doubting;
    m_doubtingSince = m_now;
    m_askPace = m_session->stream.resendTime();
    askForAnswer();
}

void ProxyClient::askForAnswer()
{
    ++m_session->stamp;
    m_session->stampedAt = m_now;
    sendKeepAlive(v1::KeepAlive::Kind::AnswerWanted);
    m_askAgainAt = m_now + m_askPace;
    m_askPace = std::min(2 * m_askPace, resendMost);
}

void ProxyClient::hearPortUnreachable()
{
    if (!m_session) {
        if (m_trouble == ProxyTrouble::NoAnswer)
            m_trouble = ProxyTrouble::NobodyListens;
        return;
    }
    if (++m_session->refusals >= refusalsUntilLost)
        endSession(ProxyTrouble::NobodyListens);
    else
        askNow();
}

/// As doubt(), and without waiting if an answer is owed already.
void ProxyClient::askNow()
{
    if (m_state == State::Doubting)
        askForAnswer();
    else
        doubt();
}

/// Whether a message belongs to the session. It shows that the proxy lives, and what has arrived.
bool ProxyClient::isOfSession(const v1::SessionHeader &header)
{
    if (!m_session || header.session != m_session->id)
        return false;
    if (m_session->refusals > 0 && !m_channel.isPeerTrusted()) { // somebody has taken the port over
        endSession(ProxyTrouble::NotTrusted);
        return false;
    }
    m_state = State::Open;
    m_session->refusals = 0;
    m_session->stream.acknowledged(
            header.acknowledgement, m_now,
            [this](std::uint32_t, ByteView message) { pingsTaken(message); });
    return true;
}

void ProxyClient::pingsTaken(ByteView message)
{
    v1::PingMessage pings;
    if (message[2] != static_cast<std::uint8_t>(v1::MessageType::Ping) ||
        v1::decode(message, pings))
        return;
    for (const v1::PingGroup &group : pings.groups) {
        const Nanoseconds overdueAt = m_now + group.options.timeout * millisecond + resultGrace;
        for (const v1::Ping &entry : group.pings) {
            const PendingPing *const ping = m_pings.find(entry.token);
            if (!ping || ping->state != PendingPing::State::Sent)
                continue;
            m_pings.setState(entry.token, PendingPing::State::Taken);
            m_pings.expect(entry.token, overdueAt);
            if (ping->withdrawn)
                m_cancels.push_back(entry.token);
        }
    }
}

void ProxyClient::arrived(const v1::ResultMessage &message, ByteView datagram)
{
    if (!isOfSession(message.header) ||
        m_session->stream.arrived(message.header.number, m_now) != MessageStream::Arrival::New)
        return;
    const Nanoseconds arrivedAt = m_channel.arrivedAt();
    m_session->order.add(message.header.number, datagram, arrivedAt != 0 ? arrivedAt : m_wall,
                         [&](ByteView bytes, Nanoseconds wall) {
                             v1::ResultMessage early;
                             if (bytes.data() == datagram.data())
                                 deal(message, wall);
                             else if (!v1::decode(bytes, early))
                                 deal(early, wall);
                         });
}

void ProxyClient::deal(const v1::ResultMessage &message, Nanoseconds wall)
{
    if (m_session->dropped)
        m_overflows += message.dropped - *m_session->dropped; // modulo 2^32
    m_session->dropped = message.dropped;

    const ProxyMoment moment{message.clock, wall};
    for (const v1::Result &result : message.results) {
        if (!endsPing(result.outcome)) {
            m_sink->concluded(concludeFrom(result, Family::None, moment));
            continue;
        }
        const PendingPing *const ping = m_pings.find(result.token);
        if (ping && ping->state != PendingPing::State::Waiting)
            conclude(result.token, concludeFrom(result, ping->family, moment));
        else if (!ping && m_pings.endForgotten() && m_session->abandoned > 0)
            --m_session->abandoned;
    }
}

void ProxyClient::conclude(Token token, const Conclusion &conclusion)
{
    const bool withdrawn = m_pings.find(token)->withdrawn;
    m_pings.end(token);
    if (!withdrawn)
        m_sink->concluded(conclusion);
}

void ProxyClient::arrived(const v1::KeepAlive &keepAlive)
{
    if (isOfSession(keepAlive.header) && keepAlive.kind == v1::KeepAlive::Kind::Answer &&
        keepAlive.stamp == m_session->stamp)
        m_session->stream.measured(m_now - m_session->stampedAt);
}

void ProxyClient::arrived(const v1::Close &close)
{
    if (isOfSession(close.header))
        endSession(close.reason == v1::CloseReason::ShuttingDown ? ProxyTrouble::ShuttingDown
                                                                 : ProxyTrouble::NoAnswer);
}

/// The session has ended, and not by our will: what the proxy may have sent is lost to knowledge,
/// what it has not heard of is sent in the next session.
void ProxyClient::endSession(ProxyTrouble trouble)
{
    m_session->order.flush([this](ByteView bytes, Nanoseconds wall) {
        v1::ResultMessage early;
        if (!v1::decode(bytes, early))
            deal(early, wall);
    });
    reclaimUnacknowledged();
    interruptTaken();
    m_pings.forgetSession();
    for (const Waiting &waiting : m_waiting)
        if (const PendingPing *ping = m_pings.find(waiting.token))
            m_pings.expect(waiting.token, m_now + ping->timeout * millisecond);
    if (m_now - m_session->openedAt >= second)
        m_greeting.succeeded();
    m_session.reset();
    m_cancels.clear();
    m_trouble = trouble;
    m_state = State::Greeting;
    m_wantedAt = m_now;
    m_greeting.beginAgain(m_now);
    m_channel.reopen();
}

void ProxyClient::sendClose()
{
    m_channel.send(v1::encode(v1::Close{m_session->header(), v1::CloseReason::Finished}));
}

/// It is of no use any more, but another one may be.
void ProxyClient::leaveSession()
{
    sendClose();
    endSession(ProxyTrouble::NoAnswer);
}

/// The proxy answers, but not to a message that has been sent again and again: the path does not
/// carry it, or the proxy does not understand it. Smaller ones are worth a try, once.
void ProxyClient::leaveStuckSession()
{
    if (m_smallMessages)
        failUnacknowledged();
    m_smallMessages = true;
    leaveSession();
}

/// Calls \a visit(PendingPing &, const Waiting &) for the pings that have been sent and may not
/// have arrived.
template <typename Visit>
void ProxyClient::forEachUnacknowledged(Visit &&visit)
{
    m_session->stream.forEachUnacknowledged([&](std::uint32_t, ByteView message) {
        v1::PingMessage pings;
        if (message[2] != static_cast<std::uint8_t>(v1::MessageType::Ping) ||
            v1::decode(message, pings))
            return;
        for (const v1::PingGroup &group : pings.groups)
            for (const v1::Ping &entry : group.pings)
                if (PendingPing *ping = m_pings.find(entry.token);
                    ping && ping->state == PendingPing::State::Sent)
                    visit(*ping, Waiting{entry.token, entry.target, group.options});
    });
}

void ProxyClient::failUnacknowledged()
{
    forEachUnacknowledged([this](const PendingPing &, const Waiting &ping) {
        conclude(ping.token, {.probe = ping.token,
                              .kind = Conclusion::Kind::Unsent,
                              .final = true,
                              .failure = proxyUnavailable(ProxyTrouble::NoAnswer)});
    });
}

void ProxyClient::reclaimUnacknowledged()
{
    std::vector<Waiting> again;
    forEachUnacknowledged([&](const PendingPing &ping, const Waiting &waiting) {
        if (ping.withdrawn)
            m_pings.end(waiting.token);
        else
            again.push_back(waiting);
    });
    m_waiting.insert(m_waiting.begin(), again.begin(), again.end());
}

void ProxyClient::interruptTaken()
{
    m_pings.forEach([this](Token token, const PendingPing &ping) {
        if (ping.state == PendingPing::State::Taken)
            conclude(token, {.probe = token,
                             .kind = Conclusion::Kind::Interrupted,
                             .failure = interruption(InterruptionCause::ProxyLost)});
    });
}

Nanoseconds ProxyClient::nextDue() const
{
    Nanoseconds due = m_pings.nextDeadline();
    if (m_state == State::Greeting) {
        const bool open = m_channel.state() == DatagramChannel::State::Open;
        due = std::min(due, open ? m_greeting.nextDue() : due);
        if (m_pings.size() == 0)
            due = std::min(due,
                           m_wantedAt + std::chrono::nanoseconds(v1::handshakePatience).count());
    }
    if (!m_session)
        return due;
    const Session &session = *m_session;
    if (session.stream.oldestSentAt() != MessageStream::never)
        due = std::min(due, session.stream.oldestSentAt() + patience);
    due = std::min({due, session.stream.nextDue(), session.lastSentAt + session.keepAlive()});
    if (m_state == State::Doubting)
        due = std::min({due, m_askAgainAt, m_doubtingSince + lostAfter});
    if (m_pings.size() == 0)
        due = std::min(due, unusedUntil());
    if (m_rate.nextAllowed() > m_now)
        due = std::min(due, m_rate.nextAllowed()); // whoever was turned away may try again
    if (!m_waiting.empty() && m_pace.nextAllowed() > m_now)
        due = std::min(due, m_pace.nextAllowed());
    if (!m_cancels.empty() && session.stream.hasRoom())
        due = m_now;
    return due;
}

} // namespace qicmp
