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

std::uint16_t idOf(std::uint32_t packet)
{
    return static_cast<std::uint16_t>(packet * 3);
}

void sendUpTo(TransmitLedger &ledger, std::uint32_t from, std::uint32_t to)
{
    for (std::uint32_t packet = from; packet < to; ++packet)
        ledger.add({probeNumber(packet), idOf(packet)});
}

bool isPacket(const TransmitLedger &ledger, std::uint32_t packet)
{
    const auto found = ledger.find(packet);
    return found && found->probe == probeNumber(packet) && found->id == idOf(packet);
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
        QVERIFY(!ledger.find(count));
}

void tst_TransmitLedger::countsLikeTheKernel()
{
    TransmitLedger ledger;
    sendUpTo(ledger, 0, 100);
    for (std::uint32_t packet = 0; packet < 100; ++packet)
        QVERIFY(isPacket(ledger, packet));
    QVERIFY2(!ledger.find(100), "not sent yet");
    QVERIFY(!ledger.find(UINT32_MAX));
    QVERIFY(isPacket(ledger, 99)); // asking takes nothing away
}

void tst_TransmitLedger::forgetsTheOldest()
{
    TransmitLedger ledger;
    constexpr std::uint32_t sent = 3 * kept + 17;
    sendUpTo(ledger, 0, sent);
    QVERIFY2(!ledger.find(sent - kept - 1), "its place was taken: never somebody else's probe");
    for (std::uint32_t packet = sent - kept; packet < sent; ++packet)
        QVERIFY(isPacket(ledger, packet));
    for (std::uint32_t packet = 0; packet < sent - kept; ++packet)
        QVERIFY(!ledger.find(packet));
    for (std::uint32_t packet = sent; packet < sent + 2 * kept; ++packet)
        QVERIFY(!ledger.find(packet));
}

void tst_TransmitLedger::stampOfNoProbe()
{
    TransmitLedger ledger;
    ledger.add({0, 1}); // a packet of the transport's own
    ledger.add({5, 1});
    QVERIFY(!ledger.find(0));
    QCOMPARE(ledger.find(1)->probe, std::uint64_t{5});
}

void tst_TransmitLedger::startsAgain()
{
    TransmitLedger ledger;
    sendUpTo(ledger, 0, kept + 5);
    ledger.restart();
    QVERIFY(!ledger.find(0));
    QVERIFY(!ledger.find(kept));
    ledger.add({77, 1});
    QCOMPARE(ledger.find(0)->probe, std::uint64_t{77});
    QVERIFY2(!ledger.find(kept + 4), "a stamp from before");
}

QTEST_APPLESS_MAIN(tst_TransmitLedger)
#include "tst_transmitledger.moc"
