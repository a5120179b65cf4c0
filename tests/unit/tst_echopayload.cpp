// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"
#include "exactbuffer.h"

#include <QtTest/qtest.h>

#include <vector>

using namespace qicmp;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr ProbeMark mark{0x1122'3344'5566'7788, 0x99aa'bbcc'ddee'ff01};

Bytes pattern(std::size_t size, std::uint8_t first)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = static_cast<std::uint8_t>(first + 37 * i);
    return bytes;
}

EchoOptions optionsFor(std::uint16_t size, const Bytes &fill)
{
    EchoOptions options;
    options.payloadSize = size;
    options.payload = fill;
    return options;
}

Bytes written(const EchoOptions &options)
{
    const ExactBuffer buffer(Bytes(options.payloadSize, 0xcc));
    writeEchoPayload(buffer.span(), options, mark);
    return {buffer.span().begin(), buffer.span().end()};
}

/// In a buffer of its own, so that a look beyond it is seen.
bool isEcho(const Bytes &payload, const EchoOptions &options)
{
    const ExactBuffer buffer(payload);
    return isEchoPayload(buffer.span(), options);
}

bool carriesOurMark(const Bytes &payload)
{
    const auto found = ProbeMark::read(payload);
    return found && found->probe == mark.probe && found->tag == mark.tag;
}

} // namespace

class tst_EchoPayload : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void markNeedsRoom();
    void everySize_data();
    void everySize();
    void writesWhatWasAskedFor();
};

void tst_EchoPayload::markNeedsRoom()
{
    QVERIFY(!carriesMark(optionsFor(0, {})));
    QVERIFY(!carriesMark(optionsFor(15, {})));
    QVERIFY(carriesMark(optionsFor(16, {})));
    QVERIFY(carriesMark(optionsFor(65535, {})));
}

void tst_EchoPayload::everySize_data()
{
    QTest::addColumn<std::uint16_t>("size");
    QTest::addColumn<Bytes>("fill");
    for (std::uint16_t size = 0; size <= 64; ++size) {
        for (const std::size_t fill : {0U, 1U, 8U, 15U, 16U, 17U, 32U, 63U, 64U, 200U})
            QTest::addRow("%d bytes, filled with %zu", size, fill) << size << pattern(fill, 1);
        QTest::addRow("%d bytes, filled with zeros", size) << size << Bytes(40, 0);
        QTest::addRow("%d bytes, filled with ones", size) << size << Bytes(40, 0xff);
    }
}

void tst_EchoPayload::everySize()
{
    QFETCH(const std::uint16_t, size);
    QFETCH(const Bytes, fill);
    const EchoOptions options = optionsFor(size, fill);
    const Bytes payload = written(options);
    const std::size_t begin = carriesMark(options) ? ProbeMark::size : 0;

    QVERIFY(isEcho(payload, options));
    QCOMPARE(carriesOurMark(payload), carriesMark(options));

    for (std::size_t shorter = 0; shorter < size; ++shorter) {
        const Bytes prefix(payload.begin(), payload.begin() + std::ptrdiff_t(shorter));
        QCOMPARE(isEcho(prefix, options), shorter >= begin);
    }
    Bytes longer = payload;
    longer.push_back(0);
    QVERIFY(!isEcho(longer, options));

    for (std::size_t bit = 0; bit < 8U * size; ++bit) {
        Bytes damaged = payload;
        damaged[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        if (bit / 8 < begin)
            QVERIFY(!carriesOurMark(damaged));
        else
            QVERIFY(!isEcho(damaged, options));
    }
}

void tst_EchoPayload::writesWhatWasAskedFor()
{
    QCOMPARE(written(optionsFor(5, {1, 2, 3})), (Bytes{1, 2, 3, 0, 0}));
    QCOMPARE(written(optionsFor(2, {1, 2, 3})), (Bytes{1, 2}));
    QCOMPARE(written(optionsFor(15, {})), Bytes(15, 0));

    const Bytes payload = written(optionsFor(20, pattern(18, 1)));
    const Bytes asked = pattern(18, 1);
    QVERIFY(std::equal(asked.begin() + 16, asked.end(), payload.begin() + 16));
    QCOMPARE(payload[18], std::uint8_t(0));
    QCOMPARE(payload[19], std::uint8_t(0));
}

QTEST_APPLESS_MAIN(tst_EchoPayload)
#include "tst_echopayload.moc"
