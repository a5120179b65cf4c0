// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/legacyframe.h"
#include "exactbuffer.h"
#include "golden/golden.h"

#include <QtTest/QTest>

#include <cstdio>
#include <functional>

using namespace qicmp;
using namespace qicmp::v0;
using golden::Datagram;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::string describe(const std::variant<LegacyRejection, LegacyRequest> &parsed)
{
    static constexpr const char *rejections[] = {"Truncated", "BadLength", "BadTarget",
                                                 "BadChecksum", "NotARequest"};
    if (const auto *rejection = std::get_if<LegacyRejection>(&parsed))
        return rejections[static_cast<int>(*rejection)];
    const auto &request = std::get<LegacyRequest>(parsed);
    char id[8] = {};
    std::snprintf(id, sizeof id, "%x", unsigned{request.id});
    return request.target.toString() + " echo " + id + '/' + std::to_string(request.sequence) +
           " payload " + std::to_string(request.payload.size()) + " packet " +
           std::to_string(request.packet.size());
}

bool endsWhere(ByteView part, ByteView whole)
{
    return part.data() + part.size() == whole.data() + whole.size();
}

/// The request that a parsed one was.
Bytes rewritten(const LegacyRequest &request)
{
    Bytes bytes(requestOverhead + request.packet.size());
    bytes.resize(writeRequest(bytes, request.target, request.packet));
    return bytes;
}

void addGoldenRows()
{
    QTest::addColumn<Datagram>("datagram");
    for (const Datagram &datagram : golden::legacyRequests())
        QTest::newRow(datagram.name) << datagram;
}

} // namespace

Q_DECLARE_METATYPE(golden::Datagram)

class TestLegacyFrame : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data() { addGoldenRows(); }
    void golden();
    void truncations_data() { addGoldenRows(); }
    void truncations();
    void bitFlips_data() { addGoldenRows(); }
    void bitFlips();
    void targets();
    void answer_data() { addGoldenRows(); }
    void answer();
    void answerOfTheDocument();
    void buffers();
    void requestsThatCannotBe();
};

void TestLegacyFrame::golden()
{
    QFETCH(const Datagram, datagram);
    const ExactBuffer buffer(golden::bytes(datagram.hex));
    const auto parsed = parseRequest(buffer.span());
    QCOMPARE(describe(parsed).c_str(), datagram.meaning);
    if (const auto *request = std::get_if<LegacyRequest>(&parsed)) {
        QVERIFY(endsWhere(request->packet, buffer.span()));
        QVERIFY(endsWhere(request->payload, buffer.span()));
        QCOMPARE(rewritten(*request), golden::bytes(datagram.hex));
    }
}

void TestLegacyFrame::truncations()
{
    QFETCH(const Datagram, datagram);
    const Bytes bytes = golden::bytes(datagram.hex);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const ExactBuffer cut(ByteView(bytes).first(size));
        QVERIFY2(std::holds_alternative<LegacyRejection>(parseRequest(cut.span())) ||
                         std::string(datagram.name) == "byte behind the packet",
                 describe(parseRequest(cut.span())).c_str());
    }
}

void TestLegacyFrame::bitFlips()
{
    QFETCH(const Datagram, datagram);
    const ExactBuffer buffer(golden::bytes(datagram.hex));
    const ByteSpan bytes = buffer.span();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        // A digit may become another one; all else is seen.
        const auto parsed = parseRequest(bytes);
        if (const auto *request = std::get_if<LegacyRequest>(&parsed)) {
            QCOMPARE(rewritten(*request), Bytes(bytes.begin(), bytes.end()));
            const bool repaired = std::string(datagram.meaning).find("echo") == std::string::npos;
            QVERIFY(repaired || (bit / 8 >= 2 && bytes[bit / 8] >= '0' && bytes[bit / 8] <= '9'));
        }
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
}

void TestLegacyFrame::targets()
{
    Bytes packet(8);
    finishEchoRequest(Family::IPv4, 1, 2, packet);
    Bytes bytes(requestOverhead + packet.size());
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        const IpAddress target = IpAddress::v4(i * 2654435761U);
        const std::size_t size = writeRequest(bytes, target, packet);
        QVERIFY(size != 0);
        const auto parsed = parseRequest(ByteView(bytes).first(size));
        const auto *request = std::get_if<LegacyRequest>(&parsed);
        QVERIFY2(request && request->target == target, target.toString().c_str());
        const std::string text = target.toString();
        QCOMPARE(std::string(bytes.begin() + 2,
                             bytes.begin() + 2 + static_cast<std::ptrdiff_t>(text.size())),
                 text);
    }
}

void TestLegacyFrame::answer()
{
    QFETCH(const Datagram, datagram);
    const Bytes bytes = golden::bytes(datagram.hex);
    const auto parsed = parseRequest(bytes);
    const auto *request = std::get_if<LegacyRequest>(&parsed);
    if (request == nullptr)
        return;
    const ExactBuffer reply(Bytes(8 + request->payload.size(), 0xaa));
    QCOMPARE(writeReply(reply.span(), *request), reply.span().size());
    QVERIFY(reply.span().size() <= bytes.size());
    const IcmpMessage message = parseIcmp(Family::IPv4, reply.span());
    const auto *echo = std::get_if<EchoMessage>(&message);
    QVERIFY(echo && echo->isReply);
    QCOMPARE(echo->id, request->id);
    QCOMPARE(echo->sequence, request->sequence);
    QVERIFY(std::equal(echo->payload.begin(), echo->payload.end(), request->payload.begin(),
                       request->payload.end()));
}

void TestLegacyFrame::answerOfTheDocument()
{
    const Bytes bytes = golden::bytes(golden::legacyRequests().front().hex);
    const auto parsed = parseRequest(bytes);
    Bytes reply(12);
    QCOMPARE(writeReply(reply, std::get<LegacyRequest>(parsed)), std::size_t(12));
    QCOMPARE(reply, golden::bytes("00000efa 12340001 70696e67"));
}

void TestLegacyFrame::buffers()
{
    const Bytes bytes = golden::bytes(golden::legacyRequests().front().hex);
    const auto parsed = parseRequest(bytes);
    const auto &request = std::get<LegacyRequest>(parsed);
    for (std::size_t size = 0; size < 40; ++size) {
        const ExactBuffer out(Bytes(size, 0xaa));
        QCOMPARE(writeRequest(out.span(), request.target, request.packet),
                 size < bytes.size() ? 0 : bytes.size());
        QCOMPARE(writeReply(out.span(), request), std::size_t(size < 12 ? 0 : 12));
    }
}

void TestLegacyFrame::requestsThatCannotBe()
{
    Bytes out(100);
    const Bytes packet(8);
    QCOMPARE(writeRequest(out, IpAddress(), packet), std::size_t(0));
    QCOMPARE(writeRequest(out, IpAddress::v6({1}), packet), std::size_t(0));
    QCOMPARE(writeRequest(out, IpAddress::v4(1), ByteView(packet).first(7)), std::size_t(0));
    QCOMPARE(writeRequest(out, IpAddress::v4(1), packet), std::size_t(17));
}

QTEST_APPLESS_MAIN(TestLegacyFrame)
#include "tst_legacyframe.moc"
