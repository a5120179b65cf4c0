// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/identifierspace.h"

#include <QtTest/qtest.h>

#include <random>
#include <vector>

using namespace qicmp;

namespace {

constexpr std::uint32_t sequences = 65536;
constexpr Nanoseconds quarantine = IdentifierSpace::quarantine;

/// Takes pairs for probes 0, 1, ... until there are none left at \a now.
std::vector<IdentifierSpace::Key> acquireAll(IdentifierSpace &space, Nanoseconds now)
{
    std::vector<IdentifierSpace::Key> keys;
    while (const auto key = space.acquire(std::uint32_t(keys.size()), now))
        keys.push_back(*key);
    return keys;
}

} // namespace

class tst_IdentifierSpace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasNothingAtFirst();
    void goesThroughTheSequenceNumbers();
    void knowsWhoHoldsAPair();
    void pairsRestBeforeReuse_data();
    void pairsRestBeforeReuse();
    void usesASecondIdentifier();
    void usesAllOfIt();
    void stepsOverLongLivedProbes();
    void getsPastALongRunOfThem();
    void findsTheFirstOneGivenBack();
    void neverSharesAPair();
};

void tst_IdentifierSpace::hasNothingAtFirst()
{
    IdentifierSpace space;
    QCOMPARE(space.identifierCount(), 0U);
    QVERIFY(!space.acquire(1, 0));
    QCOMPARE(space.probeOf(1, 1), IdentifierSpace::none);
}

void tst_IdentifierSpace::goesThroughTheSequenceNumbers()
{
    IdentifierSpace space;
    space.addIdentifier(0xbeef);
    const auto keys = acquireAll(space, second);
    QCOMPARE(keys.size(), std::size_t(sequences));
    for (std::uint32_t i = 0; i < sequences; ++i) {
        QCOMPARE(space.idOf(keys[i]), std::uint16_t(0xbeef));
        QCOMPARE(std::uint32_t(IdentifierSpace::sequenceOf(keys[i])), i);
    }
    QVERIFY2(!space.acquire(0, second + 1000 * quarantine), "those in use never become free");
}

