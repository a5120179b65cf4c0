// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/icmppacket.h"
#include "describe.h"
#include "exactbuffer.h"
#include "golden/golden.h"

#include <QtTest/QTest>

using namespace qicmp;
using golden::Layer;

namespace {

Family familyOf(Layer layer)
{
    return layer == Layer::Icmpv6 ? Family::IPv6 : Family::IPv4;
}

std::string parsed(Layer layer, ByteView bytes)
{
    return layer == Layer::Ipv4 ? describe(parseIpv4(bytes), bytes)
                                : describe(parseIcmp(familyOf(layer), bytes), bytes);
}

void addGoldenRows()
{
    QTest::addColumn<golden::Message>("message");
    for (const golden::Message &message : golden::messages())
        QTest::newRow(golden::title(message).c_str()) << message;
}

/// Makes the checksum of an ICMPv4 message right again.
void repairChecksum(ByteSpan icmp)
{
    if (icmp.size() < 4)
        return;
    icmp[2] = icmp[3] = 0;
    const auto checksum = static_cast<std::uint16_t>(~internetSum(icmp));
    icmp[2] = static_cast<std::uint8_t>(checksum >> 8);
    icmp[3] = static_cast<std::uint8_t>(checksum);
}

bool isPrefix(ByteView part, ByteView whole)
{
    return part.size() <= whole.size() && std::equal(part.begin(), part.end(), whole.begin());
}

/// Whether \a cut may come of a part of the bytes that gave \a full: nothing else is said, merely
/// less of the payload or nothing at all.
bool saysNoMore(const IcmpMessage &cut, const IcmpMessage &full)
{
    if (std::holds_alternative<Rejection>(cut))
        return true;
    if (cut.index() != full.index())
        return false;
    if (const auto *c = std::get_if<EchoMessage>(&cut)) {
        const auto &f = std::get<EchoMessage>(full);
        return c->isReply == f.isReply && c->id == f.id && c->sequence == f.sequence &&
               c->payload.size() < f.payload.size() && isPrefix(c->payload, f.payload);
    }
    const auto &c = std::get<ErrorMessage>(cut);
    const auto &f = std::get<ErrorMessage>(full);
    return c.kind == f.kind && c.type == f.type && c.code == f.code && c.mtu == f.mtu &&
           c.quotedTarget == f.quotedTarget && c.id == f.id && c.sequence == f.sequence &&
           isPrefix(c.payload, f.payload);
}

} // namespace

Q_DECLARE_METATYPE(golden::Message)
Q_DECLARE_METATYPE(qicmp::Family)

class TestCodec : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data() { addGoldenRows(); }
    void golden();
    void truncations_data() { addGoldenRows(); }
    void truncations();
    void bitFlips_data() { addGoldenRows(); }
    void bitFlips();
    void noFamily();
    void errorKinds_data();
    void errorKinds();
    void echoRequest_data();
    void echoRequest();
    void echoRequestTooShort_data();
    void echoRequestTooShort();
    void echoReply();
};

void TestCodec::golden()
{
    QFETCH(const golden::Message, message);
    const ExactBuffer buffer(golden::bytes(message.hex));
    QCOMPARE(parsed(message.layer, buffer.span()).c_str(), message.meaning);
}

