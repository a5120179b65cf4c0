// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/dtlschannel.h"

#include "codec/datagramkind.h"
#include "codec/dtlsrecord.h"
#include "codec/proxyframe.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace qicmp {
namespace {

constexpr Nanoseconds patience = std::chrono::nanoseconds(v1::handshakePatience).count();
constexpr Nanoseconds resendFirst = std::chrono::nanoseconds(v1::handshakeResendFirst).count();
constexpr Nanoseconds resendMost = std::chrono::nanoseconds(v1::handshakeResendMost).count();
constexpr Nanoseconds resendIdle = std::chrono::nanoseconds(v1::handshakeResendIdle).count();
constexpr Nanoseconds firstAttempt = second;
constexpr Nanoseconds lostAfter = std::chrono::nanoseconds(v1::lostAfter).count();
constexpr std::size_t correlatorAt = 4; // of an ERROR's, in what it refuses

} // namespace

DtlsChannel::DtlsChannel(std::unique_ptr<DatagramChannel> path, DtlsConnection::Client credentials,
                         std::function<void()> notify)
    : m_path(std::move(path))
    , m_credentials(std::move(credentials))
    , m_notify(std::move(notify))
    , m_timer(new QTimer)
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this] { handshakeTime(); });
    shakeHands();
}

DtlsChannel::~DtlsChannel()
{
    m_timer->disconnect();
    if (m_connection)
        m_connection->close();
}

DatagramChannel::State DtlsChannel::state() const
{
    if (m_connection && m_path->state() != State::Failed)
        return State::Open;
    if (m_path->state() == State::Failed || m_handshakeUntil == 0)
        return State::Failed;
    return State::Opening;
}

ProxyTrouble DtlsChannel::trouble() const
{
    if (m_path->state() != State::Open)
        return m_path->trouble();
    return m_refused ? ProxyTrouble::SessionLimit : ProxyTrouble::NoHandshake;
}

void DtlsChannel::transmit(ByteView datagram)
{
    m_path->send(datagram);
}

void DtlsChannel::send(ByteView datagram)
{
    if (m_connection)
        m_connection->send(datagram);
}

bool DtlsChannel::receive(DatagramSink &sink)
{
    m_sink = &sink;
    const bool more = m_path->receive(*this);
    m_sink = nullptr;
    return more;
}

void DtlsChannel::datagramArrived(ByteView datagram)
{
    switch (kindOf(datagram)) {
    case DatagramKind::V1:
        hear(datagram);
        break;
    case DatagramKind::Dtls:
        deal(datagram);
        break;
    default:
        break;
    }
}

void DtlsChannel::deal(ByteView datagram)
{
    const auto inspected = dtls::inspectRecords(datagram);
    const auto *const summary = std::get_if<dtls::RecordSummary>(&inspected);
    if (!summary)
        return;
    const bool ofHandshake = summary->hasPlain ||
                             datagram[0] == static_cast<std::uint8_t>(dtls::ContentType::Handshake);
    if (ofHandshake) {
        dealWithHandshake(datagram);
        return;
    }
    if (!m_connection)
        return;
    const ByteView message = m_connection->take(datagram);
    if (m_connection->state() == DtlsConnection::State::Closed) {
        connectionClosed();
    } else if (!message.empty()) {
        m_heardAt = m_clock.monotonic();
        m_heardMessage = true;
        m_refused = false;
        m_pause = 0;
        if (m_handshakeUntil != 0 && (!m_next || m_next->isGreeting()))
            endHandshake(); // the proxy knows us, so no other connection is needed
        m_sink->datagramArrived(message);
    }
}

void DtlsChannel::dealWithHandshake(ByteView datagram)
{
    if (!m_next)
        return;
    m_next->take(datagram);
    if (m_next->state() == DtlsConnection::State::Open)
        stand();
}

