// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/icmppacket.h"
#include "codec/proxyframe.h"
#include "engine/deadlinewheel.h"
#include "engine/echooptions.h"
#include "engine/identifierspace.h"
#include "engine/probetag.h"
#include "engine/wallclockmap.h"

#include <QtTest/qtest.h>

#include <array>
#include <vector>

using namespace qicmp;

namespace {

constexpr std::uint32_t times = 1'000; // in one measured step, so that each figure is ns a piece

std::vector<std::uint8_t> echoReply(Family family)
{
    std::vector<std::uint8_t> packet(icmpEchoHeaderSize + 56);
    finishEchoReply(family, 0x1234, 7, packet);
    return packet;
}

} // namespace

/// What single parts cost, beside the whole that qicmp-bench measures: run it alone, with
/// `-tickcounter` or `-perf` where the machine has those. Each figure is of a thousand calls.
class bench_Parts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void parseEchoReply_data();
    void parseEchoReply();
    void writeEchoRequest();
    void tagOfAProbe();
    void deadlineSetAndCanceled();
    void deadlineSetAndExpired();
    void identifierTakenAndGivenBack();
    void stampConverted();
    void optionsSharedAmongThousands();
    void proxyPingsWrittenAndRead();

private:
    std::uint64_t m_sum = 0; // what is computed is used, or it would not be
};

void bench_Parts::parseEchoReply_data()
{
    QTest::addColumn<Family>("family");
    QTest::newRow("IPv4") << Family::IPv4;
    QTest::newRow("IPv6") << Family::IPv6;
}

void bench_Parts::parseEchoReply()
{
    QFETCH(const Family, family);
    const auto packet = echoReply(family);
    QBENCHMARK
    {
        for (std::uint32_t i = 0; i < times; ++i)
            m_sum += std::get<EchoMessage>(parseIcmp(family, packet)).id;
    }
}

void bench_Parts::writeEchoRequest()
{
    auto packet = echoReply(Family::IPv4);
    QBENCHMARK
    {
        for (std::uint32_t i = 0; i < times; ++i)
            finishEchoRequest(Family::IPv4, 1, static_cast<std::uint16_t>(i), packet);
    }
}

void bench_Parts::tagOfAProbe()
{
    const ProbeTagger tagger;
    QBENCHMARK
    {
        for (std::uint32_t i = 0; i < times; ++i)
            m_sum += tagger.tag(i);
    }
}

void bench_Parts::deadlineSetAndCanceled()
{
    DeadlineWheel wheel(0);
    QBENCHMARK
    {
        for (std::uint32_t i = 0; i < times; ++i)
            wheel.schedule(i, second + i * millisecond);
        for (std::uint32_t i = 0; i < times; ++i)
            wheel.cancel(i);
    }
}

void bench_Parts::deadlineSetAndExpired()
{
    DeadlineWheel wheel(0);
    Nanoseconds now = 0;
    QBENCHMARK
    {
        for (std::uint32_t i = 0; i < times; ++i)
            wheel.schedule(i, now + second);
        now += 2 * second;
        while (wheel.popExpired(now) != DeadlineWheel::none)
            ++m_sum;
    }
}

void bench_Parts::identifierTakenAndGivenBack()
{
    IdentifierSpace space;
    space.addIdentifier(1);
    Nanoseconds now = second;
    QBENCHMARK
    {
        for (std::uint32_t i = 0; i < times; ++i)
            space.release(*space.acquire(i, now), now);
        now += second; // by the time a pair's turn comes again it has rested
    }
}

void bench_Parts::stampConverted()
{
    const SystemClock clock;
    WallClockMap map;
    map.sample(clock);
    const Nanoseconds now = clock.monotonic();
    const Nanoseconds wall = clock.realtime();
    QBENCHMARK
    {
        for (std::uint32_t i = 0; i < times; ++i)
            m_sum += map.toMonotonic(wall, now - second, now + second).has_value();
    }
}

void bench_Parts::optionsSharedAmongThousands()
{
    OptionsTable table;
    std::vector<EchoOptions> sets(times);
    for (std::uint32_t i = 0; i < times; ++i) {
        sets[i].timeout = i * millisecond;
        table.acquire(sets[i]);
    }
    QBENCHMARK
    {
        for (const EchoOptions &options : sets)
            table.release(table.acquire(options));
    }
}

void bench_Parts::proxyPingsWrittenAndRead()
{
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    QBENCHMARK
    {
        std::uint64_t token = 0;
        while (token < times) {
            v1::PingWriter writer(buffer, {});
            while (token < times &&
                   writer.add({}, token, IpAddress::v4(0x7f000001)) == v1::Added::Yes)
                ++token;
            const auto frame = v1::parseFromClient(writer.message());
            m_sum += std::get<v1::PingMessage>(frame).pings;
        }
    }
}

QTEST_APPLESS_MAIN(bench_Parts)
#include "bench_parts.moc"
