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

Result reply(std::uint64_t token)
{
    Result result;
    result.outcome = Outcome::Reply;
    result.token = token;
    result.sentAt = 1;
    result.time = 2;
    return result;
}

Result anyResult(Dice &dice)
{
    Result result;
    result.outcome = static_cast<Outcome>(1 + dice.below(9));
    result.token = dice.any<std::uint64_t>();
    const bool isReply = result.outcome <= Outcome::DuplicateReply;
    if (result.outcome != Outcome::SendError && result.outcome != Outcome::Refused)
        result.sentAt = dice.time();
    if (isReply || result.outcome == Outcome::IcmpError) {
        result.time = dice.time();
        if (dice.toss())
            result.responder = dice.address(dice.toss() ? Family::IPv4 : Family::IPv6);
        if (result.responder.family == Family::IPv6)
            result.responder.scope = dice.any<std::uint32_t>();
    }
    if (isReply) {
        result.kernelStamps = dice.toss();
        result.ttl = static_cast<std::int16_t>(dice.below(257)) - 1;
        result.payloadSize = dice.any<std::uint16_t>();
    } else if (result.outcome == Outcome::IcmpError) {
        result.icmpType = dice.any<std::uint8_t>();
        result.icmpCode = dice.any<std::uint8_t>();
        result.mtu = dice.any<std::uint32_t>();
    } else if (result.outcome == Outcome::SendError) {
        result.sendError = static_cast<SendErrorClass>(1 + dice.below(5));
        result.systemError = dice.any<std::uint32_t>();
        result.mtu = dice.any<std::uint32_t>();
    } else if (result.outcome == Outcome::Refused) {
        result.refusal = static_cast<RefusalReason>(1 + dice.below(10));
    } else if (result.outcome == Outcome::Interrupted) {
        result.interruption = static_cast<InterruptionCause>(dice.below(4));
    }
    return result;
}

} // namespace

class TestProxyResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void resultsInADatagram();
    void resultsThatCannotBe();
    void fieldsOfOtherOutcomes();
    void anyBuffer();
    void refreshed();
    void wallClockBefore1970();
    void randomResults();
};

void TestProxyResult::resultsInADatagram()
{
    Result refused;
    refused.outcome = Outcome::Refused;
    Result longest = reply(1);
    longest.outcome = Outcome::IcmpError;
    longest.responder = v6(0x20, 1);
    for (const auto &[result, most] :
         {std::pair(refused, 107U), std::pair(reply(1), 40U), std::pair(longest, 22U)}) {
        Buffer buffer{};
        ResultWriter writer(buffer, header, 5, 6);
        QVERIFY(writer.message().empty());
        for (unsigned i = 0; i < most; ++i)
            QCOMPARE(writer.add(result), Added::Yes);
        QCOMPARE(writer.add(result), Added::NoRoom);
        QCOMPARE(writer.count(), std::size_t(most));
        QVERIFY(writer.message().size() <= 1232);
        const ProxyFrame frame = parseFromProxy(writer.message());
        const auto *message = std::get_if<ResultMessage>(&frame);
        QVERIFY(message);
        QCOMPARE(message->results.size(), std::size_t(most));
        QVERIFY(message->header == header);
        QCOMPARE(message->clock, std::int64_t(5));
        QCOMPARE(message->dropped, 6U);
        for (const Result &one : message->results)
            QCOMPARE(one, result);
    }
}

void TestProxyResult::resultsThatCannotBe()
{
    Buffer buffer{};
    ResultWriter writer(buffer, header, 0, 0);
    const auto refuses = [&](auto change) {
        Result result = reply(1);
        change(result);
        return writer.add(result) == Added::Unencodable;
    };
    QVERIFY(refuses([](Result &r) { r.outcome = Outcome{0}; }));
    QVERIFY(refuses([](Result &r) { r.outcome = Outcome{10}; }));
    QVERIFY(refuses([](Result &r) { r.sentAt = -1; }));
    QVERIFY(refuses([](Result &r) { r.time = -1; }));
    QVERIFY(refuses([](Result &r) { r.ttl = 256; }));
    QVERIFY(refuses([](Result &r) { r.responder = mapped; }));
    QVERIFY(refuses([](Result &r) { r.responder = IpAddress::v4(0); }));
    QVERIFY(refuses([](Result &r) { r.refusal = RefusalReason{0}; }));
    QVERIFY(refuses([](Result &r) { r.sendError = SendErrorClass{6}; }));
    QVERIFY(refuses([](Result &r) { r.interruption = InterruptionCause{4}; }));
    QVERIFY(writer.message().empty());
    QCOMPARE(writer.add(reply(1)), Added::Yes);
}

