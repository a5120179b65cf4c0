// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "dtlsgate.h"

#include "clientlimits.h"
#include "codec/datagramkind.h"
#include "codec/dtlsrecord.h"
#include "codec/proxyframe.h"
#include "log.h"
#include "secrets.h"
#include "transport/bytearrays.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds patience = std::chrono::nanoseconds(v1::handshakePatience).count();
constexpr Nanoseconds idle = std::chrono::nanoseconds(v1::defaultIdle).count();
constexpr Nanoseconds quiet = std::chrono::nanoseconds(v1::defaultKeepAlive).count() * 3 / 2;
constexpr Nanoseconds lookEvery = second;
/// A handshake that is younger does not make room: its client waits for us. A newcomer is still
/// greeting, and greets again before that long.
constexpr Nanoseconds youth = std::chrono::nanoseconds(v1::handshakeResendMost).count();
constexpr unsigned mostBegunInTurn = 4; // each takes 0.6 ms
constexpr unsigned mostHeard = 16;      // datagrams in a handshake; OpenSSL keeps each, for later
constexpr std::uint32_t handshakesPerSecond = 100; // of one address
constexpr std::uint64_t numbersBelow = 1ULL << 32; // are sessions'

/// Where the random of a ClientHello stands: behind the headers of record and handshake and the
/// version (RFC 6347, 4.2.2; RFC 5246, 7.4.1.2).
constexpr std::size_t randomAt = dtls::recordHeaderSize + 12 + 2;

bool hasRandom(ByteView datagram)
{
    return datagram.size() >= randomAt + std::tuple_size_v<HelloRandom>;
}

HelloRandom randomOf(ByteView datagram)
{
    HelloRandom random{};
    std::ranges::copy(datagram.subspan(randomAt, random.size()), random.begin());
    return random;
}

} // namespace

DtlsGate::DtlsGate(Switchboard &switchboard, UdpSocket &listener,
                   QHash<QByteArray, QByteArray> keys, Look look, Nanoseconds now)
    : m_switchboard(switchboard)
    , m_listener(listener)
    , m_keys(std::move(keys))
    , m_look(std::move(look))
    , m_verifier(now)
    , m_pace(Allowance::ofRate(handshakesPerSecond))
    , m_lastNumber(numbersBelow)
    , m_nextLook(now + lookEvery)
{
    constexpr int words = 4;
    for (int i = 0; i < words; ++i)
        m_noKey.append(QByteArray::number(randomNumber()));
    m_noKey.truncate(longestDtlsKey);
}

DtlsGate::~DtlsGate() = default;

/// Nobody learns which identities there are: one that there is not gets a key that nobody has.
QByteArray DtlsGate::keyOf(const QByteArray &identity) const
{
    return m_keys.value(identity, m_noKey);
}

UdpSocket *DtlsGate::socketOf(std::uint64_t number)
{
    const auto found = m_byNumber.find(number);
    return found == m_byNumber.end() ? nullptr : &found->second->socket();
}

UdpSocket *DtlsGate::socketOf(const Endpoint &client)
{
    const auto found = m_links.find(client);
    return found == m_links.end() ? nullptr : &found->second.link->socket();
}

const Endpoint *DtlsGate::clientOf(std::uint64_t number) const
{
    const auto found = m_byNumber.find(number);
    return found == m_byNumber.end() ? nullptr : &found->second->client();
}

DtlsGate::Handshakes::iterator DtlsGate::find(const Endpoint &client)
{
    return std::ranges::find(m_handshakes, client, &Handshake::client);
}

/// What is not of a handshake goes to the connection that stands; what is, to the one under way, or
/// else to the one that stands, whose last answer may have been lost.
void DtlsGate::take(const Datagram &datagram, Nanoseconds now)
{
    auto &dropped = m_switchboard.counters().dropped;
    const auto inspected = dtls::inspectRecords(datagram.bytes);
    const auto *const summary = std::get_if<dtls::RecordSummary>(&inspected);
    if (!summary) {
        ++dropped[DropCause::Malformed];
        return;
    }
    if (summary->hasClientHello) {
        hear(datagram, now);
        return;
    }
    const bool ofHandshake =
            summary->hasPlain ||
            datagram.bytes[0] == static_cast<std::uint8_t>(dtls::ContentType::Handshake);
    const auto handshake = find(datagram.from);
    const auto standing = m_links.find(datagram.from);
    if (ofHandshake && handshake != m_handshakes.end())
        proceed(handshake, datagram.bytes, now);
    else if (standing != m_links.end() && (summary->hasSealed || !ofHandshake))
        open(std::shared_ptr(standing->second.link), datagram.bytes, now);
    else if (handshake == m_handshakes.end() && summary->hasSealed)
        refuseStranger(datagram);
    else
        ++dropped[DropCause::UnknownSession];
}

