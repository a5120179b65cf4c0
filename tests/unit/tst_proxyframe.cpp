// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/datagramkind.h"
#include "codec/proxyframe.h"
#include "describeframe.h"
#include "exactbuffer.h"
#include "golden/golden.h"
#include "rewrite.h"

#include <QtCore/QFile>
#include <QtTest/QTest>

using namespace qicmp;
using namespace qicmp::v1;
using golden::Alteration;
using golden::Frame;

namespace {

using Bytes = std::vector<std::uint8_t>;

std::string parsed(Frame::Sender sender, ByteView bytes)
{
    return sender == Frame::Client ? describe(parseFromClient(bytes))
                                   : describe(parseFromProxy(bytes));
}

Bytes rewritten(Frame::Sender sender, ByteView bytes)
{
    return sender == Frame::Client ? rewrite(parseFromClient(bytes))
                                   : rewrite(parseFromProxy(bytes));
}

bool isRejected(Frame::Sender sender, ByteView bytes)
{
    return sender == Frame::Client ? std::holds_alternative<FrameRejection>(parseFromClient(bytes))
                                   : std::holds_alternative<FrameRejection>(parseFromProxy(bytes));
}

void addGoldenRows()
{
    QTest::addColumn<Frame>("frame");
    for (const Frame &frame : golden::proxyFrames())
        QTest::newRow(frame.name) << frame;
}

} // namespace

Q_DECLARE_METATYPE(golden::Alteration)
Q_DECLARE_METATYPE(golden::Frame)

class TestProxyFrame : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data() { addGoldenRows(); }
    void golden();
    void truncations_data() { addGoldenRows(); }
    void truncations();
    void trailingBytes_data() { addGoldenRows(); }
    void trailingBytes();
    void bitFlips_data() { addGoldenRows(); }
    void bitFlips();
    void otherDirection_data() { addGoldenRows(); }
    void otherDirection();
    void malformed_data();
    void malformed();
    void tooLong();
    void everyTypeAndFlag();
    void firstByte();
    void examplesOfTheDocument();
};

void TestProxyFrame::golden()
{
    QFETCH(const Frame, frame);
    const ExactBuffer buffer(golden::bytes(frame.hex));
    QCOMPARE(parsed(frame.sender, buffer.span()).c_str(), frame.meaning);
    QCOMPARE(rewritten(frame.sender, buffer.span()), golden::bytes(frame.hex));
}

void TestProxyFrame::truncations()
{
    QFETCH(const Frame, frame);
    const Bytes bytes = golden::bytes(frame.hex);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const ExactBuffer cut(ByteView(bytes).first(size));
        QCOMPARE(parsed(frame.sender, cut.span()).c_str(), "Truncated");
    }
}

void TestProxyFrame::trailingBytes()
{
    QFETCH(const Frame, frame);
    Bytes bytes = golden::bytes(frame.hex);
    for (int more = 1; more <= 40; ++more) {
        bytes.push_back(0);
        const ExactBuffer longer(bytes);
        QCOMPARE(parsed(frame.sender, longer.span()).c_str(), "TrailingBytes");
    }
}

void TestProxyFrame::bitFlips()
{
    QFETCH(const Frame, frame);
    const ExactBuffer buffer(golden::bytes(frame.hex));
    const ByteSpan bytes = buffer.span();
    std::size_t accepted = 0;
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        for (const auto sender : {Frame::Client, Frame::Proxy}) {
            if (isRejected(sender, bytes))
                continue;
            // Another message, then, and nothing of it was overlooked.
            ++accepted;
            QVERIFY2(rewritten(sender, bytes) == Bytes(bytes.begin(), bytes.end()),
                     parsed(sender, bytes).c_str());
        }
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
    QVERIFY2(accepted >= 16 * 8, "a nonce or session id may have any value");
}

void TestProxyFrame::otherDirection()
{
    QFETCH(const Frame, frame);
    const Bytes bytes = golden::bytes(frame.hex);
    const auto other = frame.sender == Frame::Client ? Frame::Proxy : Frame::Client;
    const auto type = static_cast<MessageType>(bytes[2]);
    if (type == MessageType::KeepAlive && bytes[3] == 0)
        QCOMPARE(parsed(other, bytes).c_str(), frame.meaning);
    else if (type == MessageType::KeepAlive)
        QCOMPARE(parsed(other, bytes).c_str(), "UnknownFlags");
    else if (type == MessageType::Close)
        QCOMPARE(parsed(other, bytes).c_str(), "BadValue");
    else
        QCOMPARE(parsed(other, bytes).c_str(), "WrongDirection");
}

