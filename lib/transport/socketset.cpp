// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/socketset.h"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <sys/socket.h>
#include <unistd.h>

#ifndef SO_NETNS_COOKIE // Linux 5.14, of which not all headers know
#define SO_NETNS_COOKIE 71
#endif

using namespace std::chrono_literals;

namespace qicmp {
namespace {

constexpr auto identifierRest = 10s;          // as long as IdentifierSpace::quarantine
constexpr std::ptrdiff_t roomForOneMore = 16; // identifiers that a newcomer should find

thread_local std::weak_ptr<SocketSet> sharedSet;

/// Names the network namespace that this thread opens sockets in; 0 where the system can't tell.
std::uint64_t currentNetworkNamespace()
{
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return 0;
    std::uint64_t cookie = 0;
    socklen_t size = sizeof cookie;
    if (getsockopt(descriptor, SOL_SOCKET, SO_NETNS_COOKIE, &cookie, &size) != 0)
        cookie = 0;
    ::close(descriptor);
    return cookie;
}

} // namespace

std::shared_ptr<SocketSet> SocketSet::open(IcmpSocket::Kind kind, int &systemError)
{
    systemError = 0;
    const bool shareable = kind == IcmpSocket::Kind::Raw;
    const std::uint64_t here = shareable ? currentNetworkNamespace() : 0;
    if (std::shared_ptr<SocketSet> set = sharedSet.lock();
        shareable && set && here != 0 && set->m_networkNamespace == here && set->hasRoom()) {
        for (const Family family : {Family::IPv4, Family::IPv6})
            if (!set->offers(family)) // perhaps it can be had by now
                set->openSocket(family);
        return set;
    }

    std::shared_ptr<SocketSet> set(new SocketSet(kind, here));
    const int error4 = set->openSocket(Family::IPv4);
    const int error6 = set->openSocket(Family::IPv6);
    if (set->m_members.empty()) {
        systemError = error4 != 0 ? error4 : error6;
        return nullptr;
    }
    set->m_proof = std::make_unique<StampProof>(*set->m_members.front().socket,
                                                [raw = set.get()] { raw->notifyOne(); });
    if (shareable)
        sharedSet = set;
    return set;
}

SocketSet::SocketSet(IcmpSocket::Kind kind, std::uint64_t networkNamespace)
    : m_kind(kind)
    , m_networkNamespace(networkNamespace)
    , m_pause(new QTimer)
    , m_checksumErrorsBefore(m_checksumErrors.count())
{
    m_pause->setSingleShot(true);
    QObject::connect(m_pause.get(), &QTimer::timeout, m_pause.get(), [this] { unblock(); });
}

SocketSet::~SocketSet()
{
    m_pause->disconnect();
    for (Member &member : m_members) {
        member.readable->setEnabled(false); // the descriptor is closed before the notifier goes
        member.writable->setEnabled(false);
        member.readable->disconnect();
        member.writable->disconnect();
    }
}

int SocketSet::openSocket(Family family)
{
    int error = 0;
    std::unique_ptr<IcmpSocket> socket = IcmpSocket::open(m_kind, family, error);
    if (!socket)
        return error;
    const int descriptor = socket->descriptor();
    Member member;
    member.leases.resize(socket->identifierCount());
    member.socket = std::move(socket);
    member.readable.reset(new QSocketNotifier(descriptor, QSocketNotifier::Read));
    member.writable.reset(new QSocketNotifier(descriptor, QSocketNotifier::Write));
    member.writable->setEnabled(false);
    QObject::connect(member.readable.get(), &QSocketNotifier::activated, member.readable.get(),
                     [this] { notifyOne(); });
    QObject::connect(member.writable.get(), &QSocketNotifier::activated, member.writable.get(),
                     [this] { unblock(); });
    m_members.push_back(std::move(member));
    return 0;
}

// --- users and identifiers ---

void SocketSet::remove(User *user)
{
    std::erase(m_users, user);
    const SteadyTime rested = std::chrono::steady_clock::now() + identifierRest;
    for (Member &member : m_members)
        for (Lease &lease : member.leases)
            if (lease.holder == user)
                lease = {nullptr, rested};
}

bool SocketSet::hasRoom() const
{
    const SteadyTime now = std::chrono::steady_clock::now();
    return std::all_of(m_members.begin(), m_members.end(), [now](const Member &member) {
        const auto isFree = [now](const Lease &lease) {
            return !lease.holder && lease.restsUntil <= now;
        };
        return std::count_if(member.leases.begin(), member.leases.end(), isFree) >= roomForOneMore;
    });
}

std::optional<std::uint16_t> SocketSet::claimIdentifier(User *user, Family family)
{
    const SteadyTime now = std::chrono::steady_clock::now();
    for (Member &member : m_members) {
        if (member.socket->family() != family)
            continue;
        for (std::size_t i = 0; i < member.leases.size(); ++i) {
            Lease &lease = member.leases[i];
            if (lease.holder || lease.restsUntil > now)
                continue;
            lease.holder = user;
            return static_cast<std::uint16_t>(member.socket->firstIdentifier() + i);
        }
    }
    // A datagram socket has one identifier only: another needs another socket.
    if (m_kind != IcmpSocket::Kind::Datagram || !offers(family) || openSocket(family) != 0)
        return std::nullopt;
    m_members.back().leases.front().holder = user;
    return m_members.back().socket->firstIdentifier();
}

SocketSet::Member *SocketSet::memberFor(Family family, std::uint16_t id)
{
    const auto found = std::find_if(m_members.begin(), m_members.end(), [=](const Member &member) {
        return member.socket->family() == family && member.socket->owns(id);
    });
    return found == m_members.end() ? nullptr : &*found;
}

SocketSet::User *SocketSet::holderOf(Family family, std::uint16_t id)
{
    const Member *const member = memberFor(family, id);
    return member ? member->leases[id - member->socket->firstIdentifier()].holder : nullptr;
}

bool SocketSet::offers(Family family) const
{
    return std::any_of(m_members.begin(), m_members.end(),
                       [=](const Member &member) { return member.socket->family() == family; });
}

// --- event loop ---

/// Has one user read, for all; they take turns, as one that has much to do may not read at once.
void SocketSet::notifyOne()
{
    if (m_users.empty())
        return;
    const std::function<void()> notify = m_users[m_nextNotified++ % m_users.size()]->notify;
    notify(); // this may be gone afterwards
}

void SocketSet::wakeOthers(const User *than)
{
    for (const User *user : m_users)
        if (user != than)
            user->wake();
}

void SocketSet::block(Member &member, int systemError)
{
    m_blocked = true;
    // EAGAIN ends when the socket turns writable. What a full device queue reports (ENOBUFS) has no
    // such end, so that is tried again after a pause.
    if (systemError == EAGAIN || systemError == EWOULDBLOCK)
        member.writable->setEnabled(true);
    else
        m_pause->start(2ms);
}

void SocketSet::unblock()
{
    m_blocked = false;
    for (Member &member : m_members)
        member.writable->setEnabled(false);
    if (m_users.size() == 1)
        notifyOne();
    else
        wakeOthers(nullptr);
}

// --- packets ---

SendResult SocketSet::send(std::span<const OutgoingEcho> echoes)
{
    SendResult total;
    while (total.accepted < echoes.size() && total.verdict == SendResult::Verdict::Complete) {
        const auto rest = echoes.subspan(total.accepted);
        const Family family = rest.front().target.family;
        Member *member = memberFor(family, rest.front().id);
        if (!member) { // this machine has no such family
            total.verdict = SendResult::Verdict::Refused;
            total.failure = classifySendError(EAFNOSUPPORT, *rest.front().options);
            return total;
        }
        const auto end = std::find_if(rest.begin(), rest.end(), [&](const OutgoingEcho &echo) {
            return echo.target.family != family || !member->socket->owns(echo.id);
        });
        const SendResult part = member->socket->send({rest.begin(), end});
        total.accepted += part.accepted;
        total.verdict = part.verdict;
        total.failure = part.failure;
        if (part.verdict == SendResult::Verdict::Blocked)
            block(*member, part.failure.systemError);
    }
    return total;
}

bool SocketSet::receive(User *reader)
{
    if (m_proof) {
        if (m_proof->proceed()) {
            m_proof.reset();
            wakeOthers(reader);
        }
        return false;
    }
    m_reader = reader;
    bool more = false;
    for (const Member &member : m_members) {
        m_familyRead = member.socket->family();
        more |= member.socket->receive(*this);
    }
    m_reader = nullptr;
    return more;
}

std::uint64_t SocketSet::receiveOverflows()
{
    std::uint64_t drops = 0;
    std::uint64_t rawV6Drops = 0;
    for (const Member &member : m_members) {
        const std::uint32_t own = member.socket->drops();
        drops += own;
        if (m_kind == IcmpSocket::Kind::Raw && member.socket->family() == Family::IPv6)
            rawV6Drops += own;
    }
    // A raw IPv6 socket counts bad checksums as drops, too. Anybody can send those, and must not be
    // able to turn our timeouts into interruptions.
    if (rawV6Drops > 0)
        drops -= std::min(rawV6Drops, m_checksumErrors.count() - m_checksumErrorsBefore);
    m_overflows = std::max(m_overflows, drops);
    return m_overflows;
}

/// Where that goes which bears the identifier; its user hears of the batch first, and is woken if
/// it is not the one that reads.
TransportSink *SocketSet::sinkOf(Family family, std::uint16_t id)
{
    User *const user = holderOf(family, id);
    if (!user || !user->sink)
        return nullptr;
    if (!user->inBatch) {
        user->inBatch = true;
        user->sink->batchRead();
        if (user != m_reader)
            user->wake();
    }
    return user->sink;
}

void SocketSet::batchRead()
{
    for (User *user : m_users)
        user->inBatch = false;
}

void SocketSet::transmitted(std::uint64_t probe, std::uint16_t id, Nanoseconds wallStamp)
{
    if (TransportSink *const sink = sinkOf(m_familyRead, id))
        sink->transmitted(probe, id, wallStamp);
}

void SocketSet::received(const ReceivedEcho &echo)
{
    if (TransportSink *const sink = sinkOf(echo.source.family, echo.id))
        sink->received(echo);
}

void SocketSet::received(const ReceivedError &error)
{
    if (TransportSink *const sink = sinkOf(error.message.quotedTarget.family, error.message.id))
        sink->received(error);
}

void SocketSet::receivedCorrupt()
{
    if (m_reader->sink)
        m_reader->sink->receivedCorrupt();
}

} // namespace qicmp