void tst_IdentifierSpace::knowsWhoHoldsAPair()
{
    IdentifierSpace space;
    space.addIdentifier(10);
    space.addIdentifier(20);
    constexpr std::uint32_t largestProbe = 0x7fff'ffff;
    for (const std::uint32_t probe : {0U, 1U, 123'456U, largestProbe}) {
        const auto key = space.acquire(probe, second);
        QVERIFY(key);
        const std::uint16_t id = space.idOf(*key);
        const std::uint16_t sequence = IdentifierSpace::sequenceOf(*key);
        QCOMPARE(space.probeOf(id, sequence), probe);
        QCOMPARE(space.probeOf(std::uint16_t(30 - id), sequence), IdentifierSpace::none);
        QCOMPARE(space.probeOf(30, sequence), IdentifierSpace::none);
        space.release(*key, second);
        QCOMPARE(space.probeOf(id, sequence), IdentifierSpace::none);
    }
}

void tst_IdentifierSpace::pairsRestBeforeReuse_data()
{
    QTest::addColumn<Nanoseconds>("released");
    QTest::newRow("at boot") << Nanoseconds(0);
    QTest::newRow("1 ms after") << millisecond;
    QTest::newRow("later") << 12'345 * second + 678'901;
    // The words count milliseconds modulo 2^31.
    constexpr Nanoseconds turn = Nanoseconds(1LL << 31) * millisecond;
    QTest::newRow("before the turn") << turn - millisecond;
    QTest::newRow("at the turn") << turn;
    QTest::newRow("astride the turn") << turn - quarantine / 2;
    QTest::newRow("before the tenth turn") << 10 * turn - 1;
}

void tst_IdentifierSpace::pairsRestBeforeReuse()
{
    QFETCH(const Nanoseconds, released);
    IdentifierSpace space;
    space.addIdentifier(1);
    for (const auto key : acquireAll(space, released))
        space.release(key, released);
    QVERIFY(!space.acquire(0, released));
    QVERIFY(!space.acquire(0, released + quarantine / 2));
    QVERIFY(!space.acquire(0, released + quarantine - 2 * millisecond));
    const auto key = space.acquire(0, released + quarantine + 2 * millisecond);
    QVERIFY(key);
}

void tst_IdentifierSpace::usesASecondIdentifier()
{
    IdentifierSpace space;
    space.addIdentifier(1);
    const auto first = acquireAll(space, second);
    space.addIdentifier(2);
    QCOMPARE(space.identifierCount(), 2U);
    const auto more = acquireAll(space, second);
    QCOMPARE(more.size(), std::size_t(sequences));
    for (const auto key : more)
        QCOMPARE(space.idOf(key), std::uint16_t(2));
    // And both go on in turn.
    for (const auto &keys : {first, more}) {
        for (const auto key : keys)
            space.release(key, second);
    }
    QCOMPARE(acquireAll(space, second + 2 * quarantine).size(), std::size_t(2 * sequences));
}

void tst_IdentifierSpace::usesAllOfIt()
{
    // What is given back meanwhile must rest, and is no reason to leave the new one.
    IdentifierSpace space;
    space.addIdentifier(1);
    for (std::uint32_t probe = 0; probe < 65'536; ++probe)
        QVERIFY(space.acquire(probe, 1'000 * second));
    QVERIFY(!space.acquire(0, 1'000 * second));
    space.addIdentifier(2);
    for (std::uint32_t probe = 0; probe < 65'536; ++probe) {
        QVERIFY(space.acquire(probe, 1'000 * second));
        space.release(probe, 1'000 * second);
    }
    QVERIFY(!space.acquire(0, 1'000 * second));
}

void tst_IdentifierSpace::stepsOverLongLivedProbes()
{
    IdentifierSpace space;
    space.addIdentifier(1);
    const auto keys = acquireAll(space, second);
    std::uint32_t freed = 0;
    for (const auto key : keys) {
        if (key % 50 != 0) { // every fiftieth has a long timeout
            space.release(key, second);
            ++freed;
        }
    }
    const auto again = acquireAll(space, second + 2 * quarantine);
    QCOMPARE(again.size(), std::size_t(freed));
    for (const auto key : again)
        QVERIFY(key % 50 != 0);
}

void tst_IdentifierSpace::getsPastALongRunOfThem()
{
    // One call looks at a few pairs only, but the next one goes on where it stopped.
    IdentifierSpace space;
    space.addIdentifier(1);
    const auto keys = acquireAll(space, second);
    space.release(keys.front(), second + 2 * quarantine); // is looked at first, but has to rest
    space.release(keys.back(), second);
    std::optional<IdentifierSpace::Key> key;
    int calls = 0;
    for (; !key && calls < 2000; ++calls)
        key = space.acquire(0, second + 2 * quarantine);
    QCOMPARE(key, std::optional(keys.back()));
    QVERIFY2(calls > 1, "a call that looks at 65,536 pairs is too slow to make for each packet");
}

void tst_IdentifierSpace::findsTheFirstOneGivenBack()
{
    IdentifierSpace space;
    space.addIdentifier(1);
    const auto keys = acquireAll(space, second);
    const auto middle = keys[keys.size() / 2];
    space.release(middle, second);
    QCOMPARE(space.acquire(0, second + 2 * quarantine), std::optional(middle));
}

void tst_IdentifierSpace::neverSharesAPair()
{
    struct Use
    {
        bool held = false;
        Nanoseconds released = -quarantine;
    };
    IdentifierSpace space;
    space.addIdentifier(1);
    space.addIdentifier(2);
    std::vector<Use> uses(2 * sequences);
    std::vector<IdentifierSpace::Key> held;
    std::mt19937 random(3);
    Nanoseconds now = second;
    for (int i = 0; i < 500'000; ++i) {
        now += random() % (200 * microsecond);
        if (random() % 2 == 0 && !held.empty()) {
            std::swap(held[random() % held.size()], held.back());
            space.release(held.back(), now);
            uses[held.back()] = {false, now};
            held.pop_back();
        } else if (const auto key = space.acquire(std::uint32_t(i), now)) {
            QVERIFY(!uses[*key].held);
            QVERIFY2(now - uses[*key].released > quarantine - 2 * millisecond, "too soon");
            QCOMPARE(space.probeOf(space.idOf(*key), IdentifierSpace::sequenceOf(*key)),
                     std::uint32_t(i));
            uses[*key].held = true;
            held.push_back(*key);
        }
    }
}

QTEST_APPLESS_MAIN(tst_IdentifierSpace)
#include "tst_identifierspace.moc"
