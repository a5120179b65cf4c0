// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "listener.h"

#include "log.h"
#include "policy.h"
#include "secrets.h"

#include <chrono>
#include <system_error>
#include <utility>
#include <variant>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr unsigned mostInTurn = 4;             // sessions that are opened, which costs most
constexpr std::uint16_t tryAgainAfter = 1'000; // ms, when all sessions are taken

/// Puts several functions together to one that takes what any of them takes.
template <typename... Functions>
struct Overloaded : Functions...
{
    using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

} // namespace

Listener::Listener(const Services &services, SessionTable &sessions)
    : m_services(services)
    , m_sessions(sessions)
    , m_clients(services.policy)
    , m_cookieKey(randomKey())
    , m_bootId(randomNumber())
    , m_startedAt(services.clock.monotonic())
{
}

void Listener::take(Caller &caller, ByteView message, Nanoseconds now)
{
    m_now = now;
    const v1::ClientFrame frame = v1::parseFromClient(message);
    if (!std::holds_alternative<v1::FrameRejection>(frame) && !isWanted(caller, message))
        return;
    std::visit(Overloaded{
                       [&](v1::FrameRejection rejection) { take(caller, message, rejection); },
                       [&](const v1::Hello &hello) { take(caller, hello); },
                       [&](const v1::Open &open) { take(caller, message, open); },
                       [&](const v1::Close &close) { take(caller, close); },
                       [&](const auto &other) { passOn(caller, message, other); },
               },
               frame);
}

/// Whether clients are wanted where the caller is.
bool Listener::isWanted(Caller &caller, ByteView message)
{
    if (caller.kind() != ClientKind::Denied)
        return true;
    ++m_services.counters.dropped[DropCause::AddressDenied];
    m_services.log.tell(Log::Topic::Refused, [&] {
        return u"%1 is not among those that may speak to this proxy in plain text"_s.arg(
                inWords(caller.address()));
    });
    refuse(caller, message, v1::ErrorReason::AddressDenied);
    return false;
}

void Listener::take(Caller &caller, ByteView message, v1::FrameRejection rejection)
{
    if (rejection == v1::FrameRejection::UnsupportedVersion) {
        ++m_services.counters.dropped[DropCause::UnsupportedVersion];
        refuse(caller, message, v1::ErrorReason::UnsupportedVersion);
    } else {
        ++m_services.counters.dropped[DropCause::Malformed];
    }
}

std::uint64_t Listener::epoch() const
{
    constexpr Nanoseconds length = std::chrono::nanoseconds(v1::cookieEpoch).count();
    return static_cast<std::uint64_t>((m_now - m_startedAt) / length);
}

void Listener::take(Caller &caller, const v1::Hello &hello)
{
    const v1::Cookie cookie = v1::makeCookie(m_cookieKey, caller.address(), hello.nonce, epoch());
    answer(caller, v1::encode(v1::Challenge{hello.nonce, cookie}));
}

void Listener::take(Caller &caller, ByteView message, const v1::Open &open)
{
    if (v1::checkCookie(m_cookieKey, caller.address(), open.nonce, open.cookie, epoch()) !=
        v1::CookieVerdict::Valid) {
        ++m_services.counters.dropped[DropCause::BadCookie];
        return refuse(caller, message, v1::ErrorReason::BadCookie);
    }
    Session *const current = m_sessions.find(caller.address());
    if (current && current->channel().isSealed() && !caller.identity())
        return refuse(caller, message, v1::ErrorReason::SessionLimit, tryAgainAfter);
    if (current && current == sessionOf(caller) &&
        current->opened().nonce == open.nonce) { // our answer was lost
        current->heard(m_now);
        return answer(caller, v1::encode(current->opened()));
    }
    if (m_openedInTurn == mostInTurn) { // it will come again
        ++m_services.counters.dropped[DropCause::Busy];
        return;
    }
    ++m_openedInTurn;
    // Opening another earns nothing: what is used up stays so.
    auto limits = current ? current->limits() : nullptr;
    if (current)
        m_sessions.end(*current, SessionEnd::Replaced);
    if (!limits)
        limits = caller.identity()
                         ? m_clients.acquire(*caller.identity())
                         : m_clients.acquire(caller.address().address, caller.kind(), m_now);
    openSession(caller, message, open, std::move(limits));
}

void Listener::openSession(Caller &caller, ByteView message, const v1::Open &open,
                           std::shared_ptr<RateLimits::Client> limits)
{
    if (!limits || !m_sessions.makeRoom(caller.address(), m_now)) {
        m_services.log.tell(Log::Topic::Limit, [&] {
            return u"no session for %1: there are as many as there may be"_s.arg(
                    inWords(caller.address()));
        });
        return refuse(caller, message, v1::ErrorReason::SessionLimit, tryAgainAfter);
    }
    Session::Opening opening;
    opening.client = caller.address();
    opening.opened.nonce = open.nonce;
    opening.opened.session = randomName<v1::SessionId>();
    opening.opened.bootId = m_bootId;
    opening.opened.clock = std::max<Nanoseconds>(m_services.clock.realtime(), 0);
    opening.opened.grant = m_services.policy.grant(caller.kind(), open);
    opening.limits = std::move(limits);
    int error = 0;
    opening.channel = caller.openChannel(error);
    const v1::Opened opened = opening.opened;
    const Session *session = nullptr;
    if (opening.channel)
        session = m_sessions.open(std::move(opening), error);
    if (!session) {
        m_services.log.tell(Log::Topic::System, [&] {
            return u"no socket for a session: %1"_s.arg(
                    QString::fromStdString(std::generic_category().message(error)));
        });
        return refuse(caller, message, v1::ErrorReason::Overloaded, tryAgainAfter);
    }
    m_services.log.debug(Log::Topic::Session, [&] {
        return u"a session of %1 begins"_s.arg(inWords(caller.address()));
    });
    answer(caller, v1::encode(opened));
}

/// The one of that address, unless it is inside DTLS and the caller is not, or the other way round.
Session *Listener::sessionOf(const Caller &caller)
{
    Session *const session = m_sessions.find(caller.address());
    const bool sealed = caller.identity() != nullptr;
    return session && session->channel().isSealed() == sealed ? session : nullptr;
}

template <typename Message>
void Listener::passOn(Caller &caller, ByteView bytes, const Message &message)
{
    Session *const session = sessionOf(caller);
    if (session && session->opened().session == message.header.session) {
        session->receive(message, m_now);
        m_sessions.touch(*session);
    } else {
        ++m_services.counters.dropped[DropCause::UnknownSession];
        refuse(caller, bytes, v1::ErrorReason::UnknownSession);
    }
}

void Listener::take(const Caller &caller, const v1::Close &close)
{
    Session *const session = sessionOf(caller);
    if (session && session->opened().session == close.header.session) {
        m_services.log.debug(Log::Topic::Session, [&] {
            return u"the session of %1 ends"_s.arg(inWords(caller.address()));
        });
        m_sessions.end(*session, SessionEnd::ByClient);
    } else {
        ++m_services.counters.dropped[DropCause::UnknownSession];
    }
}

void Listener::refuse(Caller &caller, ByteView message, v1::ErrorReason reason,
                      std::uint16_t retryAfter)
{
    const auto error = v1::refusal(message, reason, m_bootId, retryAfter);
    if (!error)
        return;
    ++m_services.counters.errors[reason];
    answer(caller, v1::encode(*error));
}

void Listener::answer(Caller &caller, ByteView message)
{
    if (caller.answer(message))
        ++m_services.counters.datagramsSent;
    else
        ++m_services.counters.datagramsUnsent;
}

} // namespace qicmp::proxy
