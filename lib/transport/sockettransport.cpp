// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/sockettransport.h"

#include <algorithm>
#include <cerrno>
#include <chrono>

using namespace std::chrono_literals;

namespace qicmp {

std::unique_ptr<SocketTransport>
SocketTransport::open(IcmpSocket::Kind kind, const std::function<void()> &notify, int &systemError)
{
    std::unique_ptr<SocketTransport> transport(new SocketTransport(kind, notify));
    const int error4 = transport->add(Family::IPv4);
    const int error6 = transport->add(Family::IPv6);
    systemError = error4 != 0 ? error4 : error6;
    if (transport->m_members.empty())
        return nullptr;
    systemError = 0;
    transport->m_proof = std::make_unique<StampProof>(*transport->m_members.front().socket, notify);
    return transport;
}

SocketTransport::SocketTransport(IcmpSocket::Kind kind, std::function<void()> notify)
    : m_kind(kind)
    , m_notify(std::move(notify))
    , m_pause(new QTimer)
    , m_checksumErrorsBefore(m_checksumErrors.count())
{
    m_pause->setSingleShot(true);
    QObject::connect(m_pause.get(), &QTimer::timeout, m_pause.get(), [this] { unblock(); });
}

SocketTransport::~SocketTransport()
{
    m_pause->disconnect();
    for (Member &member : m_members) {
        member.readable->setEnabled(false); // the descriptor is closed before the notifier goes
        member.writable->setEnabled(false);
        member.readable->disconnect();
        member.writable->disconnect();
    }
}

int SocketTransport::add(Family family)
{
    int error = 0;
    std::unique_ptr<IcmpSocket> socket = IcmpSocket::open(m_kind, family, error);
    if (!socket)
        return error;
    const int descriptor = socket->descriptor();
    Member member;
    member.socket = std::move(socket);
    member.readable.reset(new QSocketNotifier(descriptor, QSocketNotifier::Read));
    member.writable.reset(new QSocketNotifier(descriptor, QSocketNotifier::Write));
    member.writable->setEnabled(false);
    QObject::connect(member.readable.get(), &QSocketNotifier::activated, member.readable.get(),
                     [notify = m_notify] { notify(); }); // a copy: this may go meanwhile
    QObject::connect(member.writable.get(), &QSocketNotifier::activated, member.writable.get(),
                     [this] { unblock(); });
    m_members.push_back(std::move(member));
    return 0;
}

bool SocketTransport::offers(Family family) const
{
    return std::any_of(m_members.begin(), m_members.end(),
                       [=](const Member &member) { return member.socket->family() == family; });
}

bool SocketTransport::isReady() const
{
    return !m_blocked && !m_proof;
}

SocketTransport::Member *SocketTransport::memberFor(Family family, std::uint16_t id)
{
    const auto found = std::find_if(m_members.begin(), m_members.end(), [=](const Member &member) {
        return member.socket->family() == family && member.socket->owns(id);
    });
    return found == m_members.end() ? nullptr : &*found;
}

SendResult SocketTransport::send(std::span<const OutgoingEcho> echoes)
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

void SocketTransport::block(Member &member, int systemError)
{
    m_blocked = true;
    // EAGAIN ends when the socket turns writable. What a full device queue reports (ENOBUFS) has no
    // such end, so that is tried again after a pause.
    if (systemError == EAGAIN || systemError == EWOULDBLOCK)
        member.writable->setEnabled(true);
    else
        m_pause->start(2ms);
}

void SocketTransport::unblock()
{
    m_blocked = false;
    for (Member &member : m_members)
        member.writable->setEnabled(false);
    const std::function<void()> notify = m_notify; // this may go meanwhile
    notify();
}

bool SocketTransport::receive(TransportSink &sink)
{
    if (m_proof) {
        if (m_proof->proceed())
            m_proof.reset();
        return false;
    }
    bool more = false;
    for (const Member &member : m_members)
        more |= member.socket->receive(sink);
    return more;
}

std::uint64_t SocketTransport::receiveOverflows()
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

std::optional<std::uint16_t> SocketTransport::identifier(Family family, std::uint32_t index)
{
    if (m_kind == IcmpSocket::Kind::Datagram && index > 0 && add(family) != 0)
        return std::nullopt;
    // The newest socket of the family has it.
    const auto found =
            std::find_if(m_members.rbegin(), m_members.rend(),
                         [=](const Member &member) { return member.socket->family() == family; });
    if (found == m_members.rend()) // send() will say that the family is missing
        return index == 0 ? std::optional<std::uint16_t>(0) : std::nullopt;
    const std::uint32_t offset = m_kind == IcmpSocket::Kind::Raw ? index : 0;
    if (offset >= found->socket->identifierCount())
        return std::nullopt;
    return static_cast<std::uint16_t>(found->socket->firstIdentifier() + offset);
}

} // namespace qicmp
