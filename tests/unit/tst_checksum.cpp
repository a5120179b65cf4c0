// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/icmppacket.h"
#include "exactbuffer.h"

#include <QtTest/QTest>

#include <random>

using namespace qicmp;

namespace {

/// RFC 1071 read aloud: 16 bits at a time, carries folded at the end.
std::uint16_t referenceSum(ByteView bytes, std::uint64_t sum = 0)
{
    for (std::size_t i = 0; i < bytes.size(); ++i)
        sum += i % 2 == 0 ? std::uint64_t{bytes[i]} << 8 : bytes[i];
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(sum);
}

std::vector<std::uint8_t> randomBytes(std::size_t size)
{
    std::mt19937 generator(20260101); // NOLINT(cert-msc51-cpp): the same bytes in every run
    std::vector<std::uint8_t> bytes(size);
    for (std::uint8_t &byte : bytes)
        byte = static_cast<std::uint8_t>(generator());
    return bytes;
}

} // namespace

class TestChecksum : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void examples_data();
    void examples();
    void everyLengthAndOffset_data();
    void everyLengthAndOffset();
    void everyLengthInItsOwnBlock();
    void longest();
    void continued();
    void startValues_data();
    void startValues();
};

void TestChecksum::examples_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<quint16>("sum");
    QTest::newRow("nothing") << QByteArray() << quint16(0);
    QTest::newRow("RFC 1071, 3") << QByteArray::fromHex("0001f203f4f5f6f7") << quint16(0xddf2);
    QTest::newRow("one byte") << QByteArray::fromHex("ab") << quint16(0xab00);
    QTest::newRow("odd") << QByteArray::fromHex("0102030405") << quint16(0x0906);
    QTest::newRow("zeros stay zero") << QByteArray(64, '\0') << quint16(0);
    QTest::newRow("ones stay ones") << QByteArray(64, '\xff') << quint16(0xffff);
    QTest::newRow("carry out of 64 bits")
            << QByteArray::fromHex("ffffffffffffffff0001") << quint16(0x0001);
}

void TestChecksum::examples()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const quint16, sum);
    const ByteView view(reinterpret_cast<const std::uint8_t *>(bytes.constData()),
                        static_cast<std::size_t>(bytes.size()));
    QCOMPARE(internetSum(view), sum);
    QCOMPARE(referenceSum(view), sum);
}

void TestChecksum::everyLengthAndOffset_data()
{
    QTest::addColumn<std::vector<std::uint8_t>>("bytes");
    QTest::newRow("random") << randomBytes(320);
    QTest::newRow("all ones") << std::vector<std::uint8_t>(320, 0xff);
    QTest::newRow("all zero") << std::vector<std::uint8_t>(320, 0);
}

void TestChecksum::everyLengthAndOffset()
{
    QFETCH(const std::vector<std::uint8_t>, bytes);
    for (std::size_t offset = 0; offset < 16; ++offset) {
        for (std::size_t length = 0; length <= 300; ++length) {
            const ByteView view = ByteView(bytes).subspan(offset, length);
            QCOMPARE(internetSum(view), referenceSum(view));
        }
    }
}

void TestChecksum::everyLengthInItsOwnBlock()
{
    const std::vector<std::uint8_t> bytes = randomBytes(300);
    for (std::size_t length = 0; length <= bytes.size(); ++length) {
        const ExactBuffer buffer(ByteView(bytes).first(length));
        QCOMPARE(internetSum(buffer.span()), referenceSum(buffer.span()));
    }
}

void TestChecksum::longest()
{
    const std::vector<std::uint8_t> random = randomBytes(65535);
    const std::vector<std::uint8_t> ones(65535, 0xff);
    QCOMPARE(internetSum(random), referenceSum(random));
    QCOMPARE(internetSum(ones), referenceSum(ones));
}

void TestChecksum::continued()
{
    const std::vector<std::uint8_t> bytes = randomBytes(101);
    const ByteView whole = bytes;
    for (std::size_t first = 0; first <= whole.size(); first += 2)
        QCOMPARE(internetSum(whole.subspan(first), internetSum(whole.first(first))),
                 referenceSum(whole));
}

void TestChecksum::startValues_data()
{
    QTest::addColumn<quint32>("start");
    for (const quint32 start :
         {0u, 1u, 0xfffeu, 0xffffu, 0x10000u, 0x1234abcdu, 0xffff0000u, 0xffffffffu})
        QTest::addRow("%08x", start) << start;
}

void TestChecksum::startValues()
{
    QFETCH(const quint32, start);
    const std::vector<std::uint8_t> bytes = randomBytes(23);
    QCOMPARE(internetSum(bytes, start), referenceSum(bytes, start));
    QCOMPARE(internetSum({}, start), referenceSum({}, start));
}

QTEST_APPLESS_MAIN(TestChecksum)
#include "tst_checksum.moc"
