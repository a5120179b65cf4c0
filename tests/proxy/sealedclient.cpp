// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "sealedclient.h"

#include "codec/dtlsrecord.h"

#include <QElapsedTimer>

using namespace qicmp;
using namespace std::chrono_literals;

namespace {

constexpr int all = 3; // flights of a client

} // namespace

SealedClient::SealedClient(LiveClient &path, const QByteArray &identity, const QByteArray &key)
    : m_path(path), m_connection(DtlsConnection::Client{identity, key}, [this](ByteView datagram) {
        if (m_connection.state() == DtlsConnection::State::Open || m_mayStillSend-- > 0)
            m_path.send(datagram);
    })
{
}

bool SealedClient::shakeHands(int flights)
{
    m_mayStillSend = flights;
    m_connection.begin();
    return goOn(flights);
}

bool SealedClient::finishHandshake()
{
    m_mayStillSend = 1;
    return goOn(all);
}

bool SealedClient::goOn(int flights)
{
    while (m_connection.state() == DtlsConnection::State::Handshake &&
           (m_mayStillSend > 0 || flights == all)) {
        const auto datagram = m_path.receive(500ms);
        if (!datagram)
            break;
        m_connection.take(*datagram);
    }
    return m_connection.state() == DtlsConnection::State::Open;
}

std::optional<Bytes> SealedClient::receive(std::chrono::milliseconds within)
{
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < within.count()) {
        const auto datagram = m_path.receive(20ms);
        if (!datagram ||
            !std::holds_alternative<dtls::RecordSummary>(dtls::inspectRecords(*datagram)))
            continue;
        const ByteView message = m_connection.take(*datagram);
        if (!message.empty())
            return Bytes(message.begin(), message.end());
    }
    return std::nullopt;
}

bool SealedClient::open()
{
    v1::Nonce nonce;
    nonce.bytes.fill(7);
    m_connection.send(v1::encode(v1::Hello{nonce}));
    const auto challenged = receive();
    if (!challenged)
        return false;
    const v1::ProxyFrame first = v1::parseFromProxy(*challenged);
    const auto *const challenge = std::get_if<v1::Challenge>(&first);
    if (!challenge)
        return false;
    m_connection.send(v1::encode(v1::Open{.nonce = nonce, .cookie = challenge->cookie}));
    const auto answered = receive();
    if (!answered)
        return false;
    const v1::ProxyFrame answer = v1::parseFromProxy(*answered);
    const auto *const opened = std::get_if<v1::Opened>(&answer);
    if (opened)
        m_opened = *opened;
    return opened != nullptr;
}

bool SealedClient::isAlive()
{
    m_connection.send(v1::encode(v1::KeepAlive{.header = {m_opened.session, 0, {}},
                                               .kind = v1::KeepAlive::Kind::AnswerWanted,
                                               .stamp = ++m_stamp}));
    while (const auto message = receive(1s)) {
        const v1::ProxyFrame frame = v1::parseFromProxy(*message);
        const auto *const answer = std::get_if<v1::KeepAlive>(&frame);
        if (answer && answer->kind == v1::KeepAlive::Kind::Answer && answer->stamp == m_stamp)
            return true;
    }
    return false;
}
