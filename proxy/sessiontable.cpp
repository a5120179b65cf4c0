// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "sessiontable.h"

#include "log.h"

#include <cerrno>
#include <utility>

namespace qicmp::proxy {
namespace {

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

bool SessionTable::makeRoom(Nanoseconds now)
{
    if (!m_free.empty())
        return true;
    Session *quietest = nullptr;
    for (const Slot &slot : m_slots)
        if (!quietest || slot.session->heardAt() < quietest->heardAt())
            quietest = slot.session.get();
    if (!quietest)
        return false;
    const Nanoseconds patience =
            Nanoseconds{quietest->opened().grant.keepAlive} * millisecond * 3 / 2;
    if (now - quietest->heardAt() < patience)
        return false;
    end(*quietest, SessionEnd::Evicted);
    return true;
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
    entry.session = std::make_unique<Session>(m_services, std::move(opening));
    ++m_services.counters.sessionsOpened;
    ++m_services.counters.sessions;
    m_wheel.schedule(slot, entry.session->nextDue());
    return entry.session.get();
}

void SessionTable::end(Session &session, SessionEnd why)
{
    if (why != SessionEnd::ByClient && why != SessionEnd::Replaced)
        session.close(closeReason(why));
    ++m_services.counters.sessionsEnded[why];
    --m_services.counters.sessions;
    const std::uint32_t slot = slotOf(session.owner());
    m_wheel.cancel(slot);
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

void SessionTable::flush(Nanoseconds now)
{
    for (std::uint32_t slot = m_wheel.popExpired(now); slot != DeadlineWheel::none;
         slot = m_wheel.popExpired(now))
        touch(*m_slots[slot].session);
    for (const std::uint32_t slot : std::exchange(m_touched, {})) {
        m_slots[slot].touched = false;
        Session *const session = m_slots[slot].session.get();
        if (!session)
            continue; // ended meanwhile
        if (session->isIdle(now)) {
            end(*session, SessionEnd::Idle);
        } else {
            session->flush(now);
            m_wheel.schedule(slot, session->nextDue());
        }
    }
}

} // namespace qicmp::proxy
