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
    return m_path->state() == State::Open ? ProxyTrouble::NoHandshake : m_path->trouble();
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
        if (m_next)
            m_next->take(datagram);
        if (m_next && m_next->state() == DtlsConnection::State::Open) {
            m_connection = std::move(m_next);
            m_heardAt = m_clock.monotonic();
            m_sentCount = 0;
            m_sent = {};
            m_connection->setSend([this](ByteView sealed) {
                if (sealed.size() >= correlatorAt + std::tuple_size_v<Correlator>)
                    std::ranges::copy(sealed.subspan(correlatorAt, std::tuple_size_v<Correlator>),
                                      m_sent[m_sentCount++ % m_sent.size()].begin());
                transmit(sealed);
            });
            endHandshake();
        }
        return;
    }
    if (!m_connection)
        return;
    const ByteView message = m_connection->take(datagram);
    if (m_connection->state() == DtlsConnection::State::Closed) {
        m_connection.reset();
        if (m_handshakeUntil == 0 && m_clock.monotonic() < m_wantedUntil)
            shakeHands();
    } else if (!message.empty()) {
        m_heardAt = m_clock.monotonic();
        if (m_next && m_next->isGreeting())
            endHandshake(); // the proxy knows us, so no other connection is needed
        m_sink->datagramArrived(message);
    }
}

/// In plain text the proxy can say one thing only: that it does not know the connection. Whoever
/// says so has seen what we sent, but may not be the proxy: so it costs a handshake, and no more.
void DtlsChannel::hear(ByteView hint)
{
    const v1::ProxyFrame frame = v1::parseFromProxy(hint);
    const auto *const error = std::get_if<v1::Error>(&frame);
    if (m_connection && m_handshakeUntil == 0 && error &&
        error->reason == v1::ErrorReason::UnknownSession &&
        std::ranges::find(m_sent, error->correlator) != m_sent.end())
        shakeHands();
}

void DtlsChannel::shakeHands()
{
    m_handshakeUntil = m_clock.monotonic() + patience;
    m_pace = resendFirst;
    beginHandshake();
}

void DtlsChannel::beginHandshake()
{
    m_next = std::make_unique<DtlsConnection>(m_credentials,
                                              [this](ByteView datagram) { transmit(datagram); });
    m_next->begin();
    m_timer->start(static_cast<int>(m_pace / millisecond));
}

void DtlsChannel::endHandshake()
{
    m_next.reset();
    m_handshakeUntil = 0;
    m_timer->stop();
}

void DtlsChannel::handshakeTime()
{
    if (m_clock.monotonic() >= m_handshakeUntil) {
        endHandshake();
        const std::function<void()> notify = m_notify; // this may go meanwhile
        notify();
        return;
    }
    m_pace = std::min(2 * m_pace, resendMost);
    if (m_next->state() == DtlsConnection::State::Closed) {
        beginHandshake(); // somebody forged an error, or the proxy has a key no more
        return;
    }
    if (m_next->isGreeting())
        m_next->greetAgain();
    m_timer->start(static_cast<int>(m_pace / millisecond));
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
