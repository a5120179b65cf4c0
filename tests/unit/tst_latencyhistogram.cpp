// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "api/latencybuckets.h"
#include "api/latencyhistogram.h"

#include <QtTest/qtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <vector>

using namespace qicmp;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

namespace {

constexpr double promisedError = 0.02;
constexpr double documentedError = 0.0193;

double relativeError(nanoseconds estimate, nanoseconds exact)
{
    return std::abs(double((estimate - exact).count())) / double(exact.count());
}

/// The definition, on sorted values: the ceil(q * n)-th. \a q as a fraction keeps it exact.
nanoseconds exactQuantile(const std::vector<nanoseconds> &sorted, qint64 numerator,
                          qint64 denominator)
{
    const auto n = qint64(sorted.size());
    const qint64 rank = (numerator * n + denominator - 1) / denominator;
    return sorted.at(std::size_t(std::clamp<qint64>(rank, 1, n) - 1));
}

nanoseconds clampToRange(double value)
{
    return std::clamp(nanoseconds(qint64(std::clamp(value, 0.0, 2e12))), nanoseconds(100),
                      nanoseconds(1000s));
}

std::vector<std::pair<int, std::uint64_t>> contents(const LatencyHistogram &histogram)
{
    std::vector<std::pair<int, std::uint64_t>> buckets;
    histogram.forEachBucket(
            [&](int bucket, std::uint64_t count) { buckets.emplace_back(bucket, count); });
    return buckets;
}

using Generator = std::function<nanoseconds(std::mt19937_64 &)>;

} // namespace

Q_DECLARE_METATYPE(Generator)

class tst_LatencyHistogram : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bucketsAreAdjacent();
    void errorBoundHoldsAtEveryBucketEdge();
    void outOfRange_data();
    void outOfRange();
    void absentWhenEmpty();
    void rank_data();
    void rank();
    void quantilesOfDistributions_data();
    void quantilesOfDistributions();
    void countersWiden_data();
    void countersWiden();
    void mergeIsConcatenation();
    void mergeWithItself();
};

void tst_LatencyHistogram::bucketsAreAdjacent()
{
    for (int bucket = 0; bucket < latencybuckets::count; ++bucket) {
        const nanoseconds first = latencybuckets::lowerBound(bucket);
        const nanoseconds last = latencybuckets::lowerBound(bucket + 1) - 1ns;
        QVERIFY(first <= last);
        QCOMPARE(latencybuckets::bucketOf(first), bucket);
        QCOMPARE(latencybuckets::bucketOf(last), bucket);
    }
}

void tst_LatencyHistogram::errorBoundHoldsAtEveryBucketEdge()
{
    // The error is largest at the edges of a bucket, so this proves the bound for all values.
    double worst = 0;
    for (int bucket = 0; bucket < latencybuckets::count; ++bucket) {
        const nanoseconds middle = latencybuckets::middle(bucket);
        worst = std::max({worst, relativeError(middle, latencybuckets::lowerBound(bucket)),
                          relativeError(middle, latencybuckets::lowerBound(bucket + 1) - 1ns)});
    }
    QVERIFY2(worst <= documentedError, qPrintable(QString::number(worst)));
    QVERIFY(documentedError < promisedError);
    QVERIFY(latencybuckets::lowest <= 100ns);
    QVERIFY(latencybuckets::highest >= 1000s);
}

void tst_LatencyHistogram::outOfRange_data()
{
    QTest::addColumn<qint64>("value");
    QTest::addColumn<int>("bucket");
    const int last = latencybuckets::count - 1;
    QTest::newRow("negative") << qint64(-5) << 0;
    QTest::newRow("smallest negative") << std::numeric_limits<qint64>::min() << 0;
    QTest::newRow("zero") << qint64(0) << 0;
    QTest::newRow("63 ns") << qint64(63) << 0;
    QTest::newRow("1100 s") << qint64(nanoseconds(1100s).count()) << last;
    QTest::newRow("largest") << std::numeric_limits<qint64>::max() << last;
}

