// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakeproxy.h"

namespace qicmp::support {
namespace {

constexpr v1::Cookie cookie{{0xc0, 0xc1, 0xc2}};

} // namespace

void FakeProxy::refuse(ByteView datagram, v1::ErrorReason reason)
{
    if (auto error = v1::refusal(datagram, reason, m_bootId, retryAfter)) {
        error->versions = versions;
        reply(v1::encode(*error));
    }
}

bool FakeProxy::isOfSession(const v1::SessionHeader &header, ByteView datagram, Nanoseconds now)
{
    if (!m_stream || header.session != m_session) {
        refuse(datagram, v1::ErrorReason::UnknownSession);
        return false;
    }
    m_stream->acknowledged(header.acknowledgement, now, [](std::uint32_t, ByteView) {});
    return true;
}

void FakeProxy::open(const v1::Open &open)
{
    if (!m_stream || open.nonce != m_nonce) {
        ++sessions;
        m_stream = std::make_unique<MessageStream>();
        m_nonce = open.nonce;
        m_session.bytes.fill(static_cast<std::uint8_t>(0x50 + sessions));
        m_known.clear();
    }
    reply(v1::encode(v1::Opened{m_nonce, m_session, m_bootId, clock, grant}));
}

void FakeProxy::answer(const v1::KeepAlive &keepAlive)
{
    if (keepAlive.kind != v1::KeepAlive::Kind::AnswerWanted)
        return;
    ++answersWanted;
    if (!answersKeepAlive)
        return;
    reply(v1::encode(v1::KeepAlive{{m_session, 0, m_stream->acknowledgement()},
                                   v1::KeepAlive::Kind::Answer,
                                   keepAlive.stamp}));
}

void FakeProxy::keep(const v1::PingMessage &message)
{
    for (const v1::PingGroup &group : message.groups)
        for (const v1::Ping &ping : group.pings)
            if (m_known.insert(ping.token).second)
                pings.push_back({ping, group.options});
}

void FakeProxy::take(ByteView datagram, Nanoseconds now)
{
    const v1::ClientFrame frame = v1::parseFromClient(datagram);
    if (std::holds_alternative<v1::FrameRejection>(frame)) {
        ++malformed;
        return;
    }
    messages.push_back(static_cast<v1::MessageType>(datagram[2]));
    if (const auto *hello = std::get_if<v1::Hello>(&frame)) {
        ++hellos;
        if (refuses)
            refuse(datagram, *refuses);
        else if (answersHello)
            reply(v1::encode(v1::Challenge{hello->nonce, cookie}));
    } else if (const auto *wish = std::get_if<v1::Open>(&frame)) {
        if (wish->cookie != cookie)
            refuse(datagram, v1::ErrorReason::BadCookie);
        else if (answersOpen)
            open(*wish);
    } else if (const auto *ping = std::get_if<v1::PingMessage>(&frame)) {
        if (isOfSession(ping->header, datagram, now) &&
            m_stream->arrived(ping->header.number, now) == MessageStream::Arrival::New)
            keep(*ping);
    } else if (const auto *cancel = std::get_if<v1::CancelMessage>(&frame)) {
        if (isOfSession(cancel->header, datagram, now) &&
            m_stream->arrived(cancel->header.number, now) == MessageStream::Arrival::New)
            for (const std::uint64_t token : cancel->tokens)
                cancels.push_back(token);
    } else if (const auto *keepAlive = std::get_if<v1::KeepAlive>(&frame)) {
        if (isOfSession(keepAlive->header, datagram, now))
            answer(*keepAlive);
    } else if (const auto *close = std::get_if<v1::Close>(&frame)) {
        if (m_stream && close->header.session == m_session) {
            closed = close->reason;
            m_stream.reset();
        }
    }
}

void FakeProxy::act(Nanoseconds now)
{
    if (!m_stream)
        return;
    m_stream->sendDue(now, [this](ByteSpan message) {
        v1::refreshClock(message, clock, dropped);
        reply(message);
        return true;
    });
    if (acknowledges && m_stream->isAcknowledgementDue(now)) {
        reply(v1::encode(v1::KeepAlive{{m_session, 0, m_stream->acknowledgement()}}));
        m_stream->acknowledgementSent();
    }
}

void FakeProxy::tell(const v1::Result &result, Nanoseconds now)
{
    tell(std::vector{result}, now);
}

void FakeProxy::tell(const std::vector<v1::Result> &results, Nanoseconds now)
{
    v1::ResultWriter writer(m_stream->buffer(),
                            {m_session, m_stream->nextNumber(), m_stream->acknowledgement()}, clock,
                            dropped);
    for (const v1::Result &result : results)
        writer.add(result);
    m_stream->commit(writer.message().size());
    act(now);
}

v1::Result FakeProxy::result(std::uint64_t token, v1::Outcome outcome) const
{
    v1::Result result;
    result.outcome = outcome;
    result.token = token;
    result.sentAt = clock - 20 * millisecond;
    result.time = 1'500'000;
    result.kernelStamps = true;
    result.ttl = 64;
    result.payloadSize = 56;
    return result;
}

void FakeProxy::close(v1::CloseReason reason)
{
    reply(v1::encode(v1::Close{{m_session, 0, m_stream->acknowledgement()}, reason}));
    m_stream.reset();
}

void FakeProxy::restart()
{
    m_stream.reset();
    ++m_bootId;
    outbox.clear();
}

std::vector<std::uint64_t> FakeProxy::tokens() const
{
    std::vector<std::uint64_t> tokens;
    for (const Ping &ping : pings)
        tokens.push_back(ping.ping.token);
    return tokens;
}

} // namespace qicmp::support