/// The handshake is complete: messages go through the new connection.
void DtlsChannel::stand()
{
    m_connection = std::move(m_next);
    m_renewed = true;
    m_heardMessage = false;
    m_stoodAt = m_heardAt = m_clock.monotonic();
    m_sentCount = 0;
    m_connection->setSend([this](ByteView sealed) {
        if (sealed.size() >= correlatorAt + std::tuple_size_v<Correlator>)
            std::ranges::copy(sealed.subspan(correlatorAt, std::tuple_size_v<Correlator>),
                              m_sent[m_sentCount++ % m_sent.size()].begin());
        transmit(sealed);
    });
    endHandshake();
}

/// One that is closed before it has carried anything was refused: trying again at once would be
/// refused again.
void DtlsChannel::connectionClosed()
{
    const Nanoseconds now = m_clock.monotonic();
    m_refused = !m_heardMessage && now - m_stoodAt < second;
    if (m_refused) {
        m_pause = std::clamp(2 * m_pause, resendFirst, resendIdle);
        m_notBefore = now + m_varied(m_pause);
    }
    m_connection.reset();
    if (m_handshakeUntil == 0 && now < m_wantedUntil)
        shakeHands();
}

/// In plain text the proxy can say one thing only: that it does not know the connection. Whoever
/// says so has seen what we sent, but may not be the proxy. Believing it costs a handshake, and
/// the session inside.
void DtlsChannel::hear(ByteView hint)
{
    const v1::ProxyFrame frame = v1::parseFromProxy(hint);
    const auto *const error = std::get_if<v1::Error>(&frame);
    const auto sentEnd = m_sent.begin() + std::ptrdiff_t(std::min(m_sentCount, m_sent.size()));
    if (m_connection && m_handshakeUntil == 0 && error &&
        error->reason == v1::ErrorReason::UnknownSession &&
        std::find(m_sent.begin(), sentEnd, error->correlator) != sentEnd)
        shakeHands();
}

void DtlsChannel::shakeHands()
{
    const Nanoseconds now = m_clock.monotonic();
    m_handshakeUntil = now + patience;
    m_pace = resendFirst;
    m_attempt = firstAttempt;
    if (now < m_notBefore)
        startTimer(m_notBefore - now);
    else
        beginHandshake();
}

void DtlsChannel::beginHandshake()
{
    m_attemptUntil = m_clock.monotonic() + m_attempt;
    m_attempt *= 2; // the path may be a slow one
    m_next = std::make_unique<DtlsConnection>(m_credentials,
                                              [this](ByteView datagram) { transmit(datagram); });
    m_next->begin();
    startTimer(m_varied(m_pace));
}

void DtlsChannel::endHandshake()
{
    m_next.reset();
    m_handshakeUntil = 0;
    m_timer->stop();
}

void DtlsChannel::startTimer(Nanoseconds wait)
{
    m_timer->start(static_cast<int>((wait + millisecond - 1) / millisecond));
}

/// A handshake that is stuck is begun afresh: the proxy may have been restarted in the middle of
/// it, or somebody has forged an answer, or an error.
void DtlsChannel::handshakeTime()
{
    const Nanoseconds now = m_clock.monotonic();
    if (now >= m_handshakeUntil) {
        endHandshake();
        m_refused = false; // nobody answers
    } else if (!m_next || m_next->state() == DtlsConnection::State::Closed ||
               now >= m_attemptUntil) {
        m_pace = std::min(2 * m_pace, resendMost);
        beginHandshake();
    } else {
        m_pace = std::min(2 * m_pace, resendMost);
        if (m_next->isGreeting())
            m_next->greetAgain();
        startTimer(m_varied(m_pace));
    }
    if (m_next && !m_next->isGreeting())
        return;
    // Whoever asks for refusals has the path try its next address.
    const std::function<void()> notify = m_notify; // this may go meanwhile
    notify();
}

void DtlsChannel::reopen()
{
    const Nanoseconds now = m_clock.monotonic();
    m_wantedUntil = now + patience;
    m_path->reopen();
    if (m_handshakeUntil == 0 && (!m_connection || now - m_heardAt >= lostAfter))
        shakeHands();
}

} // namespace qicmp
