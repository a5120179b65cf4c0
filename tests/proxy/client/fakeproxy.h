// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyframe.h"
#include "engine/messagestream.h"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace qicmp::support {

using Datagram = std::vector<std::uint8_t>;

/// A proxy that speaks version 1 and pings nobody: a test says what became of each ping. It has one
/// client, and no sockets: datagrams go in by take(), and wait in `outbox` for whoever carries
/// them.
class FakeProxy
{
public:
    struct Ping
    {
        v1::Ping ping;
        v1::PingOptions options;
    };

    /// How it behaves.
    v1::Grant grant{.outstanding = 16'384,
                    .payloadSize = 1'472,
                    .features = v1::FeatureIpv4 | v1::FeatureIpv6};
    std::int64_t clock = 1'700'000'000 * second; ///< its wall clock
    bool answersHello = true;
    bool answersOpen = true;
    bool answersKeepAlive = true;
    bool acknowledges = true; ///< of itself; what a result carries is another thing
    std::uint32_t dropped = 0;
    std::optional<v1::ErrorReason> refuses; ///< HELLO
    std::uint16_t retryAfter = 0;
    std::array<std::uint8_t, 8> versions{v1::version};

    void take(ByteView datagram, Nanoseconds now);
    /// Sends what is due.
    void act(Nanoseconds now);

    /// Whether one more RESULT may be under way.
    bool canTell() const { return m_stream && m_stream->hasRoom(); }
    /// Tells about a ping: each in a RESULT of its own, or all in one.
    void tell(const v1::Result &result, Nanoseconds now);
    void tell(const std::vector<v1::Result> &results, Nanoseconds now);
    /// The result of a ping in \a outcome, with what an answer has.
    v1::Result result(std::uint64_t token, v1::Outcome outcome = v1::Outcome::Reply) const;

    void close(v1::CloseReason reason);
    /// All is forgotten, as when it was killed and started again.
    void restart();

    bool hasSession() const { return m_stream != nullptr; }
    std::vector<std::uint64_t> tokens() const; ///< of all pings, as they came

    std::vector<Ping> pings; ///< taken, each token once a session
    std::vector<std::uint64_t> cancels;
    std::vector<v1::MessageType> messages; ///< all that came
    int hellos = 0;
    int sessions = 0; ///< that have been opened
    int answersWanted = 0;
    int malformed = 0;
    std::optional<v1::CloseReason> closed; ///< by the client
    std::vector<Datagram> outbox;

private:
    void reply(ByteView message) { outbox.emplace_back(message.begin(), message.end()); }
    void refuse(ByteView datagram, v1::ErrorReason reason);
    bool isOfSession(const v1::SessionHeader &header, ByteView datagram, Nanoseconds now);
    void open(const v1::Open &open);
    void answer(const v1::KeepAlive &keepAlive);
    void keep(const v1::PingMessage &message);

    std::unique_ptr<MessageStream> m_stream;
    v1::SessionId m_session;
    v1::Nonce m_nonce;
    std::set<std::uint64_t> m_known;
    std::uint64_t m_bootId = 0xb00710;
};

} // namespace qicmp::support
