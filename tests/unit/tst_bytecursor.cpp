// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/bytecursor.h"
#include "exactbuffer.h"

#include <QtTest/QTest>

#include <numeric>
#include <vector>

using namespace qicmp;

class TestByteCursor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reads();
    void readsNothingBehindTheEnd();
    void writes();
    void writesNothingBehindTheEnd();
};

void TestByteCursor::reads()
{
    std::vector<std::uint8_t> bytes(18);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0xf0});
    ByteReader reader(bytes);
    QCOMPARE(reader.read8(), std::uint8_t(0xf0));
    QCOMPARE(reader.read16(), std::uint16_t(0xf1f2));
    QCOMPARE(reader.read32(), std::uint32_t(0xf3f4f5f6));
    QCOMPARE(reader.read64(), std::uint64_t(0xf7f8f9fafbfcfdfe));
    const std::array<std::uint8_t, 2> last{0xff, 0x00};
    QCOMPARE(reader.readArray<2>(), last);
    QVERIFY(!reader.hasFailed());
    QCOMPARE(reader.rest().size(), std::size_t(1));
}

void TestByteCursor::readsNothingBehindTheEnd()
{
    for (std::size_t size = 0; size < 8; ++size) {
        const ExactBuffer bytes(std::vector<std::uint8_t>(size, 0xff));
        ByteReader reader(bytes.span());
        QCOMPARE(reader.read64(), std::uint64_t(0));
        QVERIFY(reader.hasFailed());
        QVERIFY(reader.rest().empty());
        QCOMPARE(reader.read8(), std::uint8_t(0)); // and nothing after a failure
        QCOMPARE(reader.readArray<1>()[0], std::uint8_t(0));
        QVERIFY(reader.hasFailed());
    }
}

void TestByteCursor::writes()
{
    std::array<std::uint8_t, 17> buffer{};
    ByteWriter writer(buffer);
    writer.write8(0x01);
    writer.write16(0x0203);
    writer.write32(0x04050607);
    writer.write64(0x08090a0b0c0d0e0f);
    writer.write(std::array<std::uint8_t, 1>{0x10});
    QCOMPARE(writer.size(), std::size_t(16));
    QCOMPARE(writer.room(), std::size_t(1));
    for (std::size_t i = 0; i < 16; ++i)
        QCOMPARE(writer.written()[i], std::uint8_t(i + 1));
    QVERIFY(!writer.hasFailed());
}

void TestByteCursor::writesNothingBehindTheEnd()
{
    for (std::size_t size = 0; size < 8; ++size) {
        const ExactBuffer bytes(std::vector<std::uint8_t>(size, 0xaa));
        ByteWriter writer(bytes.span());
        writer.write64(0);
        QVERIFY(writer.hasFailed());
        writer.write8(0); // would fit, but not without what came before
        QCOMPARE(writer.size(), std::size_t(0));
        QCOMPARE(writer.room(), std::size_t(0));
        for (const std::uint8_t byte : bytes.span())
            QCOMPARE(byte, std::uint8_t(0xaa));
    }
}

QTEST_APPLESS_MAIN(TestByteCursor)
#include "tst_bytecursor.moc"