void TestCodec::truncations()
{
    QFETCH(const golden::Message, message);
    const std::vector<std::uint8_t> bytes = golden::bytes(message.hex);
    const ByteView whole = bytes;
    if (message.layer == Layer::Ipv4) {
        const auto full = parseIpv4(whole);
        const auto *packet = std::get_if<Ipv4Packet>(&full);
        const std::size_t totalLength =
                packet ? static_cast<std::size_t>(packet->icmp.data() - whole.data()) +
                                 packet->icmp.size()
                       : whole.size();
        for (std::size_t size = 0; size < totalLength; ++size) {
            const ExactBuffer cut(whole.first(size));
            QVERIFY(std::holds_alternative<Rejection>(parseIpv4(cut.span())));
        }
        return;
    }
    const Family family = familyOf(message.layer);
    const IcmpMessage full = parseIcmp(family, whole);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const ExactBuffer cut(whole.first(size));
        const IcmpMessage asIs = parseIcmp(family, cut.span());
        QVERIFY2(saysNoMore(asIs, full), describe(asIs, cut.span()).c_str());
        if (size < icmpEchoHeaderSize)
            QCOMPARE(describe(asIs, cut.span()).c_str(), "Truncated");
        if (family != Family::IPv4 || std::holds_alternative<Rejection>(full))
            continue;
        // Behind the checksum the truncation has to be seen as well.
        repairChecksum(cut.span());
        const IcmpMessage repaired = parseIcmp(family, cut.span());
        QVERIFY2(saysNoMore(repaired, full), describe(repaired, cut.span()).c_str());
        QVERIFY(describe(repaired, cut.span()) != "BadChecksum" || size < icmpEchoHeaderSize);
    }
}

void TestCodec::bitFlips()
{
    QFETCH(const golden::Message, message);
    const ExactBuffer buffer(golden::bytes(message.hex));
    const ByteSpan bytes = buffer.span();
    // The one's complement sum notices every single bit. ICMPv6 is checked by the kernel and the
    // IPv4 header has a sum of its own: there, look for reads and views outside only.
    const bool summed = message.layer == Layer::Icmpv4 && bytes.size() >= icmpEchoHeaderSize &&
                        parsed(message.layer, bytes) != "BadChecksum";
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(1u << bit % 8);
        bytes[bit / 8] ^= mask;
        const std::string meaning = parsed(message.layer, bytes);
        bytes[bit / 8] ^= mask;
        QVERIFY2(meaning.find("outside") == std::string::npos, meaning.c_str());
        if (summed)
            QCOMPARE(meaning.c_str(), "BadChecksum");
    }
}

void TestCodec::noFamily()
{
    const ExactBuffer buffer(golden::bytes(golden::icmpv4Messages().front().hex));
    QCOMPARE(describe(parseIcmp(Family::None, buffer.span()), buffer.span()).c_str(), "NotIcmp");
    QVERIFY(!classifyError(Family::None, 3, 0));
}

void TestCodec::errorKinds_data()
{
    QTest::addColumn<Family>("family");
    QTest::addColumn<QList<int>>("kinds"); // by type, from 0; -1 is none
    QTest::addColumn<QList<int>>("kindsOfCode4");

    constexpr int unreachable = static_cast<int>(ErrorKind::DestinationUnreachable);
    constexpr int tooBig = static_cast<int>(ErrorKind::PacketTooBig);
    constexpr int exceeded = static_cast<int>(ErrorKind::TimeExceeded);
    constexpr int problem = static_cast<int>(ErrorKind::ParameterProblem);
    QTest::newRow("ICMPv4") << Family::IPv4
                            << QList<int>{-1, -1, -1, unreachable, -1,       -1,     -1,
                                          -1, -1, -1, -1,          exceeded, problem}
                            << QList<int>{-1, -1, -1, tooBig, -1,       -1,     -1,
                                          -1, -1, -1, -1,     exceeded, problem};
    QTest::newRow("ICMPv6") << Family::IPv6
                            << QList<int>{-1, unreachable, tooBig, exceeded, problem}
                            << QList<int>{-1, unreachable, tooBig, exceeded, problem};
}

void TestCodec::errorKinds()
{
    QFETCH(const Family, family);
    QFETCH(const QList<int>, kinds);
    QFETCH(const QList<int>, kindsOfCode4);
    for (int type = 0; type < 256; ++type) {
        for (int code = 0; code < 256; ++code) {
            const auto kind = classifyError(family, static_cast<std::uint8_t>(type),
                                            static_cast<std::uint8_t>(code));
            const int expected = (code == 4 ? kindsOfCode4 : kinds).value(type, -1);
            QCOMPARE(kind ? static_cast<int>(*kind) : -1, expected);
        }
    }
}

