// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "steppedclock.h"
#include "workload.h"

#include "engine/echopayload.h"
#include "engine/engine.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <vector>

// The engine alone: requests in, replies from a transport in memory, events out.
namespace qicmp::bench {
namespace {

using support::SteppedClock;

/// Answers each echo once so many others have been sent after it. It does as little as it can, for
/// its cost is counted as the engine's.
class DelayingTransport final : public Transport
{
public:
    DelayingTransport(const SteppedClock &clock, std::size_t window)
        : m_clock(clock), m_window(window), m_ring(std::bit_ceil(window + ringMargin))
    {
    }

    bool isReady() const override { return true; }
    SendResult send(std::span<const OutgoingEcho> echoes) override
    {
        for (const OutgoingEcho &echo : echoes)
            at(m_written++) = {echo.target, echo.probe, echo.tag, echo.id, echo.sequence};
        SendResult result;
        result.accepted = static_cast<std::uint32_t>(echoes.size());
        return result;
    }
    bool receive(TransportSink &sink) override
    {
        constexpr int batch = 64;
        if (m_written - m_read <= m_window)
            return false;
        sink.batchRead();
        for (int i = 0; i < batch && m_written - m_read > m_window; ++i) {
            const Waiting &echo = at(m_read++);
            ProbeMark{echo.probe, echo.tag}.write(m_payload);
            sink.transmitted(echo.probe, echo.id, m_clock.realtime());
            sink.received(ReceivedEcho{.source = echo.target,
                                       .id = echo.id,
                                       .sequence = echo.sequence,
                                       .ttl = 64,
                                       .payloadSize = payloadSize,
                                       .payload = m_payload,
                                       .wallStamp = m_clock.realtime()});
        }
        return m_written - m_read > m_window;
    }
    std::uint64_t receiveOverflows() override { return 0; }
    std::optional<std::uint16_t> identifier(Family, std::uint32_t index) override
    {
        return static_cast<std::uint16_t>(index);
    }

private:
    struct Waiting
    {
        IpAddress target;
        std::uint64_t probe = 0;
        std::uint64_t tag = 0;
        std::uint16_t id = 0;
        std::uint16_t sequence = 0;
    };

    Waiting &at(std::size_t position) { return m_ring[position & (m_ring.size() - 1)]; }

    static constexpr std::size_t ringMargin = 512; // more than are sent between two readings
    static constexpr std::uint32_t payloadSize = 56;

    const SteppedClock &m_clock;
    std::size_t m_window;
    std::vector<Waiting> m_ring; ///< its size is a power of two
    std::size_t m_written = 0;
    std::size_t m_read = 0;
    std::array<std::uint8_t, payloadSize> m_payload{};
};

/// Nanoseconds of processor time for a request, from add() to its event, with so many in flight:
/// the least of a few passes, for whatever disturbs a pass can only add to it.
double costWithOutstanding(std::uint32_t outstanding, std::uint32_t requests)
{
    constexpr int passes = 5;
    constexpr std::uint32_t batch = 64;
    constexpr Nanoseconds pace = batch * 10 * microsecond; // 100,000 requests a second
    SteppedClock clock;
    Engine engine(clock);
    DelayingTransport transport(clock, outstanding);
    engine.setTransport(&transport);
    EchoOptions options;
    options.timeout = 600 * second;
    const std::uint32_t index = engine.options().acquire(options);

    Engine::Events events;
    std::uint32_t made = 0;
    const auto turn = [&] {
        for (std::uint32_t i = 0; i < batch; ++i, ++made) {
            engine.options().retain(index);
            engine.add({.target = IpAddress::v4(0x0a000001 + made % 10'000), .options = index});
        }
        while (engine.activate()) {
        }
        clock.now += pace;
        events.clear();
        engine.takeEvents(events);
        return events.size();
    };
    // The table has to be full, and what lingers of ended requests has to be as much as it will be.
    while (made < outstanding + 500'000)
        turn();
    double least = std::numeric_limits<double>::infinity();
    for (int pass = 0; pass < passes; ++pass) {
        const Meter meter;
        std::uint32_t ended = 0;
        while (ended < requests)
            ended += static_cast<std::uint32_t>(turn());
        least = std::min(least, meter.cpuSeconds() / ended);
    }
    return least * 1e9;
}

Figures engineAlone(const Scale &scale)
{
    const auto many = static_cast<std::uint32_t>(scale.outstanding);
    return {{QStringLiteral("nanoseconds_with_few"), costWithOutstanding(1000, many)},
            {QStringLiteral("nanoseconds_with_many"), costWithOutstanding(many, many)}};
}

constexpr std::array workloads{
        Workload{"engine", "the engine alone, with 1,000 and with a million requests in flight",
                 engineAlone},
};

} // namespace

std::span<const Workload> engineWorkloads()
{
    return workloads;
}

} // namespace qicmp::bench
