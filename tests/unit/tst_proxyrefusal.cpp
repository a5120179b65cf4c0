// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/proxyframe.h"
#include "exactbuffer.h"

#include <QtTest/QTest>

#include <numeric>
#include <vector>

using namespace qicmp;
using namespace qicmp::v1;

// Nothing that goes to an address that has proved nothing is larger than what came from it.
static_assert(challengeSize <= helloSize);
static_assert(errorSize <= helloSize);
static_assert(errorSize <= openSize);
static_assert(openedSize <= openSize);

namespace {

/// A datagram whose bytes count up from 0, with a header of that version and type.
std::vector<std::uint8_t> datagram(std::size_t size, unsigned versionOf, unsigned type)
{
    std::vector<std::uint8_t> bytes(size);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    const std::uint8_t head[] = {magic, static_cast<std::uint8_t>(versionOf),
                                 static_cast<std::uint8_t>(type)};
    for (std::size_t i = 0; i < std::min(size, sizeof head); ++i)
        bytes[i] = head[i];
    return bytes;
}

/// The smallest message of a type that a client may send.
std::vector<std::uint8_t> smallest(MessageType type)
{
    const SessionHeader header;
    std::vector<std::uint8_t> bytes(maximumMessageSize);
    const auto keep = [](const auto &message) {
        return std::vector<std::uint8_t>(message.begin(), message.end());
    };
    switch (type) {
    case MessageType::Hello:
        return keep(encode(Hello()));
    case MessageType::Open:
        return keep(encode(Open()));
    case MessageType::KeepAlive:
        return keep(encode(KeepAlive()));
    case MessageType::Ping: {
        PingWriter writer(bytes, header);
        writer.add({}, 1, IpAddress::v4(1));
        return keep(writer.message());
    }
    case MessageType::Cancel: {
        CancelWriter writer(bytes, header);
        writer.add(1);
        return keep(writer.message());
    }
    default:
        return {};
    }
}

} // namespace

class TestProxyRefusal : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void neverLarger();
    void everyClientMessageCanBeRefused();
    void onlyThisProtocol();
    void namesWhatItRefuses();
};

void TestProxyRefusal::neverLarger()
{
    for (std::size_t size = 0; size < 100; ++size) {
        for (unsigned versionOf = 0; versionOf < 4; ++versionOf) {
            for (unsigned type = 0; type < 256; ++type) {
                const ExactBuffer refused(datagram(size, versionOf, type));
                const auto error = refusal(refused.span(), ErrorReason::UnsupportedVersion, 1);
                // CHALLENGE, OPENED, ERROR and RESULT are a proxy's, and CLOSE wants no answer.
                const bool silent = type == 2 || type == 4 || type == 5 || type == 7 || type == 10;
                QCOMPARE(error.has_value(), size >= 40 && !silent);
                QVERIFY(!error || encode(*error).size() <= size);
            }
        }
    }
}

void TestProxyRefusal::everyClientMessageCanBeRefused()
{
    for (const auto type : {MessageType::Hello, MessageType::Open, MessageType::KeepAlive,
                            MessageType::Ping, MessageType::Cancel}) {
        const auto message = smallest(type);
        QVERIFY(!std::holds_alternative<FrameRejection>(parseFromClient(message)));
        const auto error = refusal(message, ErrorReason::UnknownSession, 1);
        QVERIFY(error);
        QVERIFY(encode(*error).size() <= message.size());
    }
    QVERIFY(!refusal(encode(Close()), ErrorReason::UnknownSession, 1));
    QVERIFY(!refusal(encode(Error()), ErrorReason::UnknownSession, 1));
}

void TestProxyRefusal::onlyThisProtocol()
{
    for (unsigned first = 0; first < 256; ++first) {
        auto refused = datagram(100, 1, 1);
        refused[0] = static_cast<std::uint8_t>(first);
        QCOMPARE(refusal(refused, ErrorReason::BadCookie, 1).has_value(), first == magic);
    }
}

void TestProxyRefusal::namesWhatItRefuses()
{
    const auto refused = datagram(64, 2, 99);
    const auto error = refusal(refused, ErrorReason::UnsupportedVersion, 0xb00710, 1500);
    QVERIFY(error);
    QVERIFY(std::equal(error->correlator.begin(), error->correlator.end(), refused.begin() + 4));
    QCOMPARE(error->bootId, std::uint64_t(0xb00710));
    QCOMPARE(error->reason, ErrorReason::UnsupportedVersion);
    QCOMPARE(error->refusedType, std::uint8_t(99));
    QCOMPARE(error->retryAfter, std::uint16_t(1500));
    const std::array<std::uint8_t, 8> versions{1};
    QCOMPARE(error->versions, versions);
    const ProxyFrame frame = parseFromProxy(encode(*error));
    QVERIFY(std::get_if<Error>(&frame) != nullptr);
    QCOMPARE(std::get<Error>(frame), *error);
}

QTEST_APPLESS_MAIN(TestProxyRefusal)
#include "tst_proxyrefusal.moc"
