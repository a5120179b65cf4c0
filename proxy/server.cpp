// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "server.h"

#include "codec/datagramkind.h"

#include <algorithm>
#include <utility>

namespace qicmp::proxy {
namespace {

constexpr std::uint64_t listenerNumber = 0; // no session's, see SessionTable
constexpr Nanoseconds longestReading = 2 * millisecond;

/// A datagram that is longer than any of ours can be is truncated, and dropped for it.
constexpr std::size_t usualDatagram = 2'048;
constexpr std::size_t largestDatagram = 65'535; // version 0 has no other bound

} // namespace

Server::Server(const Settings &settings, const Clock &clock, Log &log, Opened opened)
    : m_clock(clock)
    , m_switchboard(clock, log, Policy(settings, opened.icmp.families, broadcastAddresses()),
                    std::move(opened.icmp))
    , m_socket(std::move(opened.listener))
    , m_batch(settings.icmp4em ? largestDatagram : usualDatagram)
    , m_lastBatch(usualDatagram)
{
    m_switchboard.sessions().setLastLook([this](Session &session) { lookAt(session); });
    if (settings.icmp4em) {
        m_legacy.emplace(m_switchboard.services(), *m_socket);
        m_switchboard.setOthers([this](const EngineEvent &event) { m_legacy->conclude(event); });
    }
    if (!opened.keys.isEmpty())
        m_dtls.emplace(
                m_switchboard, *m_socket, std::move(opened.keys),
                [this](UdpSocket &socket, const Endpoint &client) { lookAt(socket, client); },
                clock.monotonic());
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.callOnTimeout([this] { turn(); });
}

Server::~Server() = default;

void Server::start()
{
    m_switchboard.descriptors().add(m_socket->descriptor(), listenerNumber);
    m_notifier.emplace(m_switchboard.descriptors().descriptor(), QSocketNotifier::Read);
    QObject::connect(&*m_notifier, &QSocketNotifier::activated, &*m_notifier, [this] { turn(); });
    m_running = true;
    arm(true);
}

void Server::shutDown()
{
    m_running = false;
    m_notifier.reset();
    m_timer.stop();
    m_switchboard.sessions().endAll(SessionEnd::ShuttingDown);
    if (m_dtls)
        m_dtls->shutDown();
}

/// Sessions' sockets and the listener take turns, so a flood at one delays the others by no more
/// than a batch; whoever has had none when the time is over comes first in the next turn.
void Server::turn()
{
    if (!m_running)
        return;
    bool more = readSockets();
    if (m_dtls)
        m_dtls->work(m_clock.monotonic());
    more |= m_switchboard.work();
    arm(more);
}

/// Null if it was closed meanwhile.
UdpSocket *Server::socketOf(std::uint64_t number)
{
    if (number == listenerNumber)
        return m_socket.get();
    if (number > UINT32_MAX)
        return m_dtls ? m_dtls->socketOf(number) : nullptr;
    Session *const session = m_switchboard.sessions().find(static_cast<std::uint32_t>(number));
    return session ? session->channel().socket() : nullptr;
}

bool Server::readSockets()
{
    const Nanoseconds began = m_clock.monotonic();
    while (const auto number = m_switchboard.descriptors().next()) {
        UdpSocket *const socket = socketOf(*number);
        if (socket && readFrom(*socket) == 0)
            heardNothing(*number);
        if (m_clock.monotonic() - began >= longestReading)
            return true;
    }
    return false;
}

std::size_t Server::readFrom(UdpSocket &socket)
{
    const std::size_t count = m_batch.read(socket); // it may be closed from here on
    m_switchboard.counters().datagramsReceived += count;
    for (std::size_t i = 0; i < count; ++i)
        take(m_batch[i]);
    return count;
}

/// Where there was nothing to read, there was word that the client is not there any more.
void Server::heardNothing(std::uint64_t number)
{
    SessionTable &sessions = m_switchboard.sessions();
    Session *session = nullptr;
    if (number <= UINT32_MAX)
        session = sessions.find(static_cast<std::uint32_t>(number));
    else if (const Endpoint *client = m_dtls ? m_dtls->clientOf(number) : nullptr)
        session = sessions.find(*client);
    if (session)
        sessions.touch(*session);
}

void Server::lookAt(Session &session)
{
    UdpSocket *socket = session.channel().socket();
    if (!socket && m_dtls)
        socket = m_dtls->socketOf(session.client());
    if (socket)
        lookAt(*socket, session.client());
}

/// A client may have said what we had no time to read. This may come in the middle of another
/// batch, so others' datagrams, which would open sessions, have to come again. What is read may ask
/// for a look in its turn, and gets none.
void Server::lookAt(UdpSocket &socket, Endpoint client)
{
    if (std::exchange(m_looking, true))
        return;
    const std::size_t count = m_lastBatch.read(socket);
    m_switchboard.counters().datagramsReceived += count;
    for (std::size_t i = 0; i < count; ++i)
        if (m_lastBatch[i].from == client)
            take(m_lastBatch[i]);
    m_looking = false;
}

/// Datagrams are dealt with by where they come from, whichever socket had them: a new session's may
/// have got strangers' before it was connected, and the listener its client's.
void Server::take(const Datagram &datagram)
{
    const ClientKind kind = m_switchboard.policy().kindOf(datagram.from.address);
    auto &dropped = m_switchboard.counters().dropped;
    if (datagram.isTruncated || datagram.from.port == 0) {
        ++dropped[DropCause::Malformed];
        return;
    }
    switch (kindOf(datagram.bytes)) {
    case DatagramKind::V1: {
        PlainCaller caller(datagram.from, kind, *m_socket, datagram.to);
        m_switchboard.listener().take(caller, datagram.bytes, m_clock.monotonic());
        break;
    }
    case DatagramKind::Icmp4em:
        if (!m_legacy)
            ++dropped[DropCause::ProtocolOff];
        else if (kind != ClientKind::Local)
            ++dropped[DropCause::AddressDenied];
        else
            m_legacy->take(datagram, m_clock.monotonic());
        break;
    case DatagramKind::Dtls:
        if (m_dtls)
            m_dtls->take(datagram, m_clock.monotonic());
        else
            ++dropped[DropCause::ProtocolOff];
        break;
    case DatagramKind::Unknown:
        ++dropped[DropCause::UnknownProtocol];
        break;
    }
}

void Server::arm(bool immediately)
{
    constexpr Nanoseconds farAway = 3600 * second;
    Nanoseconds due = m_switchboard.nextWakeup();
    if (m_dtls)
        due = std::min(due, m_dtls->nextWakeup());
    const Nanoseconds left = due - m_clock.monotonic();
    const Nanoseconds wait = immediately ? 0 : std::clamp<Nanoseconds>(left, 0, farAway);
    m_timer.start(static_cast<int>((wait + millisecond - 1) / millisecond));
}

} // namespace qicmp::proxy
