// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/deadlinewheel.h"

#include <QtTest/qtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <random>
#include <set>
#include <utility>
#include <vector>

using namespace qicmp;

namespace {

constexpr Nanoseconds never = std::numeric_limits<Nanoseconds>::max();
constexpr Nanoseconds minute = 60 * second;
constexpr Nanoseconds day = 24 * 60 * minute;
constexpr Nanoseconds year = 365 * day;

/// What the wheel promises to be, the slow way.
class SortedDeadlines
{
public:
    explicit SortedDeadlines(std::uint32_t entries) : m_deadlines(entries, never), m_turns(entries)
    {
    }

    void schedule(std::uint32_t entry, Nanoseconds deadline)
    {
        cancel(entry);
        m_deadlines[entry] = deadline;
        m_turns[entry] = ++m_turn;
        m_sorted.emplace(deadline, entry);
    }
    void cancel(std::uint32_t entry) { m_sorted.erase({m_deadlines[entry], entry}); }
    bool isScheduled(std::uint32_t entry) const
    {
        return m_sorted.contains({m_deadlines[entry], entry});
    }
    Nanoseconds deadline(std::uint32_t entry) const { return m_deadlines[entry]; }
    int turn(std::uint32_t entry) const { return m_turns[entry]; } ///< grows with each schedule()
    Nanoseconds earliest() const { return m_sorted.empty() ? never : m_sorted.begin()->first; }
    std::size_t size() const { return m_sorted.size(); }

private:
    std::vector<Nanoseconds> m_deadlines;
    std::vector<int> m_turns;
    int m_turn = 0;
    std::set<std::pair<Nanoseconds, std::uint32_t>> m_sorted;
};

/// Follows nextDeadline() until \a deadline is popped. Returns how often the timer fired.
int wakeupsUntilExpired(DeadlineWheel &wheel, Nanoseconds deadline)
{
    for (int count = 1; count < 10'000; ++count) {
        const Nanoseconds now = wheel.nextDeadline();
        if (wheel.popExpired(now) != DeadlineWheel::none)
            return now >= deadline && now < deadline + millisecond ? count : -1;
    }
    return -1;
}

} // namespace

class tst_DeadlineWheel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAtFirst();
    void popsInTurn();
    void movesAnEntry();
    void cancelsAnEntry();
    void roundsUpToTheMillisecond_data();
    void roundsUpToTheMillisecond();
    void takesThePastAsDue();
    void keepsTheOrderOfEqualDeadlines_data();
    void keepsTheOrderOfEqualDeadlines();
    void agreesWithSortedDeadlines_data();
    void agreesWithSortedDeadlines();
    void wakesSeldom_data();
    void wakesSeldom();
    void keepsWhatNeverComes();
};

void tst_DeadlineWheel::isEmptyAtFirst()
{
    DeadlineWheel wheel(5 * second);
    QCOMPARE(wheel.size(), 0U);
    QCOMPARE(wheel.nextDeadline(), never);
    QCOMPARE(wheel.popExpired(year), DeadlineWheel::none);
    QVERIFY(!wheel.isScheduled(0));
    wheel.cancel(17); // an entry it has never heard of
    QCOMPARE(wheel.size(), 0U);
}

void tst_DeadlineWheel::popsInTurn()
{
    DeadlineWheel wheel(0);
    wheel.schedule(7, 30 * millisecond);
    wheel.schedule(3, 10 * millisecond);
    wheel.schedule(5, 20 * millisecond);
    QCOMPARE(wheel.size(), 3U);
    for (const auto &[entry, at] : {std::pair(3U, 10), {5U, 20}, {7U, 30}}) {
        QCOMPARE(wheel.nextDeadline(), at * millisecond);
        QCOMPARE(wheel.popExpired(at * millisecond - 1), DeadlineWheel::none);
        QCOMPARE(wheel.popExpired(at * millisecond), entry);
        QVERIFY(!wheel.isScheduled(entry));
        QCOMPARE(wheel.popExpired(at * millisecond), DeadlineWheel::none);
    }
    QCOMPARE(wheel.size(), 0U);
}

void tst_DeadlineWheel::movesAnEntry()
{
    DeadlineWheel wheel(0);
    wheel.schedule(0, 10 * millisecond);
    wheel.schedule(0, minute);
    QCOMPARE(wheel.size(), 1U);
    QCOMPARE(wheel.popExpired(minute - 1), DeadlineWheel::none);
    wheel.schedule(0, minute + 5 * millisecond);
    QCOMPARE(wheel.popExpired(minute + 4 * millisecond), DeadlineWheel::none);
    QCOMPARE(wheel.popExpired(minute + 5 * millisecond), 0U);
}

