// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "sessiontable.h"

#include "log.h"
#include "network.h"

#include <cerrno>
#include <utility>

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds longestFlush = 2 * millisecond;

v1::CloseReason closeReason(SessionEnd why)
{
    switch (why) {
    case SessionEnd::Idle:
        return v1::CloseReason::Idle;
    case SessionEnd::Evicted:
        return v1::CloseReason::Evicted;
    default:
        return v1::CloseReason::ShuttingDown;
    }
}

} // namespace

SessionTable::SessionTable(const Services &services, DescriptorSet &descriptors)
    : m_services(services)
    , m_descriptors(descriptors)
    , m_slots(capacity)
    , m_wheel(services.clock.monotonic())
{
    for (std::uint32_t slot = capacity; slot > 0; --slot)
        m_free.push_back(slot - 1);
}

SessionTable::~SessionTable() = default;

std::uint32_t SessionTable::ownerOf(std::uint32_t slot) const
{
    // The lowest numbers of all are reserved, so generation 0 is not used.
    return m_slots[slot].generation << slotBits | slot;
}

std::uint32_t SessionTable::slotOf(std::uint32_t owner)
{
    return owner & (capacity - 1);
}

Session *SessionTable::find(const Endpoint &client)
{
    const auto found = m_byClient.find(client);
    return found == m_byClient.end() ? nullptr : m_slots[found->second].session.get();
}

Session *SessionTable::find(std::uint32_t owner)
{
    Session *session = m_slots[slotOf(owner)].session.get();
    return session && session->owner() == owner ? session : nullptr;
}

bool SessionTable::hasRoom(bool local) const
{
    return !m_free.empty() && (!local || m_local < mostLocal);
}

bool SessionTable::makeRoom(const Endpoint &client, Nanoseconds now)
{
    const bool local = isLoopback(client.address);
    if (hasRoom(local))
        return true;
    Session *least = leastUsed(local, now);
    if (least)
        least = afterLastLook(*least);
    if (least && least->isUnused(now))
        end(*least, SessionEnd::Evicted);
    return hasRoom(local);
}

/// The one that has been without use for longest, if any has. Local clients make room among
/// themselves.
Session *SessionTable::leastUsed(bool local, Nanoseconds now)
{
    Session *least = nullptr;
    for (const Slot &slot : m_slots) {
        Session *const session = slot.session.get();
        if (!session || (local && !isLoopback(session->client().address)) ||
            !session->isUnused(now))
            continue;
        if (!least || session->usedAt() < least->usedAt())
            least = session;
    }
    return least;
}

Session *SessionTable::afterLastLook(Session &session)
{
    const std::uint32_t owner = session.owner();
    // What is read may ask for room in its turn, which then is made without another look.
    if (!m_look || std::exchange(m_looking, true))
        return &session;
    m_look(session);
    m_looking = false;
    return find(owner);
}

Session *SessionTable::open(Session::Opening opening, int &systemError)
{
    const std::uint32_t slot = m_free.back();
    Slot &entry = m_slots[slot];
    constexpr std::uint32_t lastGeneration = UINT32_MAX >> slotBits;
    entry.generation = entry.generation == lastGeneration ? 1 : entry.generation + 1;
    opening.owner = ownerOf(slot);
    if (const UdpSocket *socket = opening.channel->socket();
        socket && !m_descriptors.add(socket->descriptor(), opening.owner)) {
        systemError = errno;
        return nullptr;
    }
    m_free.pop_back();
    m_byClient.emplace(opening.client, slot);
    m_local += isLoopback(opening.client.address) ? 1 : 0;
    entry.session = std::make_unique<Session>(m_services, std::move(opening));
    ++m_services.counters.sessionsOpened;
    ++m_services.counters.sessions;
    m_wheel.schedule(slot, entry.session->nextDue());
    return entry.session.get();
}

void SessionTable::end(Session &session, SessionEnd why)
{
    if (why == SessionEnd::Idle || why == SessionEnd::Evicted || why == SessionEnd::ShuttingDown)
        session.close(closeReason(why));
    ++m_services.counters.sessionsEnded[why];
    --m_services.counters.sessions;
    const std::uint32_t slot = slotOf(session.owner());
    m_wheel.cancel(slot);
    m_local -= isLoopback(session.client().address) ? 1 : 0;
    m_byClient.erase(session.client());
    m_slots[slot].session.reset();
    m_free.push_back(slot);
}

void SessionTable::endAll(SessionEnd why)
{
    for (const Slot &slot : m_slots)
        if (slot.session)
            end(*slot.session, why);
}

void SessionTable::touch(Session &session)
{
    const std::uint32_t slot = slotOf(session.owner());
    if (!std::exchange(m_slots[slot].touched, true))
        m_touched.push_back(slot);
}

bool SessionTable::flush(Nanoseconds now)
{
    for (std::uint32_t slot = m_wheel.popExpired(now); slot != DeadlineWheel::none;
         slot = m_wheel.popExpired(now))
        touch(*m_slots[slot].session);
    const Nanoseconds began = m_services.clock.monotonic(); // what came before may have taken long
    std::size_t done = 0;
    while (done < m_touched.size()) {
        flushOne(m_touched[done++], now);
        if (m_services.clock.monotonic() - began >= longestFlush)
            break;
    }
    m_touched.erase(m_touched.begin(), m_touched.begin() + static_cast<std::ptrdiff_t>(done));
    return !m_touched.empty();
}

void SessionTable::flushOne(std::uint32_t slot, Nanoseconds now)
{
    m_slots[slot].touched = false;
    Session *session = m_slots[slot].session.get();
    if (session && session->isIdle(now))
        session = afterLastLook(*session);
    if (!session)
        return; // ended meanwhile
    if (session->isIdle(now))
        return end(*session, SessionEnd::Idle);
    session->flush(now);
    if (session->isDeserted())
        end(*session, SessionEnd::Deserted);
    else
        m_wheel.schedule(slot, session->nextDue());
}

} // namespace qicmp::proxy
