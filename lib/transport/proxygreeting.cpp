// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/proxygreeting.h"

#include "transport/datagramchannel.h"

#include <algorithm>

namespace qicmp {
namespace {

constexpr Nanoseconds resendFirst = std::chrono::nanoseconds(v1::handshakeResendFirst).count();
constexpr Nanoseconds resendMost = std::chrono::nanoseconds(v1::handshakeResendMost).count();
constexpr Nanoseconds resendIdle = std::chrono::nanoseconds(v1::handshakeResendIdle).count();
constexpr Nanoseconds patience = std::chrono::nanoseconds(v1::handshakePatience).count();

} // namespace

void ProxyGreeting::begin(Nanoseconds now, Nanoseconds pause)
{
    for (std::size_t i = 0; i < m_nonce.bytes.size(); i += sizeof(std::uint32_t))
        write32(ByteSpan(m_nonce.bytes), i, m_system());
    m_opening = false;
    m_pace = resendFirst;
    m_dueAt = now + pause;
    m_quietSince = m_dueAt;
}

void ProxyGreeting::beginAgain(Nanoseconds now, Nanoseconds pause)
{
    constexpr int mostDoublings = 5; // more than a second
    const Nanoseconds backoff =
            m_failures == 0 ? 0 : varied(resendFirst << std::min(m_failures - 1, mostDoublings));
    ++m_failures;
    begin(now, std::max(pause, std::min(backoff, idlePace())));
}

/// At most nine tenths of a second, so that a client of a proxy that comes back goes on within one.
Nanoseconds ProxyGreeting::idlePace()
{
    return varied(resendIdle * 3 / 4);
}

bool ProxyGreeting::isPatienceOver(Nanoseconds now) const
{
    return now - m_quietSince >= patience;
}

void ProxyGreeting::act(Nanoseconds now, DatagramChannel &channel)
{
    if (now < m_dueAt)
        return;
    if (m_opening && now - m_openingSince >= patience) {
        const Nanoseconds quietSince = m_quietSince;
        begin(now);
        m_quietSince = quietSince;
    }
    if (m_opening)
        channel.send(v1::encode(v1::Open{.nonce = m_nonce, .cookie = m_cookie}));
    else
        channel.send(v1::encode(v1::Hello{m_nonce}));
    m_dueAt = now + (isPatienceOver(now) ? idlePace() : varied(m_pace));
    m_pace = std::min(2 * m_pace, resendMost);
}

void ProxyGreeting::challenged(const v1::Challenge &challenge, Nanoseconds now)
{
    if (m_opening || challenge.nonce != m_nonce)
        return;
    m_cookie = challenge.cookie;
    m_opening = true;
    m_pace = resendFirst;
    m_dueAt = now;
    m_quietSince = now;
    m_openingSince = now;
}

bool ProxyGreeting::isAnswer(const v1::Opened &opened) const
{
    return m_opening && opened.nonce == m_nonce;
}

bool ProxyGreeting::isAnswer(const v1::Error &error) const
{
    return error.correlator == m_nonce.bytes;
}

void ProxyGreeting::putOff(Nanoseconds now, Nanoseconds pause)
{
    m_quietSince = now;
    m_dueAt = now + varied(pause);
}

} // namespace qicmp
