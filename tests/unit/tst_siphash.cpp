// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/siphash.h"

#include <QtTest/QTest>

using namespace qicmp;

class TestSipHash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void paper_data();
    void paper();
};

void TestSipHash::paper_data()
{
    QTest::addColumn<quint64>("length");
    QTest::addColumn<quint64>("hash");
    // The message 00 01 02 … under the key 00 01 … 0f: the paper's appendix A has the one of 15
    // bytes, its reference implementation the others.
    QTest::newRow("empty") << quint64(0) << quint64(0x726fdb47dd0e0e31);
    QTest::newRow("one word") << quint64(8) << quint64(0x93f5f5799a932462);
    QTest::newRow("15 bytes") << quint64(15) << quint64(0xa129ca6149be45e5);
}

void TestSipHash::paper()
{
    QFETCH(const quint64, length);
    QFETCH(const quint64, hash);
    SipHash<2, 4> sip({0x0706050403020100, 0x0f0e0d0c0b0a0908});
    std::uint64_t word = 0;
    for (std::uint64_t i = 0; i < length; ++i) {
        word |= i << i % 8 * 8;
        if (i % 8 == 7) {
            sip.absorb(word);
            word = 0;
        }
    }
    QCOMPARE(sip.finish(length, word), hash);
}

QTEST_APPLESS_MAIN(TestSipHash)
#include "tst_siphash.moc"
