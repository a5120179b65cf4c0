// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"
#include "engine/engine.h"
#include "steppedclock.h"

#include <QtTest/qtest.h>

#include <algorithm>
#include <deque>
#include <vector>

using namespace qicmp;
using qicmp::support::SteppedClock;

namespace {

const IpAddress host = IpAddress::v4(0x0a000001);     // answers at once
const IpAddress deadHost = IpAddress::v4(0x0a000002); // does not

/// Replies are there as soon as a batch has been sent, and a read that finds some never says that
/// they were all: so datagram sockets behave over loopback.
class LoopbackTransport final : public Transport
{
public:
    explicit LoopbackTransport(const SteppedClock &clock) : m_clock(clock) {}

    bool isReady() const override { return true; }
    SendResult send(std::span<const OutgoingEcho> echoes) override
    {
        for (const OutgoingEcho &echo : echoes)
            if (sameHost(echo.target, host))
                m_replies.push_back(echo);
        SendResult result;
        result.accepted = static_cast<std::uint32_t>(echoes.size());
        sent += result.accepted;
        return result;
    }
    bool receive(TransportSink &sink) override
    {
        constexpr std::size_t batch = 64;
        const std::size_t count = std::min(batch, m_replies.size());
        if (count > 0)
            sink.batchRead();
        for (std::size_t i = 0; i < count; ++i) {
            const OutgoingEcho &echo = m_replies.front();
            ProbeMark{echo.probe, echo.tag}.write(m_payload);
            sink.received(ReceivedEcho{.source = echo.target,
                                       .id = echo.id,
                                       .sequence = echo.sequence,
                                       .ttl = 64,
                                       .payloadSize = 56,
                                       .payload = m_payload,
                                       .wallStamp = m_clock.realtime()});
            m_replies.pop_front();
        }
        return count > 0;
    }
    std::uint64_t receiveOverflows() override { return 0; }
    std::optional<std::uint16_t> identifier(Family, std::uint32_t index) override
    {
        return index < identifiers ? std::optional(static_cast<std::uint16_t>(index))
                                   : std::nullopt;
    }

    std::uint32_t identifiers = 64;
    std::uint32_t sent = 0;

private:
    const SteppedClock &m_clock;
    std::deque<OutgoingEcho> m_replies;
    std::array<std::uint8_t, 56> m_payload{};
};

class Fixture
{
public:
    Fixture() : transport(clock), engine(clock)
    {
        engine.setTransport(&transport);
        EchoOptions options;
        options.timeout = 100 * millisecond;
        m_options = engine.options().acquire(options);
    }

    Engine::Handle add(const IpAddress &target)
    {
        engine.options().retain(m_options);
        return engine.add({.target = target, .options = m_options});
    }
    Engine::Events takeEvents()
    {
        Engine::Events events;
        engine.takeEvents(events);
        return events;
    }

    SteppedClock clock;
    LoopbackTransport transport;
    Engine engine;

private:
    std::uint32_t m_options;
};

} // namespace

/// What one round of the engine does, and leaves for the next.
class tst_EngineRounds : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endlessRepliesHoldUpNoTimeout();
    void identifiersAreAskedForAgain();
};

void tst_EngineRounds::endlessRepliesHoldUpNoTimeout()
{
    Fixture f;
    const Engine::Handle dead = f.add(deadHost);
    bool ended = false;
    for (int round = 0; round < 200 && !ended; ++round) {
        for (int i = 0; i < 64; ++i)
            f.add(host);
        f.engine.activate();
        f.clock.now += millisecond;
        const Engine::Events events = f.takeEvents();
        ended = std::any_of(events.begin(), events.end(), [&](const EngineEvent &event) {
            return event.request == dead && event.failure.code == FailureCode::Timeout;
        });
    }
    QVERIFY(ended);
    QVERIFY(f.clock.now < 1000 * second + 120 * millisecond);
}

void tst_EngineRounds::identifiersAreAskedForAgain()
{
    constexpr std::uint32_t sequences = 65'536;
    Fixture f;
    f.transport.identifiers = 1;
    for (std::uint32_t i = 0; i < sequences + 1; ++i)
        f.add(deadHost);
    while (f.engine.activate()) {
    }
    QCOMPARE(f.transport.sent, sequences);
    f.transport.identifiers = 2; // somebody else has given one back
    f.clock.now += 2 * second;
    while (f.engine.activate()) {
    }
    QCOMPARE(f.transport.sent, sequences + 1);
}

QTEST_APPLESS_MAIN(tst_EngineRounds)
#include "tst_enginerounds.moc"
