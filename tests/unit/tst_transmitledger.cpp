// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/transmitledger.h"

#include <QtTest/qtest.h>

using qicmp::TransmitLedger;

namespace {

constexpr std::uint32_t kept = 8192;

std::uint64_t probeNumber(std::uint32_t packet)
{
    return (std::uint64_t{packet} << 32) + 1;
}

void sendUpTo(TransmitLedger &ledger, std::uint32_t from, std::uint32_t to)
{
    for (std::uint32_t packet = from; packet < to; ++packet)
        ledger.sent(probeNumber(packet));
}

} // namespace

class tst_TransmitLedger : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void knowsNothingAtFirst();
    void countsLikeTheKernel();
    void forgetsTheOldest();
    void stampOfNoProbe();
    void startsAgain();
};

void tst_TransmitLedger::knowsNothingAtFirst()
{
    const TransmitLedger ledger;
    for (const std::uint32_t count : {0U, 1U, kept - 1, kept, UINT32_MAX, UINT32_MAX - kept + 1})
        QVERIFY(!ledger.probe(count));
}

void tst_TransmitLedger::countsLikeTheKernel()
{
    TransmitLedger ledger;
    sendUpTo(ledger, 0, 100);
    for (std::uint32_t packet = 0; packet < 100; ++packet)
        QCOMPARE(ledger.probe(packet), std::optional(probeNumber(packet)));
    QVERIFY2(!ledger.probe(100), "not sent yet");
    QVERIFY(!ledger.probe(UINT32_MAX));
    QCOMPARE(ledger.probe(99), std::optional(probeNumber(99))); // asking takes nothing away
}

void tst_TransmitLedger::forgetsTheOldest()
{
    TransmitLedger ledger;
    constexpr std::uint32_t sent = 3 * kept + 17;
    sendUpTo(ledger, 0, sent);
    QVERIFY2(!ledger.probe(sent - kept - 1), "its place was taken: never somebody else's probe");
    for (std::uint32_t packet = sent - kept; packet < sent; ++packet)
        QCOMPARE(ledger.probe(packet), std::optional(probeNumber(packet)));
    for (std::uint32_t packet = 0; packet < sent - kept; ++packet)
        QVERIFY(!ledger.probe(packet));
    for (std::uint32_t packet = sent; packet < sent + 2 * kept; ++packet)
        QVERIFY(!ledger.probe(packet));
}

void tst_TransmitLedger::stampOfNoProbe()
{
    TransmitLedger ledger;
    ledger.sent(0); // a packet of the transport's own
    ledger.sent(5);
    QVERIFY(!ledger.probe(0));
    QCOMPARE(ledger.probe(1), std::optional<std::uint64_t>(5));
}

void tst_TransmitLedger::startsAgain()
{
    TransmitLedger ledger;
    sendUpTo(ledger, 0, kept + 5);
    ledger.restart();
    QVERIFY(!ledger.probe(0));
    QVERIFY(!ledger.probe(kept));
    ledger.sent(77);
    QCOMPARE(ledger.probe(0), std::optional<std::uint64_t>(77));
    QVERIFY2(!ledger.probe(kept + 4), "a stamp from before");
}

QTEST_APPLESS_MAIN(tst_TransmitLedger)
#include "tst_transmitledger.moc"
