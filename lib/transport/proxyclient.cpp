// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/proxyclient.h"

#include "transport/proxyoptions.h"

#include <algorithm>
#include <type_traits>
#include <variant>

// What a client does without a session, and what it takes over into one. The session itself is in
// proxyclientsession.cpp.
namespace qicmp {
namespace {

constexpr Nanoseconds patience = std::chrono::nanoseconds(v1::handshakePatience).count();
// With what wraps it, DTLS included, this fits an IPv4 datagram of 576 bytes (RFC 1122, 3.3.3).
constexpr std::size_t smallMessage =
        576 - 20 - 8 - (v1::maximumMessageSize - v1::maximumSealedMessageSize);
constexpr std::uint32_t abandonedShare = 4; // of what is granted, a fourth
constexpr std::size_t endedKept = 64;       // among those that wait
constexpr Nanoseconds idlePace = std::chrono::nanoseconds(v1::handshakeResendIdle).count();

} // namespace

ProxyClient::ProxyClient(const Clock &clock, DatagramChannel &channel)
    : m_clock(clock), m_channel(channel), m_pings(clock.monotonic()), m_now(clock.monotonic())
{
}

ProxyClient::~ProxyClient()
{
    rest();
}

bool ProxyClient::isReady() const
{
    if (!m_session)
        return true;
    return m_waiting.empty() && m_session->stream.hasRoom() &&
           m_rate.allowance(m_clock.monotonic(), allowance(1)) > 0;
}

void ProxyClient::withdraw(std::uint64_t probe)
{
    PendingPing *const ping = m_pings.find(probe);
    if (!ping)
        return;
    if (ping->state == PendingPing::State::Waiting) {
        m_pings.end(probe);
        forgetEndedWaiting();
        return;
    }
    // A CANCEL may name it once its PING has been acknowledged.
    ping->withdrawn = true;
    if (ping->state == PendingPing::State::Taken)
        m_cancels.push_back(probe);
}

void ProxyClient::setMaximumRate(std::uint32_t pingsPerSecond)
{
    // Of the burst half is used: as much as makes up for a timer that is late by milliseconds.
    constexpr std::uint32_t timersPerSecond = 250;
    m_pace.grant(pingsPerSecond, 2 * std::max(pingsPerSecond / timersPerSecond, 1U));
}

bool ProxyClient::receive(TransportSink &sink)
{
    sink.batchRead();
    m_sink = &sink;
    m_now = m_clock.monotonic();
    m_wall = m_clock.realtime();
    bool more = m_channel.receive(*this);
    if (m_channel.takeRefusal())
        hearPortUnreachable();
    if (m_channel.takeRenewal())
        askAnew();
    if (!more)
        more = expire(); // what has been received comes before what has not
    act();
    m_sink = nullptr;
    return more;
}

void ProxyClient::datagramArrived(ByteView datagram)
{
    const auto deal = [&](const auto &message) {
        using Message = std::decay_t<decltype(message)>;
        if constexpr (std::is_same_v<Message, v1::ResultMessage>)
            arrived(message, datagram);
        else if constexpr (!std::is_same_v<Message, v1::FrameRejection>)
            arrived(message);
    };
    std::visit(deal, v1::parseFromProxy(datagram));
}

void ProxyClient::act()
{
    if (m_session)
        serve();
    else if (m_state == State::Greeting)
        greet();
}

/// What was asked went lost with the old way to the proxy; so is the session, perhaps.
void ProxyClient::askAnew()
{
    if (m_state == State::Greeting)
        m_greeting.begin(m_now);
    else if (m_session)
        askNow();
}

/// Keeps a ping until there is a session.
void ProxyClient::wait(const OutgoingEcho &echo, const v1::PingOptions &options)
{
    m_pings.add(echo.probe, options.timeout, echo.target.family);
    m_pings.expect(echo.probe, m_now + options.timeout * millisecond);
    m_waiting.push_back({echo.probe, echo.target, options});
    m_wantedAt = m_now;
    if (m_state != State::Idle)
        return;
    m_state = State::Greeting;
    if (m_waiting.size() == 1)
        m_trouble = ProxyTrouble::NoAnswer;
    m_greeting.begin(m_now);
    if (m_channel.state() == DatagramChannel::State::Failed)
        m_channel.reopen();
}

void ProxyClient::greet()
{
    if (m_channel.state() == DatagramChannel::State::Failed) {
        m_trouble = m_channel.trouble();
        failWaiting();
        rest();
        return;
    }
    if (m_pings.size() > 0)
        m_wantedAt = m_now;
    else if (m_now - m_wantedAt >= patience)
        rest();
    if (m_state == State::Greeting && m_channel.state() == DatagramChannel::State::Open)
        m_greeting.act(m_now, m_channel);
}

/// Ends a session that nobody needs, or the search for one.
void ProxyClient::rest()
{
    if (m_session) {
        m_greeting.succeeded();
        sendClose();
    }
    m_session.reset();
    m_cancels.clear();
    m_state = State::Idle;
}

/// The proxy wants nothing of us: whoever asks is told at once, and it is asked again by and by.
void ProxyClient::giveUp(ProxyTrouble trouble)
{
    m_trouble = trouble;
    failWaiting();
    m_state = State::Greeting;
    m_greeting.begin(m_now, m_greeting.idlePace());
}

void ProxyClient::failWaiting()
{
    for (const Waiting &waiting : m_waiting)
        if (isWaiting(waiting.token))
            m_pings.expect(waiting.token, m_now); // expire() will, as many as it may in one round
}

bool ProxyClient::isWaiting(Token token)
{
    const PendingPing *const ping = m_pings.find(token);
    return ping && ping->state == PendingPing::State::Waiting;
}

/// Ends what is overdue. Returns whether there is more of it.
bool ProxyClient::expire()
{
    constexpr int mostAtOnce = 1024; // keeps a round short
    for (int count = 0; count < mostAtOnce; ++count) {
        const auto token = m_pings.popOverdue(m_now);
        if (!token)
            return false;
        overdue(*token);
    }
    return true;
}

/// Why there is no session, as far as anybody knows.
ProxyTrouble ProxyClient::unavailability() const
{
    return m_trouble == ProxyTrouble::NoAnswer &&
                           m_channel.state() == DatagramChannel::State::Opening
                   ? m_channel.trouble()
                   : m_trouble;
}

void ProxyClient::overdue(Token token)
{
    if (m_pings.find(token)->state != PendingPing::State::Waiting) {
        overdueResult(token);
    } else if (m_session &&
               (m_session->abandoned == 0 || m_now - m_session->waitingSentAt < patience)) {
        m_pings.expect(token, m_now + patience); // it waits for its turn, and has one
    } else {
        m_pings.end(token);
        m_sink->concluded({.probe = token,
                           .kind = Conclusion::Kind::Unsent,
                           .final = true,
                           .failure = proxyUnavailable(m_session ? ProxyTrouble::Overloaded
                                                                 : unavailability())});
        forgetEndedWaiting();
    }
}

/// The proxy has not told what it owes.
void ProxyClient::overdueResult(Token token)
{
    PendingPing &ping = *m_pings.find(token);
    if (!ping.doubted) {
        ping.doubted = true;
        m_pings.expect(token, m_now + patience);
        doubt();
        return;
    }
    const bool withdrawn = ping.withdrawn;
    m_pings.abandon(token);
    if (!withdrawn)
        m_sink->concluded({.probe = token,
                           .kind = Conclusion::Kind::Interrupted,
                           .failure = interruption(InterruptionCause::ProxyLost)});
    // Too many of these, and nothing is left of what may be outstanding.
    if (++m_session->abandoned > m_session->grant.outstanding / abandonedShare)
        leaveSession();
}

/// Takes those out of the list that wait no more, once they are most of it.
void ProxyClient::forgetEndedWaiting()
{
    if (m_waiting.size() > endedKept + 2 * std::size_t{m_pings.waiting()})
        std::erase_if(m_waiting,
                      [this](const Waiting &waiting) { return !isWaiting(waiting.token); });
}

void ProxyClient::arrived(const v1::Challenge &challenge)
{
    if (m_state == State::Greeting)
        m_greeting.challenged(challenge, m_now);
}

void ProxyClient::arrived(const v1::Opened &opened)
{
    if (m_state != State::Greeting || !m_greeting.isAnswer(opened))
        return;
    if (!m_channel.isPeerTrusted()) {
        giveUp(ProxyTrouble::NotTrusted);
        return;
    }
    const std::size_t size = m_smallMessages ? std::min(smallMessage, m_channel.maximumSize())
                                             : m_channel.maximumSize();
    m_session = std::make_unique<Session>(opened, size, m_now);
    m_rate.grant(opened.grant.rate, opened.grant.burst);
    m_state = State::Open;
    m_wantedAt = m_now;
}

void ProxyClient::arrived(const v1::Error &error)
{
    if (m_state == State::Greeting && m_greeting.isAnswer(error)) {
        refuseGreeting(error);
    } else if (m_session && error.correlator == m_session->id.bytes &&
               error.reason != v1::ErrorReason::SessionLimit &&
               error.reason != v1::ErrorReason::Overloaded) {
        endSession(ProxyTrouble::NoAnswer);
    }
}

void ProxyClient::refuseGreeting(const v1::Error &error)
{
    const Nanoseconds pause = std::max<Nanoseconds>(error.retryAfter * millisecond, idlePace);
    switch (error.reason) {
    case v1::ErrorReason::UnsupportedVersion:
        if (std::ranges::find(error.versions, v1::version) == error.versions.end())
            giveUp(ProxyTrouble::NoCommonVersion);
        break;
    case v1::ErrorReason::AddressDenied:
        giveUp(ProxyTrouble::AddressDenied);
        break;
    case v1::ErrorReason::BadCookie:
    case v1::ErrorReason::UnknownSession:
        if (m_greeting.isOpening())
            m_greeting.beginAgain(m_now);
        break;
    case v1::ErrorReason::ShuttingDown:
        m_trouble = ProxyTrouble::ShuttingDown;
        m_greeting.beginAgain(m_now, m_greeting.varied(error.retryAfter * millisecond));
        break;
    case v1::ErrorReason::SessionLimit:
        m_trouble = ProxyTrouble::SessionLimit;
        m_greeting.putOff(m_now, pause);
        break;
    case v1::ErrorReason::Overloaded:
        m_trouble = ProxyTrouble::Overloaded;
        m_greeting.putOff(m_now, pause);
        break;
    }
}

} // namespace qicmp
