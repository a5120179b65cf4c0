// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/pacer.h"

#include <QtTest/qtest.h>

#include <random>
#include <utility>
#include <vector>

using namespace qicmp;

namespace {

constexpr std::uint32_t everything = UINT32_MAX;
constexpr Nanoseconds boot = 1'000 * second;

/// What a timer late by up to this much must not cost.
constexpr Nanoseconds tolerated = 4 * millisecond;

struct Burst
{
    Nanoseconds at;
    std::uint32_t packets;
};

/// Sends as much as is allowed until \a end, woken up to \a lateness after each time asked for.
std::vector<Burst> sendAll(Pacer &pacer, Nanoseconds end, Nanoseconds lateness)
{
    std::mt19937_64 random(11);
    std::vector<Burst> bursts;
    Nanoseconds now = boot;
    while (now < end) {
        const std::uint32_t packets = pacer.allowance(now, everything);
        if (packets > 0) {
            pacer.spend(now, packets);
            bursts.push_back({now, packets});
        }
        const Nanoseconds late = lateness == 0 ? 0 : Nanoseconds(random()) & 0x7fff'ffff;
        now = std::max(now + 1, pacer.nextAllowed()) + (lateness == 0 ? 0 : late % lateness);
    }
    return bursts;
}

/// No more than one packet and what a timer is forgiven, beside what is due.
double largestBurst(std::uint32_t rate)
{
    return 1 + double(rate) * double(tolerated) / double(second);
}

} // namespace

class tst_Pacer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isUnlimitedAtFirst();
    void allowsNoMoreThanWanted();
    void nextAllowedIsExact();
    void keepsTheRate_data();
    void keepsTheRate();
    void neverBurstsBeyondItsLimit_data();
    void neverBurstsBeyondItsLimit();
    void forgivesNoLongPause_data();
    void forgivesNoLongPause();
    void rateCanBeChanged();
};

void tst_Pacer::isUnlimitedAtFirst()
{
    Pacer pacer;
    QVERIFY(!pacer.isLimited());
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(pacer.allowance(boot, 1'000'000), 1'000'000U);
        pacer.spend(boot, 1'000'000);
    }
    QVERIFY(pacer.nextAllowed() <= boot);
}

void tst_Pacer::allowsNoMoreThanWanted()
{
    Pacer pacer;
    pacer.setRate(1'000'000);
    QVERIFY(pacer.isLimited());
    QCOMPARE(pacer.allowance(boot, 3), 3U);
    QCOMPARE(pacer.allowance(boot, 0), 0U);
}

void tst_Pacer::nextAllowedIsExact()
{
    Pacer pacer;
    pacer.setRate(1000);
    Nanoseconds now = boot;
    for (int i = 0; i < 1000; ++i) {
        const std::uint32_t packets = pacer.allowance(now, everything);
        QVERIFY(packets > 0);
        pacer.spend(now, packets);
        QCOMPARE(pacer.allowance(now, everything), 0U);
        QCOMPARE(pacer.allowance(pacer.nextAllowed() - 1, everything), 0U);
        now = pacer.nextAllowed();
    }
}

void tst_Pacer::keepsTheRate_data()
{
    QTest::addColumn<std::uint32_t>("rate");
    QTest::addColumn<Nanoseconds>("lateness");
    for (const std::uint32_t rate : {1U, 3U, 10U, 333U, 1'000U, 7'777U, 100'000U, 600'001U}) {
        for (const Nanoseconds lateness : {Nanoseconds(0), millisecond, tolerated}) {
            QTest::addRow("%u/s, timer late by up to %lld us", rate,
                          static_cast<long long>(lateness / microsecond))
                    << rate << lateness;
        }
    }
}

void tst_Pacer::keepsTheRate()
{
    QFETCH(const std::uint32_t, rate);
    QFETCH(const Nanoseconds, lateness);
    Pacer pacer;
    pacer.setRate(rate);
    const Nanoseconds duration = rate < 1000 ? 1000 * second : 2 * second;
    double sent = 0;
    for (const Burst &burst : sendAll(pacer, boot + duration, lateness))
        sent += burst.packets;
    const double expected = double(rate) * double(duration) / double(second);
    QVERIFY2(std::abs(sent - expected) <= 0.001 * expected + largestBurst(rate) + 1,
             qPrintable(QStringLiteral("%1 of %2").arg(sent).arg(expected)));
}

void tst_Pacer::neverBurstsBeyondItsLimit_data()
{
    QTest::addColumn<std::uint32_t>("rate");
    QTest::addColumn<Nanoseconds>("lateness");
    for (const std::uint32_t rate : {10U, 1'000U, 100'000U}) {
        for (const Nanoseconds lateness : {millisecond, 20 * millisecond, second}) {
            QTest::addRow("%u/s, timer late by up to %lld us", rate,
                          static_cast<long long>(lateness / microsecond))
                    << rate << lateness;
        }
    }
}

void tst_Pacer::neverBurstsBeyondItsLimit()
{
    QFETCH(const std::uint32_t, rate);
    QFETCH(const Nanoseconds, lateness);
    Pacer pacer;
    pacer.setRate(rate);
    auto bursts = sendAll(pacer, boot + 100 * second, lateness);
    bursts.resize(std::min<std::size_t>(bursts.size(), 1000));
    for (std::size_t first = 0; first < bursts.size(); ++first) {
        double sent = 0;
        for (std::size_t last = first; last < bursts.size(); ++last) {
            sent += bursts[last].packets;
            const auto window = double(bursts[last].at - bursts[first].at);
            QVERIFY(sent <= 1.001 * window * rate / double(second) + largestBurst(rate) + 0.001);
        }
    }
}

void tst_Pacer::forgivesNoLongPause_data()
{
    QTest::addColumn<std::uint32_t>("rate");
    QTest::addColumn<std::uint32_t>("most");
    QTest::newRow("1/s") << 1U << 1U;
    QTest::newRow("200/s") << 200U << 1U;
    QTest::newRow("1,000/s") << 1'000U << 5U;
    QTest::newRow("50,000/s") << 50'000U << 201U;
}

void tst_Pacer::forgivesNoLongPause()
{
    QFETCH(const std::uint32_t, rate);
    QFETCH(const std::uint32_t, most);
    Pacer pacer;
    pacer.setRate(rate);
    for (const Nanoseconds pause : {Nanoseconds(0), second, 3600 * second}) {
        const Nanoseconds now = std::max(boot, pacer.nextAllowed()) + pause;
        const std::uint32_t packets = pacer.allowance(now, everything);
        QVERIFY(packets >= 1 && packets <= most);
        pacer.spend(now, packets);
        QCOMPARE(pacer.allowance(now, everything), 0U);
    }
}

void tst_Pacer::rateCanBeChanged()
{
    Pacer pacer;
    pacer.setRate(1);
    pacer.spend(boot, pacer.allowance(boot, 1));
    QCOMPARE(pacer.allowance(boot, 1), 0U);
    pacer.setRate(0);
    QVERIFY(!pacer.isLimited());
    QCOMPARE(pacer.allowance(boot, 1000), 1000U);
    pacer.setRate(1000);
    QVERIFY2(pacer.allowance(boot, 1) == 1, "the second it had to wait at 1/s is forgotten");
}

QTEST_APPLESS_MAIN(tst_Pacer)
#include "tst_pacer.moc"
