// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "helloverifier.h"

#include "codec/proxyprotocol.h"
#include "secrets.h"
#include "transport/bytearrays.h"

#include <chrono>
#include <utility>

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds epochLength = std::chrono::nanoseconds(v1::cookieEpoch).count();

} // namespace

QHostAddress hostAddress(const IpAddress &address)
{
    if (address.family == Family::IPv4)
        return QHostAddress(address.toV4());
    return QHostAddress(address.bytes.data());
}

HelloVerifier::HelloVerifier(Nanoseconds now)
    : m_outlet([this](ByteView datagram) { m_written = copyOf(datagram); })
    , m_current(makeEpoch())
    , m_previous(makeEpoch())
    , m_epochEnds(now + epochLength)
{
}

std::unique_ptr<HelloVerifier::Epoch> HelloVerifier::makeEpoch()
{
    constexpr int words = 4;
    auto epoch = std::make_unique<Epoch>();
    for (int i = 0; i < words; ++i) {
        const std::uint64_t word = randomNumber();
        epoch->secret.append(reinterpret_cast<const char *>(&word), sizeof word);
    }
    epoch->verifier.setCookieGeneratorParameters({QCryptographicHash::Sha256, epoch->secret});
    return epoch;
}

std::optional<HelloVerifier::Verified> HelloVerifier::verifyIn(Epoch &epoch, const Endpoint &client,
                                                               const QByteArray &hello)
{
    m_written.clear();
    if (!epoch.verifier.verifyClient(&m_outlet, hello, hostAddress(client.address), client.port))
        return std::nullopt;
    return Verified{epoch.verifier.verifiedHello(), epoch.secret};
}

std::optional<HelloVerifier::Verified> HelloVerifier::verify(const Endpoint &client, ByteView hello,
                                                             Nanoseconds now, QByteArray &answer)
{
    if (now >= m_epochEnds) {
        m_previous = now - m_epochEnds < epochLength ? std::move(m_current) : makeEpoch();
        m_current = makeEpoch();
        m_epochEnds = now + epochLength;
    }
    const QByteArray bytes = copyOf(hello);
    answer.clear();
    if (auto verified = verifyIn(*m_previous, client, bytes))
        return verified;
    if (auto verified = verifyIn(*m_current, client, bytes))
        return verified;
    if (m_written.size() <= bytes.size())
        answer = m_written;
    return std::nullopt;
}

} // namespace qicmp::proxy