void tst_LatencyHistogram::outOfRange()
{
    QFETCH(qint64, value);
    LatencyHistogram histogram;
    histogram.add(nanoseconds(value));
    const auto buckets = contents(histogram);
    QCOMPARE(buckets.size(), std::size_t(1));
    QTEST(buckets.front().first, "bucket");
    QCOMPARE(histogram.count(), std::uint64_t(1));
}

void tst_LatencyHistogram::absentWhenEmpty()
{
    LatencyHistogram histogram;
    QCOMPARE(histogram.count(), std::uint64_t(0));
    for (double q : {0.0, 0.5, 1.0})
        QVERIFY(!histogram.quantile(q));
    histogram.add(1ms);
    QVERIFY(histogram.quantile(0.5));
    QVERIFY(!histogram.quantile(std::nan("")));
}

void tst_LatencyHistogram::rank_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<double>("q");
    QTest::addColumn<int>("rank");
    QTest::newRow("one value") << 1 << 0.5 << 1;
    QTest::newRow("lower median") << 4 << 0.5 << 2;
    QTest::newRow("just above") << 4 << 0.51 << 3;
    QTest::newRow("q 0") << 4 << 0.0 << 1;
    QTest::newRow("q 1") << 4 << 1.0 << 4;
    QTest::newRow("below 0") << 4 << -1.0 << 1;
    QTest::newRow("above 1") << 4 << 7.0 << 4;
    QTest::newRow("p95 of 20") << 20 << 0.95 << 19;
    QTest::newRow("p99 of 20") << 20 << 0.99 << 20;
    // 0.07 * 100 is 7.000000000000001 in floating point.
    QTest::newRow("rounding above a whole rank") << 100 << 0.07 << 7;
    QTest::newRow("p95 of 100") << 100 << 0.95 << 95;
}

void tst_LatencyHistogram::rank()
{
    QFETCH(int, count);
    QFETCH(double, q);
    QFETCH(int, rank);
    LatencyHistogram histogram;
    for (int i = count; i >= 1; --i) // each in a bucket of its own
        histogram.add(latencybuckets::middle(5 * i));
    QCOMPARE(histogram.quantile(q).value_or(-1ns).count(),
             latencybuckets::middle(5 * rank).count());
}

void tst_LatencyHistogram::quantilesOfDistributions_data()
{
    QTest::addColumn<Generator>("generator");
    QTest::addColumn<int>("count");
    const auto logNormal = [](double median, double sigma) -> Generator {
        return [=](std::mt19937_64 &random) {
            return clampToRange(std::lognormal_distribution(std::log(median), sigma)(random));
        };
    };
    const Generator constant = [](std::mt19937_64 &) { return nanoseconds(1'234'567); };
    const Generator uniform = [](std::mt19937_64 &random) {
        return clampToRange(std::uniform_real_distribution(1e5, 1e8)(random));
    };
    const Generator exponential = [](std::mt19937_64 &random) {
        return clampToRange(2e5 + std::exponential_distribution(1e-7)(random));
    };
    const Generator pareto = [](std::mt19937_64 &random) { // infinite variance
        return clampToRange(1e6 / std::pow(std::uniform_real_distribution(1e-9, 1.0)(random), 0.8));
    };
    const Generator twoPaths = [](std::mt19937_64 &random) {
        const double centre = std::bernoulli_distribution(0.3)(random) ? 2e8 : 3e5;
        return clampToRange(centre * std::lognormal_distribution(0.0, 0.05)(random));
    };
    const Generator wholeRange = [](std::mt19937_64 &random) {
        return clampToRange(std::pow(10.0, std::uniform_real_distribution(2.0, 12.0)(random)));
    };
    QTest::newRow("constant") << constant << 1000;
    QTest::newRow("one value") << uniform << 1;
    QTest::newRow("three values") << uniform << 3;
    QTest::newRow("uniform") << uniform << 50000;
    QTest::newRow("loopback") << logNormal(3e4, 0.2) << 50000;
    QTest::newRow("satellite") << logNormal(6e8, 0.05) << 50000;
    QTest::newRow("heavy log-normal") << logNormal(1e7, 2.0) << 50000;
    QTest::newRow("exponential") << exponential << 50000;
    QTest::newRow("pareto") << pareto << 50000;
    QTest::newRow("two paths") << twoPaths << 50000;
    QTest::newRow("100 ns to 1000 s") << wholeRange << 50000;
}