/// Tells a client whose connection was forgotten, in plain text, as the only thing that is said so.
void DtlsGate::refuseStranger(const Datagram &datagram)
{
    Counters &counters = m_switchboard.counters();
    ++counters.dropped[DropCause::UnknownSession];
    if (datagram.bytes.size() < v1::errorSize)
        return;
    v1::Error error;
    std::ranges::copy(datagram.bytes.subspan(4, error.correlator.size()), error.correlator.begin());
    error.bootId = m_switchboard.listener().bootId();
    error.reason = v1::ErrorReason::UnknownSession;
    error.refusedType = datagram.bytes[2];
    error.versions[0] = v1::version;
    ++counters.errors[error.reason];
    const bool left = m_listener.sendTo(datagram.from, datagram.to, v1::encode(error));
    ++(left ? counters.datagramsSent : counters.datagramsUnsent);
}

/// A ClientHello, from whomever. It changes nothing before its cookie is good.
void DtlsGate::hear(const Datagram &datagram, Nanoseconds now)
{
    Counters &counters = m_switchboard.counters();
    QByteArray answer;
    auto verified = m_verifier.verify(datagram.from, datagram.bytes, now, answer);
    if (!verified) {
        if (answer.isEmpty()) {
            ++counters.dropped[DropCause::Malformed];
            return;
        }
        const bool left = m_listener.sendTo(datagram.from, datagram.to, viewOf(answer));
        ++(left ? counters.datagramsSent : counters.datagramsUnsent);
        return;
    }
    if (!hasRandom(datagram.bytes)) {
        ++counters.dropped[DropCause::Malformed];
        return;
    }
    const HelloRandom random = randomOf(datagram.bytes);
    const auto handshake = find(datagram.from);
    const auto standing = m_links.find(datagram.from);
    if ((handshake != m_handshakes.end() && handshake->random == random) ||
        (standing != m_links.end() && standing->second.link->random() == random)) {
        ++counters.dropped[DropCause::Repeated];
        return;
    }
    const bool again = handshake != m_handshakes.end();
    if (!mayBegin(datagram.from, again, now)) {
        ++counters.dropped[DropCause::Busy];
        return;
    }
    if (again)
        m_handshakes.erase(handshake); // its client has begun anew
    begin(datagram, std::move(*verified), now);
}

/// One that is to be begun \a again needs no room of its own.
bool DtlsGate::mayBegin(const Endpoint &client, bool again, Nanoseconds now)
{
    constexpr std::uint32_t size = 1;
    AllowanceBuckets *const buckets = m_buckets.find(machineOf(client.address), now);
    if (m_begunInTurn >= mostBegunInTurn || !buckets || !buckets->has(m_pace, size, now) ||
        (!again && !makeRoomFor(client, now)))
        return false;
    ++m_begunInTurn;
    buckets->spend(m_pace, size, now);
    return true;
}

/// The oldest makes room, unless it is young. Returns whether there is room now.
bool DtlsGate::makeRoomFor(const Endpoint &client, Nanoseconds now)
{
    const IpAddress machine = machineOf(client.address);
    const auto isOfSame = [&](const Handshake &other) {
        return machineOf(other.client.address) == machine;
    };
    const auto ofSame = std::ranges::count_if(m_handshakes, isOfSame);
    auto oldest = m_handshakes.end();
    if (static_cast<std::size_t>(ofSame) >= mostHandshakesOfOne)
        oldest = std::ranges::find_if(m_handshakes, isOfSame);
    else if (m_handshakes.size() >= mostHandshakes)
        oldest = m_handshakes.begin();
    else
        return true;
    if (now - (oldest->until - patience) < youth)
        return false;
    m_handshakes.erase(oldest);
    return true;
}

void DtlsGate::begin(const Datagram &datagram, HelloVerifier::Verified verified, Nanoseconds now)
{
    Handshake handshake;
    handshake.client = datagram.from;
    handshake.local = datagram.to;
    handshake.random = randomOf(datagram.bytes);
    handshake.until = now + patience;
    handshake.connection = std::make_unique<DtlsConnection>(
            DtlsConnection::Server{hostAddress(datagram.from.address), datagram.from.port,
                                   std::move(verified.secret),
                                   [this](const QByteArray &identity) { return keyOf(identity); }},
            [this, to = datagram.from, from = datagram.to](ByteView bytes) {
                m_listener.sendTo(to, from, bytes);
            });
    ++m_switchboard.counters().handshakesBegun;
    m_handshakes.push_back(std::move(handshake));
    proceed(std::prev(m_handshakes.end()), viewOf(verified.hello), now);
}

void DtlsGate::proceed(Handshakes::iterator handshake, ByteView bytes, Nanoseconds now)
{
    if (++handshake->heard > mostHeard) {
        ++m_switchboard.counters().dropped[DropCause::Busy];
        return;
    }
    handshake->connection->take(bytes);
    switch (handshake->connection->state()) {
    case DtlsConnection::State::Handshake:
        break;
    case DtlsConnection::State::Open: {
        Handshake done = std::move(*handshake);
        m_handshakes.erase(handshake);
        stand(std::move(done), now);
        break;
    }
    case DtlsConnection::State::Closed:
        m_handshakes.erase(handshake);
        break;
    }
}

bool DtlsGate::isFull(const QByteArray &identity) const
{
    return static_cast<std::size_t>(std::ranges::count_if(m_links, [&](const auto &entry) {
               return entry.second.link->identity() == identity;
           })) >= mostConnectionsOfOne;
}

