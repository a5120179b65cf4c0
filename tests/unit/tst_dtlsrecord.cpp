// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/dtlsrecord.h"
#include "exactbuffer.h"
#include "golden/golden.h"

#include <QtTest/QTest>

using namespace qicmp;
using namespace qicmp::dtls;
using golden::Datagram;

namespace {

using Bytes = std::vector<std::uint8_t>;
using Inspection = std::variant<RecordRejection, RecordSummary>;

std::string describe(const Inspection &inspection)
{
    static constexpr const char *rejections[] = {"Empty",      "Truncated", "BadType",
                                                 "BadVersion", "BadEpoch",  "BadLength"};
    if (const auto *rejection = std::get_if<RecordRejection>(&inspection))
        return rejections[static_cast<int>(*rejection)];
    const auto &summary = std::get<RecordSummary>(inspection);
    return std::to_string(summary.records) + (summary.hasPlain ? " plain" : "") +
           (summary.hasSealed ? " sealed" : "") + (summary.hasClientHello ? " hello" : "");
}

Bytes record(unsigned type, unsigned version, unsigned epoch, std::size_t size)
{
    Bytes bytes(recordHeaderSize + size, 0xee);
    bytes[0] = static_cast<std::uint8_t>(type);
    write16(bytes, 1, static_cast<std::uint16_t>(version));
    write16(bytes, 3, static_cast<std::uint16_t>(epoch));
    write16(bytes, 11, static_cast<std::uint16_t>(size));
    return bytes;
}

/// The rules of proxy/PROTOCOL.md, 10, for one record whose length is right.
bool isSound(unsigned type, unsigned version, unsigned epoch, std::size_t size,
             std::size_t shortest)
{
    if (epoch == 0) {
        if (version != 0xfefd && version != 0xfeff)
            return false;
        return (type == 20 && size == 1) || (type == 21 && size == 2) ||
               (type == 22 && size >= 12 && size <= 16384);
    }
    return epoch == 1 && version == 0xfefd && type >= 21 && type <= 23 && size >= shortest &&
           size <= 16384 + 24;
}

bool passes(ByteView datagram, std::size_t shortest)
{
    return std::holds_alternative<RecordSummary>(inspectRecords(datagram, shortest));
}

void addGoldenRows()
{
    QTest::addColumn<Datagram>("datagram");
    for (const Datagram &datagram : golden::dtlsDatagrams())
        QTest::newRow(datagram.name) << datagram;
}

} // namespace

Q_DECLARE_METATYPE(golden::Datagram)

class TestDtlsRecord : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void golden_data() { addGoldenRows(); }
    void golden();
    void truncations_data() { addGoldenRows(); }
    void truncations();
    void bitFlips_data() { addGoldenRows(); }
    void bitFlips();
    void matrix_data();
    void matrix();
    void longBodies();
    void lengthField();
    void oneBadRecordCondemnsAll();
    void mostRecords();
};

void TestDtlsRecord::golden()
{
    QFETCH(const Datagram, datagram);
    const ExactBuffer buffer(golden::bytes(datagram.hex));
    QCOMPARE(describe(inspectRecords(buffer.span())).c_str(), datagram.meaning);
}

void TestDtlsRecord::truncations()
{
    QFETCH(const Datagram, datagram);
    const Bytes bytes = golden::bytes(datagram.hex);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const ExactBuffer cut(ByteView(bytes).first(size));
        const Inspection inspection = inspectRecords(cut.span());
        if (const auto *summary = std::get_if<RecordSummary>(&inspection)) // cut between records
            QVERIFY2(summary->records > 0, describe(inspection).c_str());
        else
            QVERIFY(size == 0 || std::get<RecordRejection>(inspection) != RecordRejection::Empty);
    }
}

void TestDtlsRecord::bitFlips()
{
    QFETCH(const Datagram, datagram);
    const ExactBuffer buffer(golden::bytes(datagram.hex));
    const ByteSpan bytes = buffer.span();
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
        // What passes is made of records that pass by themselves.
        if (passes(bytes, 17)) {
            for (ByteView rest = bytes; !rest.empty();) {
                const std::size_t size = read16(rest, 11);
                QVERIFY(isSound(rest[0], read16(rest, 1), read16(rest, 3), size, 17));
                rest = rest.subspan(recordHeaderSize + size);
            }
        }
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
}

void TestDtlsRecord::matrix_data()
{
    QTest::addColumn<quint64>("shortest");
    QTest::newRow("ChaCha20-Poly1305") << quint64(shortestChaCha20Poly1305);
    QTest::newRow("AES-GCM") << quint64(shortestAesGcm);
}

void TestDtlsRecord::matrix()
{
    QFETCH(const quint64, shortest);
    QVERIFY(shortest == 17 || shortest == 25);
    std::size_t passed = 0;
    for (std::size_t size = 0; size <= 64; ++size) {
        for (unsigned type = 0; type < 256; ++type) {
            for (const unsigned version : {0xfefdU, 0xfeffU, 0xfefcU, 0xfefeU, 0x0303U, 0U}) {
                for (const unsigned epoch : {0U, 1U, 2U, 3U, 255U, 256U, 257U, 0xffffU}) {
                    const ExactBuffer buffer(record(type, version, epoch, size));
                    const bool sound = isSound(type, version, epoch, size, shortest);
                    QCOMPARE(passes(buffer.span(), shortest), sound);
                    passed += sound ? 1 : 0;
                }
            }
        }
    }
    // 2 versions of 53 handshake sizes, 1 alert, 1 ChangeCipherSpec; then 3 sealed types.
    QCOMPARE(passed, 2 * (53 + 1 + 1) + 3 * (65 - shortest));
}

void TestDtlsRecord::longBodies()
{
    QVERIFY(passes(record(22, 0xfefd, 0, 16384), 17));
    QVERIFY(!passes(record(22, 0xfefd, 0, 16385), 17));
    QVERIFY(passes(record(23, 0xfefd, 1, 16384 + 24), 17));
    QVERIFY(!passes(record(23, 0xfefd, 1, 16384 + 25), 17));
}

void TestDtlsRecord::lengthField()
{
    // Only the one length that is true.
    for (unsigned length = 0; length < 65536; ++length) {
        Bytes bytes = record(23, 0xfefd, 1, 40);
        write16(bytes, 11, static_cast<std::uint16_t>(length));
        QCOMPARE(passes(bytes, 17), length == 40);
    }
}

void TestDtlsRecord::oneBadRecordCondemnsAll()
{
    const Bytes good = record(23, 0xfefd, 1, 17);
    for (std::size_t size = 0; size <= 64; ++size) {
        for (unsigned epoch = 0; epoch < 4; ++epoch) {
            const Bytes other = record(23, 0xfefd, epoch, size);
            for (int place = 0; place < 3; ++place) {
                Bytes bytes;
                for (int i = 0; i < 3; ++i) {
                    const Bytes &next = i == place ? other : good;
                    bytes.insert(bytes.end(), next.begin(), next.end());
                }
                QCOMPARE(passes(bytes, 17), epoch == 1 && size >= 17);
            }
        }
    }
}

void TestDtlsRecord::mostRecords()
{
    const Bytes one = record(20, 0xfefd, 0, 1);
    Bytes bytes;
    while (bytes.size() + one.size() <= 65507)
        bytes.insert(bytes.end(), one.begin(), one.end());
    QCOMPARE(describe(inspectRecords(bytes)).c_str(), "4679 plain");
}

QTEST_APPLESS_MAIN(TestDtlsRecord)
#include "tst_dtlsrecord.moc"
