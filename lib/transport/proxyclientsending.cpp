// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/proxyclient.h"
#include "transport/proxyoptions.h"

#include <algorithm>
#include <optional>

// How pings get from the engine to the proxy.
namespace qicmp {
namespace {

SendResult refused(std::uint32_t accepted, ProxyLimit limit)
{
    return {.accepted = accepted,
            .verdict = SendResult::Verdict::Refused,
            .failure = beyondProxy(limit)};
}

} // namespace

/// Writes pings into PINGs, as many into each as it holds.
class ProxyClient::PingBatch
{
public:
    explicit PingBatch(Session &session) : m_session(session) {}
    ~PingBatch() { finish(); }
    PingBatch(const PingBatch &) = delete;
    PingBatch &operator=(const PingBatch &) = delete;

    v1::Added add(Token token, const IpAddress &target, const v1::PingOptions &options)
    {
        for (int message = 0; message < 2; ++message) {
            if (!m_writer && !m_session.stream.hasRoom())
                return v1::Added::NoRoom;
            if (!m_writer)
                m_writer.emplace(m_session.stream.buffer(),
                                 m_session.header(m_session.stream.nextNumber()));
            const v1::Added added = m_writer->add(options, token, target);
            if (added != v1::Added::NoRoom)
                return added;
            finish();
        }
        return v1::Added::Unencodable; // not even an empty message has room for it
    }

private:
    void finish()
    {
        if (m_writer && m_writer->count() > 0)
            m_session.stream.commit(m_writer->message().size());
        m_writer.reset();
    }

    Session &m_session;
    std::optional<v1::PingWriter> m_writer;
};

/// How many of \a wanted pings may be outstanding beside those that are.
std::uint32_t ProxyClient::allowance(std::uint32_t wanted) const
{
    const std::uint32_t outstanding = m_pings.outstanding();
    const std::uint32_t granted = m_session->grant.outstanding;
    return outstanding >= granted ? 0 : std::min(wanted, granted - outstanding);
}

SendResult ProxyClient::send(std::span<const OutgoingEcho> echoes)
{
    m_now = m_clock.monotonic();
    const SendResult result = m_session ? sendNow(echoes) : sendLater(echoes);
    if (m_session)
        transmit();
    else
        greet();
    return result;
}

SendResult ProxyClient::sendLater(std::span<const OutgoingEcho> echoes)
{
    SendResult result;
    for (const OutgoingEcho &echo : echoes) {
        if (const ProxyLimit limit = beyondPing(*echo.options); limit != ProxyLimit::None)
            return refused(result.accepted, limit);
        wait(echo, pingOptions(*echo.options));
        ++result.accepted;
    }
    return result;
}

SendResult ProxyClient::sendNow(std::span<const OutgoingEcho> echoes)
{
    const auto wanted = static_cast<std::uint32_t>(echoes.size());
    const std::uint32_t allowed =
            m_waiting.empty() ? m_rate.allowance(m_now, allowance(wanted)) : 0;
    PingBatch batch(*m_session);
    SendResult result;
    for (const OutgoingEcho &echo : echoes) {
        if (const ProxyLimit limit = beyondPing(*echo.options); limit != ProxyLimit::None)
            return refused(result.accepted, limit);
        const v1::PingOptions options = pingOptions(*echo.options);
        const v1::Added added = result.accepted < allowed
                                        ? batch.add(echo.probe, echo.target, options)
                                        : v1::Added::NoRoom;
        if (added == v1::Added::Unencodable)
            return refused(result.accepted, ProxyLimit::None);
        if (added == v1::Added::NoRoom) {
            result.verdict = SendResult::Verdict::Blocked;
            return result;
        }
        m_pings.add(echo.probe, options.timeout, echo.target.family);
        m_pings.setState(echo.probe, PendingPing::State::Sent);
        m_rate.spend(m_now, 1);
        ++result.accepted;
    }
    return result;
}

/// Sends what waited for the session, as far as it was granted.
void ProxyClient::sendWaiting()
{
    PingBatch batch(*m_session);
    while (!m_waiting.empty()) {
        const Waiting &waiting = m_waiting.front();
        if (isWaiting(waiting.token)) {
            if (m_rate.allowance(m_now, allowance(1)) == 0 || m_pace.allowance(m_now, 1) == 0)
                return;
            const v1::Added added = batch.add(waiting.token, waiting.target, waiting.options);
            if (added == v1::Added::NoRoom)
                return;
            if (added == v1::Added::Yes) {
                m_pings.setState(waiting.token, PendingPing::State::Sent);
                m_pings.expectNothing(waiting.token); // until the proxy has taken it
                m_rate.spend(m_now, 1);
                m_pace.spend(m_now, 1);
                m_session->waitingSentAt = m_now;
            } else {
                conclude(waiting.token, {.probe = waiting.token,
                                         .kind = Conclusion::Kind::Unsent,
                                         .final = true,
                                         .failure = beyondProxy(ProxyLimit::None)});
            }
        }
        m_waiting.pop_front();
    }
}

void ProxyClient::sendCancels()
{
    MessageStream &stream = m_session->stream;
    while (!m_cancels.empty() && stream.hasRoom()) {
        v1::CancelWriter writer(stream.buffer(), m_session->header(stream.nextNumber()));
        while (!m_cancels.empty() && writer.add(m_cancels.back()))
            m_cancels.pop_back();
        stream.commit(writer.message().size());
    }
}

void ProxyClient::transmit()
{
    m_session->stream.sendDue(m_now, [this](ByteSpan message) {
        m_channel.send(message);
        m_session->lastSentAt = m_now;
        return true;
    });
}

} // namespace qicmp
