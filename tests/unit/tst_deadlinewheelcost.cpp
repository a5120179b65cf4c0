// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/deadlinewheel.h"

#include <QtTest/qtest.h>

#include <algorithm>
#include <chrono>
#include <random>

using namespace qicmp;

namespace {

using Cost = std::chrono::duration<double, std::nano>;

/// What it takes to set, move and expire one of \a entries deadlines of a minute, on average.
Cost costOfOne(std::uint32_t entries)
{
    std::mt19937_64 random(entries);
    DeadlineWheel wheel(0);
    const auto began = std::chrono::steady_clock::now();
    for (int pass = 0; pass < 2; ++pass) {
        for (std::uint32_t entry = 0; entry < entries; ++entry)
            wheel.schedule(entry, Nanoseconds(random() % std::uint64_t(60 * second)));
    }
    std::uint32_t popped = 0;
    for (Nanoseconds now = 0; now <= 60 * second; now += 5 * millisecond) {
        while (wheel.popExpired(now) != DeadlineWheel::none)
            ++popped;
    }
    const Cost all = std::chrono::steady_clock::now() - began;
    return popped == entries ? all / (3.0 * entries) : Cost(-1);
}

/// The better of two: what disturbs a measurement only makes it longer.
Cost leastCostOfOne(std::uint32_t entries)
{
    return std::min(costOfOne(entries), costOfOne(entries));
}

} // namespace

/// A million deadlines may cost more than a thousand as caches overflow, but not as their number.
class tst_DeadlineWheelCost : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void doesNotGrow_data();
    void doesNotGrow();
};

void tst_DeadlineWheelCost::doesNotGrow_data()
{
    QTest::addColumn<std::uint32_t>("entries");
    QTest::newRow("100,000") << 100'000U;
    QTest::newRow("1,000,000") << 1'000'000U;
}

void tst_DeadlineWheelCost::doesNotGrow()
{
    QFETCH(const std::uint32_t, entries);
    // With fewer, turning the hands of an almost empty wheel would be most of it.
    const Cost few = leastCostOfOne(10'000);
    const Cost many = leastCostOfOne(entries);
    QVERIFY(few.count() > 0 && many.count() > 0);
    QVERIFY2(
            many < 12 * few,
            qPrintable(
                    QStringLiteral("%1 ns each, of few %2 ns").arg(many.count()).arg(few.count())));
}

QTEST_APPLESS_MAIN(tst_DeadlineWheelCost)
#include "tst_deadlinewheelcost.moc"