void TestProxyResult::fieldsOfOtherOutcomes()
{
    // What an outcome has no place for is left out, and the message stays sound.
    Result result = reply(3);
    result.ttl = 64;
    result.kernelStamps = true;
    result.responder = v6(0x20, 1);
    result.payloadSize = 56;
    result.icmpType = 3;
    for (int outcome = 1; outcome <= 9; ++outcome) {
        result.outcome = static_cast<Outcome>(outcome);
        Buffer buffer{};
        ResultWriter writer(buffer, header, 0, 0);
        QCOMPARE(writer.add(result), Added::Yes);
        const ProxyFrame frame = parseFromProxy(writer.message());
        const auto *message = std::get_if<ResultMessage>(&frame);
        QVERIFY(message);
        QCOMPARE(message->results.begin()->outcome, result.outcome);
        QCOMPARE(message->results.begin()->token, result.token);
    }
}

void TestProxyResult::anyBuffer()
{
    // In a buffer of any size: nothing behind its end, and a sound message or none.
    Result result = reply(1);
    result.responder = documentation4;
    for (std::size_t size = 0; size < 160; ++size) {
        const ExactBuffer buffer(Bytes(size, 0xaa));
        ResultWriter results(buffer.span(), header, 1, 2);
        std::size_t count = 0;
        while (results.add(result) == Added::Yes)
            ++count;
        QCOMPARE(count, size < 49 ? 0 : (size - 49) / 33);
        QCOMPARE(std::holds_alternative<ResultMessage>(parseFromProxy(results.message())),
                 count != 0);
        refreshAcknowledgement(buffer.span(), {1, 2});
        refreshClock(buffer.span(), 3, 4);
    }
}

void TestProxyResult::refreshed()
{
    Buffer buffer{};
    ResultWriter writer(buffer, header, 5, 6);
    QCOMPARE(writer.add(reply(1)), Added::Yes);
    const ByteSpan bytes = ByteSpan(buffer).first(writer.message().size());
    refreshAcknowledgement(bytes, {0xfffffffe, 0x8000'0000'0000'0002});
    refreshClock(bytes, 0x1122'3344'5566'7788, 0xffff'ffff);

    SessionHeader later = header;
    later.acknowledgement = {0xfffffffe, 0x8000'0000'0000'0002};
    Buffer other{};
    ResultWriter again(other, later, 0x1122'3344'5566'7788, 0xffff'ffff);
    QCOMPARE(again.add(reply(1)), Added::Yes);
    QVERIFY(buffer == other);
}

void TestProxyResult::wallClockBefore1970()
{
    Buffer buffer{};
    ResultWriter writer(buffer, header, -1, 0);
    QCOMPARE(writer.add(reply(1)), Added::Yes);
    const ByteSpan bytes = ByteSpan(buffer).first(writer.message().size());
    QVERIFY(std::holds_alternative<ResultMessage>(parseFromProxy(bytes)));
    refreshClock(bytes, -1, 0);
    QVERIFY(std::holds_alternative<ResultMessage>(parseFromProxy(bytes)));
}

void TestProxyResult::randomResults()
{
    Dice dice(5);
    for (int round = 0; round < 2'000; ++round) {
        Buffer buffer{};
        const std::int64_t clock = dice.time();
        ResultWriter writer(buffer, header, clock, 0);
        std::vector<Result> expected;
        for (;;) {
            const Result result = anyResult(dice);
            const Added added = writer.add(result);
            if (added == Added::NoRoom)
                break;
            QCOMPARE(added, Added::Yes);
            expected.push_back(result);
        }
        const ProxyFrame frame = parseFromProxy(writer.message());
        const auto *message = std::get_if<ResultMessage>(&frame);
        QVERIFY(message);
        QCOMPARE(message->clock, clock);
        std::vector<Result> told;
        for (const Result &result : message->results)
            told.push_back(result);
        QCOMPARE(told, expected);
    }
}

QTEST_APPLESS_MAIN(TestProxyResult)
#include "tst_proxyresult.moc"