void tst_LatencyHistogram::quantilesOfDistributions()
{
    QFETCH(Generator, generator);
    QFETCH(int, count);
    std::mt19937_64 random(20260101);
    LatencyHistogram histogram;
    std::vector<nanoseconds> values;
    for (int i = 0; i < count; ++i) {
        values.push_back(generator(random));
        histogram.add(values.back());
    }
    std::sort(values.begin(), values.end());
    QCOMPARE(histogram.count(), std::uint64_t(count));
    for (int permille = 0; permille <= 1000; ++permille) {
        const nanoseconds exact = exactQuantile(values, permille, 1000);
        const auto estimate = histogram.quantile(permille / 1000.0);
        QVERIFY(estimate);
        const double error = relativeError(*estimate, exact);
        QVERIFY2(error <= documentedError, qPrintable(QStringLiteral("q %1: %2 for %3 ns")
                                                              .arg(permille / 1000.0)
                                                              .arg(estimate->count())
                                                              .arg(exact.count())));
    }
}

void tst_LatencyHistogram::countersWiden_data()
{
    QTest::addColumn<quint64>("first");
    QTest::addColumn<quint64>("then");
    QTest::newRow("one byte is full") << quint64(255) << quint64(1);
    QTest::newRow("two bytes are full") << quint64(65535) << quint64(1);
    QTest::newRow("four bytes are full") << quint64(4294967295) << quint64(1);
    QTest::newRow("one to two") << quint64(200) << quint64(200);
    QTest::newRow("one to eight at once") << quint64(1) << (quint64(1) << 40);
}

void tst_LatencyHistogram::countersWiden()
{
    QFETCH(quint64, first);
    QFETCH(quint64, then);
    LatencyHistogram histogram;
    histogram.addToBucket(40, 7);
    histogram.addToBucket(500, first);
    histogram.addToBucket(500, then);
    histogram.addToBucket(3, 9); // an octave before the others, after widening
    const std::vector<std::pair<int, std::uint64_t>> expected{{3, 9}, {40, 7}, {500, first + then}};
    QVERIFY(contents(histogram) == expected);
    QCOMPARE(histogram.count(), first + then + 16);
}

void tst_LatencyHistogram::mergeIsConcatenation()
{
    std::mt19937_64 random(7);
    std::lognormal_distribution<double> fast(std::log(1e6), 1.0);
    std::lognormal_distribution<double> slow(std::log(5e8), 1.5);
    LatencyHistogram a;
    LatencyHistogram b;
    LatencyHistogram both;
    for (int i = 0; i < 20000; ++i) {
        const nanoseconds x = clampToRange(fast(random));
        a.add(x);
        both.add(x);
        if (i % 20 == 0) { // few enough that the counters of the two differ in width
            const nanoseconds y = clampToRange(slow(random));
            b.add(y);
            both.add(y);
        }
    }
    LatencyHistogram ab = a;
    ab.merge(b);
    LatencyHistogram ba = b;
    ba.merge(a);
    QVERIFY(contents(ab) == contents(both));
    QVERIFY(contents(ba) == contents(both));
    ab.merge({});
    QVERIFY(contents(ab) == contents(both));
}

void tst_LatencyHistogram::mergeWithItself()
{
    LatencyHistogram histogram;
    histogram.addToBucket(10, 200); // doubling has to widen
    histogram.addToBucket(900, 3);
    histogram.merge(histogram);
    const std::vector<std::pair<int, std::uint64_t>> expected{{10, 400}, {900, 6}};
    QVERIFY(contents(histogram) == expected);
}

QTEST_APPLESS_MAIN(tst_LatencyHistogram)
#include "tst_latencyhistogram.moc"
