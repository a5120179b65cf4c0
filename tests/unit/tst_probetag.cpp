// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/probetag.h"

#include <QtTest/qtest.h>

#include <array>
#include <set>
#include <vector>

using namespace qicmp;

namespace {

using Bytes = std::vector<std::uint8_t>;

/// SipHash-c-d as its paper tells it (Aumasson and Bernstein, 2012, section 2), byte by byte.
std::uint64_t sipHash(int c, int d, const ProbeTagger::Key &key, Bytes message)
{
    std::array<std::uint64_t, 4> v{key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
                                   key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};
    const auto turn = [](std::uint64_t value, int bits) {
        return value << bits | value >> (64 - bits);
    };
    const auto halfRound = [&](std::size_t a, std::size_t b, int bits) {
        v[a] += v[b];
        v[b] = turn(v[b], bits) ^ v[a];
    };
    const auto sipRounds = [&](int count) {
        for (int i = 0; i < count; ++i) {
            halfRound(0, 1, 13);
            halfRound(2, 3, 16);
            v[0] = turn(v[0], 32);
            halfRound(2, 1, 17);
            halfRound(0, 3, 21);
            v[2] = turn(v[2], 32);
        }
    };

    const auto length = static_cast<std::uint8_t>(message.size());
    while (message.size() % 8 != 7)
        message.push_back(0);
    message.push_back(length);
    for (std::size_t at = 0; at < message.size(); at += 8) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < 8; ++i)
            word |= std::uint64_t{message[at + i]} << (8 * i);
        v[3] ^= word;
        sipRounds(c);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    sipRounds(d);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/// What a tag is computed over.
Bytes messageOf(std::uint64_t probe)
{
    Bytes message;
    for (int i = 0; i < 8; ++i)
        message.push_back(static_cast<std::uint8_t>(probe >> (8 * i)));
    return message;
}

constexpr ProbeTagger::Key paperKey{0x0706050403020100, 0x0f0e0d0c0b0a0908};

} // namespace

class tst_ProbeTag : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void secondImplementationIsSipHash();
    void tagIsSipHash_data();
    void tagIsSipHash();
    void everyBitCounts();
    void keysDiffer();
    void tagsDiffer();
    void markRoundTrip();
    void markNeedsSixteenBytes();
};

void tst_ProbeTag::secondImplementationIsSipHash()
{
    Bytes message;
    for (std::uint8_t i = 0; i < 15; ++i)
        message.push_back(i);
    QCOMPARE(sipHash(2, 4, paperKey, message), 0xa129ca6149be45e5U); // the paper's appendix A
}

void tst_ProbeTag::tagIsSipHash_data()
{
    QTest::addColumn<std::uint64_t>("probe");
    QTest::newRow("zero") << std::uint64_t{0};
    QTest::newRow("a slot and its generation") << std::uint64_t{0x0000'0001'0000'0002};
    QTest::newRow("all ones") << ~std::uint64_t{0};
}

void tst_ProbeTag::tagIsSipHash()
{
    QFETCH(const std::uint64_t, probe);
    for (const ProbeTagger::Key &key : {paperKey, {0, 0}, {~0ULL, ~0ULL}})
        QCOMPARE(ProbeTagger(key).tag(probe), sipHash(1, 3, key, messageOf(probe)));
}

void tst_ProbeTag::everyBitCounts()
{
    std::set<std::uint64_t> tags{ProbeTagger(paperKey).tag(3)};
    for (int bit = 0; bit < 64; ++bit)
        tags.insert(ProbeTagger(paperKey).tag(3 ^ 1ULL << bit));
    for (std::size_t bit = 0; bit < 128; ++bit) {
        ProbeTagger::Key key = paperKey;
        key[bit / 64] ^= 1ULL << bit % 64;
        tags.insert(ProbeTagger(key).tag(3));
    }
    QCOMPARE(tags.size(), std::size_t(1 + 64 + 128));
}

void tst_ProbeTag::keysDiffer()
{
    std::set<std::uint64_t> tags;
    for (int i = 0; i < 100; ++i)
        tags.insert(ProbeTagger().tag(1));
    QCOMPARE(tags.size(), std::size_t(100));
}

void tst_ProbeTag::tagsDiffer()
{
    const ProbeTagger tagger;
    std::set<std::uint64_t> tags;
    for (std::uint32_t i = 0; i < 100'000; ++i)
        tags.insert(tagger.tag(i));
    QCOMPARE(tags.size(), std::size_t(100'000));
}

void tst_ProbeTag::markRoundTrip()
{
    const ProbeMark mark{0x0102'0304'0506'0708, 0xf1f2'f3f4'f5f6'f7f8};
    for (std::size_t offset = 0; offset < 8; ++offset) { // wherever it comes to lie
        Bytes buffer(offset + ProbeMark::size + 1, 0xaa);
        const ByteSpan payload = ByteSpan(buffer).subspan(offset);
        mark.write(payload);
        QCOMPARE(buffer.back(), std::uint8_t(0xaa));
        const auto back = ProbeMark::read(payload);
        QVERIFY(back);
        QCOMPARE(back->probe, mark.probe);
        QCOMPARE(back->tag, mark.tag);
    }
}

void tst_ProbeTag::markNeedsSixteenBytes()
{
    const Bytes bytes(ProbeMark::size);
    for (std::size_t size = 0; size < ProbeMark::size; ++size)
        QVERIFY(!ProbeMark::read(ByteView(bytes).first(size)));
    QVERIFY(ProbeMark::read(bytes));
}

QTEST_APPLESS_MAIN(tst_ProbeTag)
#include "tst_probetag.moc"
