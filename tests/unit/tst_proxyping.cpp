// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/proxyframe.h"
#include "exactbuffer.h"
#include "writertest.h"

#include <QtTest/QTest>

using namespace qicmp;
using namespace qicmp::v1;
using namespace writertest;

namespace {

/// A ping with all that its group says, for comparison.
struct Wish
{
    PingOptions options;
    Ping ping;

    friend bool operator==(const Wish &, const Wish &) = default;
};

/// All pings of a message; nothing if it is none.
std::vector<Wish> pingsOf(ByteView message)
{
    const ClientFrame frame = parseFromClient(message);
    const auto *parsed = std::get_if<PingMessage>(&frame);
    std::vector<Wish> wishes;
    if (parsed == nullptr || parsed->header != header)
        return wishes;
    for (const PingGroup &group : parsed->groups)
        for (const Ping &ping : group.pings)
            wishes.push_back({group.options, ping});
    return wishes.size() == parsed->pings ? wishes : std::vector<Wish>();
}

std::size_t groupsOf(ByteView message)
{
    const ClientFrame frame = parseFromClient(message);
    const auto *parsed = std::get_if<PingMessage>(&frame);
    return parsed ? parsed->groups.size() : 0;
}

/// As the parser tells it.
IpAddress zoned(IpAddress address, std::uint32_t interfaceIndex)
{
    if (address.family == Family::IPv6 && address.isLinkLocal())
        address.scope = interfaceIndex;
    return address;
}

PingOptions anyOptions(Dice &dice, Family family)
{
    PingOptions options;
    options.timeout = static_cast<std::uint32_t>(1 + dice.below(maximumTimeout));
    options.payloadSize = static_cast<std::uint16_t>(dice.below(65508));
    options.ttl = dice.any<std::uint8_t>();
    options.trafficClass = static_cast<std::int16_t>(dice.below(257)) - 1;
    options.dontFragment = dice.toss();
    if (dice.toss())
        options.interfaceIndex = static_cast<std::uint32_t>(dice.below(UINT32_MAX) + 1);
    if (dice.toss())
        options.source = zoned(dice.address(family), options.interfaceIndex);
    return options;
}

} // namespace

class TestProxyPing : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void pingsInADatagram();
    void ownOptionsForEach();
    void groups();
    void zones();
    void pingsThatCannotBe();
    void tokensInADatagram();
    void anyBuffer();
    void randomPings();
};

void TestProxyPing::pingsInADatagram()
{
    // Of equal options 98 IPv4 or 49 IPv6 ones; what does not fit leaves the message as it was.
    for (const auto &[target, most] : {std::pair(documentation4, 98), std::pair(v6(0x20, 1), 49)}) {
        Buffer buffer{};
        PingWriter writer(buffer, header);
        QVERIFY(writer.message().empty());
        for (int i = 0; i < most; ++i) {
            QCOMPARE(writer.add({}, static_cast<std::uint64_t>(i), target), Added::Yes);
            QCOMPARE(pingsOf(writer.message()).size(), static_cast<std::size_t>(i + 1));
        }
        const Bytes full(writer.message().begin(), writer.message().end());
        QCOMPARE(writer.add({}, 1000, target), Added::NoRoom);
        QCOMPARE(Bytes(writer.message().begin(), writer.message().end()), full);
        QVERIFY(full.size() <= 1232);
        QCOMPARE(groupsOf(full), std::size_t(1));
        QCOMPARE(writer.count(), static_cast<std::size_t>(most));
        const std::vector<Wish> wishes = pingsOf(full);
        for (std::size_t i = 0; i < wishes.size(); ++i)
            QCOMPARE(wishes[i], (Wish{{}, {i, target}}));
    }
}