void TestCodec::echoRequest_data()
{
    QTest::addColumn<Family>("family");
    QTest::addColumn<quint16>("id");
    QTest::addColumn<quint16>("sequence");
    QTest::addColumn<QByteArray>("expected");

    // The IPv4 ones are captures of another program's requests.
    QTest::newRow("IPv4") << Family::IPv4 << quint16(0x1234) << quint16(1)
                          << QByteArray::fromHex(
                                     "08001c5512340001b2e6036b000000000d24060000000000");
    QTest::newRow("IPv4, odd length")
            << Family::IPv4 << quint16(0x1235) << quint16(1)
            << QByteArray::fromHex("0800373812350001b5e6036b00000000983f0300000000005a");
    QTest::newRow("IPv4, no payload") << Family::IPv4 << quint16(0xabcd) << quint16(0x0203)
                                      << QByteArray::fromHex("08004a2fabcd0203");
    QTest::newRow("IPv4, checksum 0") << Family::IPv4 << quint16(0xf7ff) << quint16(0)
                                      << QByteArray::fromHex("08000000f7ff0000");
    QTest::newRow("IPv6, checksum left to the kernel")
            << Family::IPv6 << quint16(0xfffe) << quint16(0x8001)
            << QByteArray::fromHex("80000000fffe8001a0a1a2a3");
}

void TestCodec::echoRequest()
{
    QFETCH(const Family, family);
    QFETCH(const quint16, id);
    QFETCH(const quint16, sequence);
    QFETCH(const QByteArray, expected);

    QByteArray packet = expected;
    packet.replace(0, 8, QByteArray(8, '\xff')); // what stands there is overwritten
    const ByteSpan bytes(reinterpret_cast<std::uint8_t *>(packet.data()),
                         static_cast<std::size_t>(packet.size()));
    finishEchoRequest(family, id, sequence, bytes);
    QCOMPARE(packet.toHex(), expected.toHex());

    const IcmpMessage message = parseIcmp(family, bytes);
    QVERIFY(std::holds_alternative<EchoMessage>(message));
    const auto &echo = std::get<EchoMessage>(message);
    QVERIFY(!echo.isReply);
    QCOMPARE(echo.id, id);
    QCOMPARE(echo.sequence, sequence);
    QCOMPARE(echo.payload.size(), bytes.size() - icmpEchoHeaderSize);
}

void TestCodec::echoRequestTooShort_data()
{
    QTest::addColumn<Family>("family");
    QTest::addColumn<int>("size");
    QTest::newRow("IPv4, nothing") << Family::IPv4 << 0;
    QTest::newRow("IPv4, 7 bytes") << Family::IPv4 << 7;
    QTest::newRow("IPv6, 7 bytes") << Family::IPv6 << 7;
    QTest::newRow("no family") << Family::None << 16;
}

void TestCodec::echoRequestTooShort()
{
    QFETCH(const Family, family);
    QFETCH(const int, size);
    const std::vector<std::uint8_t> before(static_cast<std::size_t>(size), 0x5a);
    const ExactBuffer buffer(before);
    finishEchoRequest(family, 1, 2, buffer.span());
    QVERIFY(std::equal(before.begin(), before.end(), buffer.span().begin()));
}

void TestCodec::echoReply()
{
    const auto reply = [](Family family, const char *before) {
        QByteArray packet = QByteArray::fromHex(before);
        finishEchoReply(family, 0x1234, 1,
                        ByteSpan(reinterpret_cast<std::uint8_t *>(packet.data()),
                                 static_cast<std::size_t>(packet.size())));
        return packet.toHex();
    };
    QCOMPARE(reply(Family::IPv4, "ffffffffffffffff70696e67"), "00000efa1234000170696e67");
    QCOMPARE(reply(Family::IPv6, "ffffffffffffffff70696e67"), "810000001234000170696e67");
    QCOMPARE(reply(Family::IPv4, "ffffffffffffff"), "ffffffffffffff");
    QCOMPARE(reply(Family::None, "ffffffffffffffff"), "ffffffffffffffff");
}

QTEST_APPLESS_MAIN(TestCodec)
#include "tst_codec.moc"