void TestProxyFrame::malformed_data()
{
    QTest::addColumn<Alteration>("alteration");
    for (const Alteration &alteration : golden::malformedFrames())
        QTest::newRow(golden::title(alteration).c_str()) << alteration;
}

void TestProxyFrame::malformed()
{
    QFETCH(const Alteration, alteration);
    const ExactBuffer buffer(golden::bytes(alteration));
    QCOMPARE(parsed(golden::frameNamed(alteration.frame).sender, buffer.span()).c_str(),
             alteration.meaning);
}

void TestProxyFrame::tooLong()
{
    // 98 pings are 1223 bytes, 99 would be a sound message of 1235.
    Bytes message = golden::bytes(golden::frameNamed("ping, two targets").hex);
    for (int ping = 3; ping <= 98; ++ping)
        message.insert(message.end(), 12, 7);
    message[38] = 98;
    QVERIFY(!isRejected(Frame::Client, message));
    message.insert(message.end(), 12, 7);
    message[38] = 99;
    QCOMPARE(parsed(Frame::Client, message).c_str(), "TooLong");
    message.resize(65507);
    QCOMPARE(parsed(Frame::Client, message).c_str(), "TooLong");
    QCOMPARE(parsed(Frame::Proxy, message).c_str(), "TooLong");
}

void TestProxyFrame::everyTypeAndFlag()
{
    // Whatever the length: no type that is not known, no flag but those of KEEPALIVE.
    for (std::size_t size = commonHeaderSize; size < 128; ++size) {
        Bytes message(size, 0);
        message[0] = magic;
        message[1] = version;
        for (unsigned type = 0; type < 256; ++type) {
            for (unsigned flags = 0; flags < 256; ++flags) {
                message[2] = static_cast<std::uint8_t>(type);
                message[3] = static_cast<std::uint8_t>(flags);
                if (isRejected(Frame::Client, message) && isRejected(Frame::Proxy, message))
                    continue;
                QVERIFY(type >= 1 && type <= 10);
                QVERIFY(flags == 0 || (type == 9 && flags <= 2));
            }
        }
    }
}

void TestProxyFrame::firstByte()
{
    QCOMPARE(kindOf({}), DatagramKind::Unknown);
    for (unsigned first = 0; first < 256; ++first) {
        const std::array<std::uint8_t, 1> datagram{static_cast<std::uint8_t>(first)};
        auto expected = DatagramKind::Unknown;
        if (first == 0)
            expected = DatagramKind::Icmp4em;
        else if (first >= 20 && first <= 63)
            expected = DatagramKind::Dtls;
        else if (first == 0xc1)
            expected = DatagramKind::V1;
        QCOMPARE(kindOf(datagram), expected);
    }
}

void TestProxyFrame::examplesOfTheDocument()
{
    QFile document(QStringLiteral(QICMP_PROTOCOL_DOCUMENT));
    QVERIFY2(document.open(QIODevice::ReadOnly), qPrintable(document.fileName()));
    const QByteArray text = document.readAll();
    const qsizetype begin = text.indexOf("\n## 13. Examples");
    QVERIFY(begin > 0);
    const QByteArray section = text.mid(begin, text.indexOf("Version 0:", begin) - begin);
    QList<QByteArray> examples(1); // blocks of indented lines
    for (const QByteArray &line : section.split('\n')) {
        if (line.startsWith("    "))
            examples.last() += line;
        else if (!examples.last().isEmpty())
            examples.append(QByteArray());
    }
    examples.removeAll(QByteArray());
    QCOMPARE(examples.size(), 9);
    for (qsizetype i = 0; i < examples.size(); ++i) {
        const Frame &frame = golden::proxyFrames()[static_cast<std::size_t>(i)];
        QCOMPARE(QByteArray::fromHex(examples[i]).toHex(), QByteArray::fromHex(frame.hex).toHex());
    }
}

QTEST_APPLESS_MAIN(TestProxyFrame)
#include "tst_proxyframe.moc"