void TestProxyPing::ownOptionsForEach()
{
    // Each ping another payload size, IPv6, through an interface: 31; inside DTLS 30.
    for (const auto &[size, most] :
         {std::pair(maximumMessageSize, 31U), std::pair(maximumSealedMessageSize, 30U)}) {
        Buffer buffer{};
        PingWriter writer(ByteSpan(buffer).first(size), header);
        PingOptions options;
        options.interfaceIndex = 3;
        std::vector<Wish> expected;
        for (;;) {
            ++options.payloadSize;
            const Ping ping{options.payloadSize, v6(0xfe, 9, 3)};
            if (writer.add(options, ping.token, ping.target) != Added::Yes)
                break;
            expected.push_back({options, ping});
        }
        QCOMPARE(expected.size(), std::size_t(most));
        QCOMPARE(pingsOf(writer.message()), expected);
        QCOMPARE(groupsOf(writer.message()), std::size_t(most));
        QVERIFY(writer.message().size() <= size);
    }
}

void TestProxyPing::groups()
{
    Buffer buffer{};
    PingWriter writer(buffer, header);
    PingOptions other;
    other.timeout = 999;
    QCOMPARE(writer.add({}, 1, documentation4), Added::Yes);
    QCOMPARE(writer.add({}, 2, documentation4), Added::Yes);
    QCOMPARE(groupsOf(writer.message()), std::size_t(1));
    QCOMPARE(writer.add(other, 3, documentation4), Added::Yes);
    QCOMPARE(groupsOf(writer.message()), std::size_t(2));
    QCOMPARE(writer.add(other, 4, v6(0x20, 1)), Added::Yes);
    QCOMPARE(groupsOf(writer.message()), std::size_t(3));
    QCOMPARE(writer.add({}, 5, documentation4), Added::Yes);
    QCOMPARE(groupsOf(writer.message()), std::size_t(4));
    const std::vector<Wish> expected{{{}, {1, documentation4}},
                                     {{}, {2, documentation4}},
                                     {other, {3, documentation4}},
                                     {other, {4, v6(0x20, 1)}},
                                     {{}, {5, documentation4}}};
    QCOMPARE(pingsOf(writer.message()), expected);
}

void TestProxyPing::zones()
{
    Buffer buffer{};
    PingWriter writer(buffer, header);
    PingOptions third;
    third.interfaceIndex = 3;
    QCOMPARE(writer.add({}, 1, v6(0xfe, 1, 2)), Added::Yes); // the zone becomes the interface
    QCOMPARE(writer.add({}, 2, v6(0xfe, 1, 3)), Added::Yes);
    QCOMPARE(writer.add({}, 3, v6(0xfe, 1)), Added::Yes);
    QCOMPARE(writer.add(third, 4, v6(0xfe, 1)), Added::Yes); // and the interface the zone
    QCOMPARE(writer.add(third, 5, v6(0x20, 1)), Added::Yes);
    QCOMPARE(writer.add(third, 6, v6(0xfe, 1, 3)), Added::Yes);
    QCOMPARE(writer.add(third, 7, v6(0xfe, 1, 2)), Added::Unencodable);
    QCOMPARE(groupsOf(writer.message()), std::size_t(4));
    PingOptions second;
    second.interfaceIndex = 2;
    const std::vector<Wish> expected{{second, {1, v6(0xfe, 1, 2)}}, {third, {2, v6(0xfe, 1, 3)}},
                                     {{}, {3, v6(0xfe, 1)}},        {third, {4, v6(0xfe, 1, 3)}},
                                     {third, {5, v6(0x20, 1)}},     {third, {6, v6(0xfe, 1, 3)}}};
    QCOMPARE(pingsOf(writer.message()), expected);
}

