// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/proxytransport.h"

#include "transport/dtlschannel.h"
#include "transport/udpchannel.h"

#include <algorithm>

namespace qicmp {
namespace {

/// Inside DTLS, where there is a key for it.
std::unique_ptr<DatagramChannel> openChannel(const ProxySettings &proxy,
                                             const std::function<void()> &notify)
{
    auto path = std::make_unique<UdpChannel>(proxy, notify);
    if (proxy.key.isEmpty())
        return path;
    return std::make_unique<DtlsChannel>(std::move(path),
                                         DtlsConnection::Client{proxy.identity, proxy.key}, notify);
}

} // namespace

ProxyTransport::ProxyTransport(const ProxySettings &proxy, const std::function<void()> &notify)
    : m_channel(openChannel(proxy, notify))
    , m_client(m_clock, *m_channel)
    , m_timer(new QTimer)
    , m_armedFor(MessageStream::never)
{
    m_timer->setSingleShot(true);
    m_timer->setTimerType(Qt::PreciseTimer);
    QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(),
                     [this, notify = notify] { // a copy: this may go meanwhile
                         m_armedFor = MessageStream::never;
                         notify();
                     });
}

ProxyTransport::~ProxyTransport()
{
    m_timer->disconnect();
}

/// Has the timer fire when something is due. It may be early: starting it for every message would
/// cost more than what it is for.
void ProxyTransport::arm()
{
    constexpr Nanoseconds farAway = 3600 * second;
    const Nanoseconds due = m_client.nextDue();
    if (due >= m_armedFor || due == MessageStream::never)
        return;
    m_armedFor = due;
    const Nanoseconds wait = std::clamp<Nanoseconds>(due - m_clock.monotonic(), 0, farAway);
    m_timer->start(static_cast<int>((wait + millisecond - 1) / millisecond));
}

bool ProxyTransport::isReady() const
{
    return m_client.isReady();
}

SendResult ProxyTransport::send(std::span<const OutgoingEcho> echoes)
{
    const SendResult result = m_client.send(echoes);
    arm();
    return result;
}

bool ProxyTransport::receive(TransportSink &sink)
{
    const bool more = m_client.receive(sink);
    arm();
    return more;
}

void ProxyTransport::withdraw(std::uint64_t probe)
{
    m_client.withdraw(probe);
    arm();
}

std::uint64_t ProxyTransport::receiveOverflows()
{
    return m_client.overflows();
}

/// The proxy has its own; the engine only tells its probes apart by these.
std::optional<std::uint16_t> ProxyTransport::identifier(Family, std::uint32_t index)
{
    return static_cast<std::uint16_t>(index);
}

} // namespace qicmp