void tst_DeadlineWheel::cancelsAnEntry()
{
    DeadlineWheel wheel(0);
    wheel.schedule(0, 10 * millisecond);
    wheel.schedule(1, 10 * millisecond);
    wheel.cancel(0);
    wheel.cancel(0);
    QVERIFY(!wheel.isScheduled(0));
    QVERIFY(wheel.isScheduled(1));
    QCOMPARE(wheel.size(), 1U);
    QCOMPARE(wheel.popExpired(second), 1U);
    QCOMPARE(wheel.popExpired(second), DeadlineWheel::none);
    QCOMPARE(wheel.nextDeadline(), never);
}

void tst_DeadlineWheel::roundsUpToTheMillisecond_data()
{
    QTest::addColumn<Nanoseconds>("deadline");
    QTest::addColumn<Nanoseconds>("expires");
    QTest::newRow("1 ns") << Nanoseconds(1) << millisecond;
    QTest::newRow("1 ns before 1 ms") << millisecond - 1 << millisecond;
    QTest::newRow("1 ms") << millisecond << millisecond;
    QTest::newRow("1 ns after 1 ms") << millisecond + 1 << 2 * millisecond;
    QTest::newRow("last of a level") << 63 * millisecond << 63 * millisecond;
    QTest::newRow("first of the next") << 64 * millisecond << 64 * millisecond;
    QTest::newRow("last of two levels") << 4095 * millisecond << 4095 * millisecond;
    QTest::newRow("first of the third") << 4096 * millisecond << 4096 * millisecond;
}

void tst_DeadlineWheel::roundsUpToTheMillisecond()
{
    QFETCH(const Nanoseconds, deadline);
    QFETCH(const Nanoseconds, expires);
    constexpr Nanoseconds epoch = 123'456'789'012;
    DeadlineWheel wheel(epoch);
    wheel.schedule(0, epoch + deadline);
    QVERIFY(wheel.nextDeadline() <= epoch + expires);
    QCOMPARE(wheel.popExpired(epoch + expires - 1), DeadlineWheel::none);
    QCOMPARE(wheel.popExpired(epoch + expires), 0U);
}

void tst_DeadlineWheel::takesThePastAsDue()
{
    DeadlineWheel wheel(minute);
    QCOMPARE(wheel.popExpired(2 * minute), DeadlineWheel::none);
    wheel.schedule(0, 0);
    wheel.schedule(1, 2 * minute - second);
    QVERIFY(wheel.nextDeadline() <= 2 * minute);
    const std::set<std::uint32_t> popped{wheel.popExpired(2 * minute),
                                         wheel.popExpired(2 * minute)};
    QCOMPARE(popped, (std::set{0U, 1U}));
}

void tst_DeadlineWheel::keepsTheOrderOfEqualDeadlines_data()
{
    QTest::addColumn<Nanoseconds>("deadline");
    QTest::newRow("in the past") << -5 * millisecond;
    QTest::newRow("20 ms") << 20 * millisecond;
    QTest::newRow("1 s") << second; // comes down a level on its way, and with each row one more
    QTest::newRow("1 min") << minute;
    QTest::newRow("an hour") << 60 * minute + 7 * millisecond;
    QTest::newRow("a month") << 30 * day;
}

void tst_DeadlineWheel::keepsTheOrderOfEqualDeadlines()
{
    QFETCH(const Nanoseconds, deadline);
    DeadlineWheel wheel(0);
    std::vector<std::uint32_t> expected;
    Nanoseconds now = 0;
    std::uint32_t entry = 100;
    for (int i = 0; i < 12; ++i) { // the last ones from nearby
        wheel.schedule(--entry, deadline - 1 - i);
        wheel.schedule(--entry, deadline);
        expected.insert(expected.end(), {entry + 1, entry});
        now += (deadline - now) / 2;
        if (now > 0 && now < deadline - millisecond)
            QCOMPARE(wheel.popExpired(now), DeadlineWheel::none);
    }
    wheel.cancel(expected[5]);
    expected.erase(expected.begin() + 5);
    wheel.cancel(expected.back());
    expected.pop_back();
    wheel.schedule(expected[3], deadline); // anew, so it is the last now
    expected.push_back(expected[3]);
    expected.erase(expected.begin() + 3);
    for (const std::uint32_t next : expected)
        QCOMPARE(wheel.popExpired(std::max(deadline, now)), next);
    QCOMPARE(wheel.size(), 0U);
}