void TestProxyPing::pingsThatCannotBe()
{
    Buffer buffer{};
    PingWriter writer(buffer, header);
    const auto with = [](auto change) {
        PingOptions options;
        change(options);
        return options;
    };
    const auto refuses = [&](const PingOptions &options, const IpAddress &target) {
        return writer.add(options, 1, target) == Added::Unencodable;
    };
    const auto refusesWith = [&](auto change, const IpAddress &target = documentation4) {
        return refuses(with(change), target);
    };
    QVERIFY(refuses({}, IpAddress()));
    QVERIFY(refuses({}, mapped));
    QVERIFY(refusesWith([](PingOptions &o) { o.timeout = 0; }));
    QVERIFY(refusesWith([](PingOptions &o) { o.timeout = maximumTimeout + 1; }));
    QVERIFY(refusesWith([](PingOptions &o) { o.payloadSize = 65508; }));
    QVERIFY(refusesWith([](PingOptions &o) { o.payloadSize = 65528; }, v6(0x20, 1)));
    QVERIFY(refusesWith([](PingOptions &o) { o.trafficClass = -2; }));
    QVERIFY(refusesWith([](PingOptions &o) { o.trafficClass = 256; }));
    QVERIFY(refusesWith([](PingOptions &o) { o.source = v6(0x20, 1); }));
    QVERIFY(refusesWith([](PingOptions &o) { o.source = documentation4; }, v6(0x20, 1)));
    QVERIFY(refusesWith([](PingOptions &o) { o.source = IpAddress::v4(0); }));
    QVERIFY(refusesWith([](PingOptions &o) { o.source = mapped; }, v6(0x20, 1)));
    QVERIFY(refusesWith([](PingOptions &o) { o.source = v6(0xfe, 1, 2); }, v6(0xfe, 1, 3)));
    QVERIFY(writer.message().empty());
    QCOMPARE(writer.count(), std::size_t(0));

    QCOMPARE(writer.add(with([](PingOptions &o) { o.payloadSize = 65507; }), 1, documentation4),
             Added::Yes);
    QCOMPARE(writer.add(with([](PingOptions &o) { o.payloadSize = 65527; }), 2, v6(0x20, 1)),
             Added::Yes);
    QVERIFY(refuses({}, mapped));
    QCOMPARE(pingsOf(writer.message()).size(), std::size_t(2));
}

void TestProxyPing::tokensInADatagram()
{
    Buffer buffer{};
    CancelWriter writer(buffer, header);
    QVERIFY(writer.message().empty());
    for (std::uint64_t token = 0; token < 149; ++token)
        QVERIFY(writer.add(token << 56 | token));
    QVERIFY(!writer.add(149));
    const ClientFrame frame = parseFromClient(writer.message());
    const auto *message = std::get_if<CancelMessage>(&frame);
    QVERIFY(message);
    QVERIFY(message->header == header);
    std::uint64_t expected = 0;
    for (const std::uint64_t token : message->tokens) {
        QCOMPARE(token, expected << 56 | expected);
        ++expected;
    }
    QCOMPARE(expected, std::uint64_t(149));
}

void TestProxyPing::anyBuffer()
{
    // In a buffer of any size: nothing behind its end, and a sound message or none.
    for (std::size_t size = 0; size < 160; ++size) {
        const ExactBuffer buffer(Bytes(size, 0xaa));
        PingWriter pings(buffer.span(), header);
        std::size_t count = 0;
        while (pings.add({}, 1, documentation4) == Added::Yes)
            ++count;
        QCOMPARE(count, size < 59 ? 0 : (size - 47) / 12);
        QCOMPARE(pingsOf(pings.message()).size(), count);

        CancelWriter tokens(buffer.span(), header);
        count = 0;
        while (tokens.add(1))
            ++count;
        QCOMPARE(count, size < 37 ? 0 : (size - 37) / 8);
        QCOMPARE(std::holds_alternative<CancelMessage>(parseFromClient(tokens.message())),
                 count != 0);
    }
}

void TestProxyPing::randomPings()
{
    Dice dice(4);
    for (int round = 0; round < 2'000; ++round) {
        Buffer buffer{};
        PingWriter writer(buffer, header);
        std::vector<Wish> expected;
        PingOptions options;
        Family family = Family::None;
        for (;;) {
            if (family == Family::None || dice.below(4) == 0) {
                family = dice.toss() ? Family::IPv4 : Family::IPv6;
                options = anyOptions(dice, family);
            }
            const Ping ping{dice.below(UINT64_MAX),
                            zoned(dice.address(family), options.interfaceIndex)};
            const Added added = writer.add(options, ping.token, ping.target);
            if (added == Added::NoRoom)
                break;
            QCOMPARE(added, Added::Yes);
            expected.push_back({options, ping});
        }
        QCOMPARE(pingsOf(writer.message()), expected);
    }
}

QTEST_APPLESS_MAIN(TestProxyPing)
#include "tst_proxyping.moc"