/// Whether a connection has been quiet for so long, and what its client has said is read.
bool DtlsGate::isQuietFor(const std::shared_ptr<SealedLink> &link, Nanoseconds time,
                          Nanoseconds now)
{
    const auto isQuiet = [&] {
        const auto found = m_links.find(link->client());
        return found != m_links.end() && found->second.link == link &&
               (link->isClosed() || now - link->heardAt() >= time);
    };
    if (!isQuiet())
        return false;
    m_look(link->socket(), link->client());
    return isQuiet();
}

/// Makes room for one more connection, of a client that keeps quiet for longer than it should.
bool DtlsGate::makeRoom(const QByteArray &identity, Nanoseconds now)
{
    const bool identityIsFull = isFull(identity);
    if (!identityIsFull && m_links.size() < mostConnections)
        return true;
    std::shared_ptr<SealedLink> quietest;
    for (const auto &[client, entry] : m_links)
        if ((!identityIsFull || entry.link->identity() == identity) &&
            (!quietest || entry.link->heardAt() < quietest->heardAt()))
            quietest = entry.link;
    if (isQuietFor(quietest, quiet, now))
        end(quietest, SessionEnd::Evicted);
    return !isFull(identity) && m_links.size() < mostConnections;
}

/// A handshake is complete: only now does what was there before give way.
void DtlsGate::stand(Handshake handshake, Nanoseconds now)
{
    Counters &counters = m_switchboard.counters();
    ++counters.handshakesDone;
    const auto before = m_links.find(handshake.client);
    std::unique_ptr<UdpSocket> socket;
    std::uint64_t number = 0;
    if (before != m_links.end()) {
        const std::shared_ptr<SealedLink> old = before->second.link;
        number = before->second.number;
        socket = old->takeSocket(); // it needs no farewell: its client is gone
        end(old, SessionEnd::Replaced);
    } else {
        int error = 0;
        if (makeRoom(handshake.connection->identity(), now))
            socket = UdpSocket::beside(m_listener, handshake.local, handshake.client, error);
        number = ++m_lastNumber;
        if (!socket || !m_switchboard.descriptors().add(socket->descriptor(), number)) {
            m_switchboard.services().log.tell(
                    Log::Topic::Limit, u"no DTLS connection for %1: there are too many"_s.arg(
                                               inWords(handshake.client)));
            handshake.connection->close();
            return;
        }
    }
    const Endpoint client = handshake.client;
    auto link = std::make_shared<SealedLink>(
            client, handshake.random, std::move(handshake.connection), std::move(socket), now);
    m_links.emplace(client, Entry{link, number});
    m_byNumber.emplace(number, std::move(link));
    counters.connections = static_cast<std::uint32_t>(m_links.size());
    m_switchboard.services().log.debug(Log::Topic::Session,
                                       u"a DTLS connection of %1 begins"_s.arg(inWords(client)));
}

void DtlsGate::open(const std::shared_ptr<SealedLink> &link, ByteView bytes, Nanoseconds now)
{
    const ByteView message = link->open(bytes, now);
    if (link->isClosed()) {
        end(link, SessionEnd::ByClient);
        return;
    }
    if (message.empty())
        return;
    if (kindOf(message) != DatagramKind::V1) {
        ++m_switchboard.counters().dropped[DropCause::UnknownProtocol];
        return;
    }
    SealedCaller caller(link);
    m_switchboard.listener().take(caller, message, now);
}

/// Ends a connection, and the session inside.
void DtlsGate::end(const std::shared_ptr<SealedLink> &link, SessionEnd why)
{
    SessionTable &sessions = m_switchboard.sessions();
    if (Session *session = sessions.find(link->client()); session && session->channel().isSealed())
        sessions.end(*session, why);
    link->close();
    const auto entry = m_links.find(link->client());
    m_byNumber.erase(entry->second.number);
    m_links.erase(entry);
    m_switchboard.counters().connections = static_cast<std::uint32_t>(m_links.size());
}

void DtlsGate::work(Nanoseconds now)
{
    m_begunInTurn = 0;
    if (now < m_nextLook)
        return;
    m_nextLook = now + lookEvery;
    while (!m_handshakes.empty() && m_handshakes.front().until <= now) {
        m_switchboard.services().log.tell(
                Log::Topic::Refused,
                u"%1 began a DTLS handshake and did not finish it: its "
                "identity or key may be wrong"_s.arg(inWords(m_handshakes.front().client)));
        m_handshakes.pop_front();
    }
    std::vector<std::shared_ptr<SealedLink>> over;
    for (const auto &[client, entry] : m_links)
        if (entry.link->isClosed() || now - entry.link->heardAt() >= idle)
            over.push_back(entry.link);
    for (const std::shared_ptr<SealedLink> &link : over)
        if (isQuietFor(link, idle, now))
            end(link, SessionEnd::Idle);
}

void DtlsGate::shutDown()
{
    m_handshakes.clear();
    for (const auto &[client, entry] : m_links)
        entry.link->close();
    m_links.clear();
    m_byNumber.clear();
}

} // namespace qicmp::proxy