void tst_DeadlineWheel::agreesWithSortedDeadlines_data()
{
    QTest::addColumn<Nanoseconds>("horizon");
    QTest::addColumn<Nanoseconds>("epoch");
    QTest::newRow("20 ms") << 20 * millisecond << Nanoseconds(0);
    QTest::newRow("1 s") << second << Nanoseconds(987'654'321);
    QTest::newRow("an hour") << 60 * minute << 40 * day + 1;
    QTest::newRow("a month") << 30 * day << 3 * minute;
    QTest::newRow("one turn of the wheel") << Nanoseconds(1LL << 36) * millisecond << day;
    QTest::newRow("a century") << 100 * year << year;
}

void tst_DeadlineWheel::agreesWithSortedDeadlines()
{
    QFETCH(const Nanoseconds, horizon);
    QFETCH(const Nanoseconds, epoch);
    constexpr std::uint32_t entries = 300;
    constexpr int operations = 100'000;
    std::mt19937_64 random(42);
    const auto below = [&random](Nanoseconds most) { // every order of magnitude alike
        std::uniform_real_distribution<double> exponent(0, std::log(double(most)));
        return Nanoseconds(std::exp(exponent(random)));
    };

    DeadlineWheel wheel(epoch);
    SortedDeadlines model(entries);
    Nanoseconds now = epoch;
    for (int i = 0; i < operations; ++i) {
        const auto entry = std::uint32_t(random() % entries);
        switch (random() % 8) {
        case 0:
        case 1:
        case 2: {
            const Nanoseconds deadline = now + below(horizon) - (random() % 16 == 0 ? second : 0);
            wheel.schedule(entry, deadline);
            model.schedule(entry, deadline);
            break;
        }
        case 3:
            wheel.cancel(entry);
            model.cancel(entry);
            break;
        case 4: // the timer that was asked for
            if (wheel.size() > 0 && wheel.nextDeadline() - epoch < 100 * year)
                now = std::max(now, wheel.nextDeadline());
            break;
        default: // a timer of somebody else's; with the century, time is not to run out
            now += below(std::min(horizon, 100 * year / operations * 4));
        }
        if (random() % 4 != 0) {
            std::map<Nanoseconds, int> turns; // by deadline, rounded up: of the last popped
            for (auto popped = wheel.popExpired(now); popped != DeadlineWheel::none;
                 popped = wheel.popExpired(now)) {
                QVERIFY(model.isScheduled(popped));
                QVERIFY2(model.deadline(popped) <= now, "early");
                int &turn = turns[(model.deadline(popped) - epoch + millisecond - 1) / millisecond];
                QVERIFY2(model.turn(popped) > turn, "equal ones in another order");
                turn = model.turn(popped);
                model.cancel(popped);
            }
            QVERIFY2(model.earliest() > now - millisecond, "late");
            QVERIFY2(wheel.nextDeadline() > now, "the timer would spin");
        }
        QCOMPARE(std::size_t(wheel.size()), model.size());
        QCOMPARE(wheel.isScheduled(entry), model.isScheduled(entry));
        if (model.size() == 0)
            QCOMPARE(wheel.nextDeadline(), never);
        else // within the resolution
            QVERIFY(wheel.nextDeadline() < std::max(now, model.earliest()) + millisecond);
    }
}

void tst_DeadlineWheel::wakesSeldom_data()
{
    QTest::addColumn<Nanoseconds>("deadline");
    QTest::newRow("1 ms") << millisecond;
    QTest::newRow("1 s") << second;
    QTest::newRow("an hour, odd") << 60 * minute + 123'456'789;
    QTest::newRow("a year, odd") << year + 987'654'321;
}

void tst_DeadlineWheel::wakesSeldom()
{
    QFETCH(const Nanoseconds, deadline);
    DeadlineWheel wheel(0);
    wheel.schedule(0, deadline);
    const int wakeups = wakeupsUntilExpired(wheel, deadline);
    QVERIFY2(wakeups >= 1 && wakeups <= 6, qPrintable(QString::number(wakeups)));
}

void tst_DeadlineWheel::keepsWhatNeverComes()
{
    DeadlineWheel wheel(second);
    wheel.schedule(0, never);
    QCOMPARE(wheel.popExpired(250 * year), DeadlineWheel::none);
    QVERIFY(wheel.isScheduled(0));
    QVERIFY(wheel.nextDeadline() > 250 * year);
}

QTEST_APPLESS_MAIN(tst_DeadlineWheel)
#include "tst_deadlinewheel.moc"
