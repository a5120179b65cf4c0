// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/wallclockmap.h"

#include <QtTest/qtest.h>

#include <deque>
#include <random>

using namespace qicmp;

namespace {

constexpr Nanoseconds hour = 3600 * second;
constexpr Nanoseconds wallAtBoot = 1'800'000'000 * second;

/// Clocks that take time to read, can be stepped, and lose the processor when they are told to.
class ScriptedClock final : public Clock
{
public:
    Nanoseconds monotonic() const override { return pass(); }
    Nanoseconds realtime() const override { return pass() + m_offset; }
    Nanoseconds boottime() const override { return pass(); }

    Nanoseconds now() const { return m_now; } ///< without reading
    Nanoseconds wall(Nanoseconds monotonic) const { return monotonic + m_offset; }

    void advance(Nanoseconds time) { m_now += time; }
    void step(Nanoseconds by) { m_offset += by; }
    /// Before each of the next readings this much time goes by.
    void preempt(std::initializer_list<Nanoseconds> pauses) { m_pauses = pauses; }

private:
    Nanoseconds pass() const
    {
        m_now += 40;
        if (!m_pauses.empty()) {
            m_now += m_pauses.front();
            m_pauses.pop_front();
        }
        return m_now;
    }

    mutable Nanoseconds m_now = 100 * second;
    mutable std::deque<Nanoseconds> m_pauses;
    Nanoseconds m_offset = wallAtBoot;
};

/// What an RTT is measured with: how far a stamp of \a clock now is off, given a window around it.
Nanoseconds errorNow(const WallClockMap &map, const ScriptedClock &clock)
{
    const Nanoseconds now = clock.now();
    const auto converted = map.toMonotonic(clock.wall(now), now - second, now + second);
    return converted ? std::abs(*converted - now) : hour;
}

} // namespace

class tst_WallClockMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void convertsBothWays();
    void refusesWhatDoesNotFit();
    void clampsWhatAlmostFits();
    void survivesSteps_data();
    void survivesSteps();
    void ambiguousStampIsNone();
    void ignoresTinySteps();
    void readsAgainWhenPreempted();
    void knowsItsUncertainty();
    void longPreemptionIsNoStep();
    void staysTrueThroughManySteps();
};

void tst_WallClockMap::convertsBothWays()
{
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);
    for (int i = 0; i < 1000; ++i) {
        clock.advance(17 * millisecond);
        if (i % 10 == 0)
            map.sample(clock);
        QVERIFY(errorNow(map, clock) <= 100);
        QVERIFY(std::abs(map.toRealtime(clock.now()) - clock.wall(clock.now())) <= 100);
    }
}

void tst_WallClockMap::refusesWhatDoesNotFit()
{
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);
    const Nanoseconds now = clock.now();
    QVERIFY(map.toMonotonic(clock.wall(now), now - second, now));
    QVERIFY(!map.toMonotonic(clock.wall(now), now + 2 * microsecond, now + second));
    QVERIFY(!map.toMonotonic(clock.wall(now), now - second, now - 2 * microsecond));
    QVERIFY(!map.toMonotonic(clock.wall(now) + hour, now - second, now + second));
    QVERIFY(!map.toMonotonic(0, now - second, now + second));
}

void tst_WallClockMap::clampsWhatAlmostFits()
{
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);
    const Nanoseconds now = clock.now();
    // Rounding may put a stamp some nanoseconds outside: never an RTT below zero for that.
    QCOMPARE(map.toMonotonic(clock.wall(now), now + 100, now + second), std::optional(now + 100));
    QCOMPARE(map.toMonotonic(clock.wall(now), now - second, now - 100), std::optional(now - 100));
}

void tst_WallClockMap::survivesSteps_data()
{
    QTest::addColumn<Nanoseconds>("step");
    QTest::newRow("an hour forward") << hour;
    QTest::newRow("an hour back") << -hour;
    QTest::newRow("a day back") << -24 * hour;
    QTest::newRow("2 s forward") << 2 * second;
    QTest::newRow("2 s back") << -2 * second;
}

void tst_WallClockMap::survivesSteps()
{
    QFETCH(const Nanoseconds, step);
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);

    clock.advance(50 * millisecond);
    const Nanoseconds sent = clock.now();
    const Nanoseconds sentStamp = clock.wall(sent);
    clock.advance(5 * millisecond);
    clock.step(step);
    clock.advance(5 * millisecond);
    const Nanoseconds received = clock.now();
    const Nanoseconds receivedStamp = clock.wall(received);
    clock.advance(20 * millisecond); // the application is busy
    map.sample(clock);

    const auto begin = map.toMonotonic(sentStamp, sent - 100 * microsecond, clock.now());
    const auto end = map.toMonotonic(receivedStamp, sent, clock.now());
    QVERIFY(begin && end);
    QVERIFY(std::abs((*end - *begin) - (received - sent)) <= 200);
    QVERIFY(std::abs(map.toRealtime(clock.now()) - clock.wall(clock.now())) <= 100);

    clock.advance(second);
    map.sample(clock);
    QVERIFY(errorNow(map, clock) <= 100);
    const Nanoseconds now = clock.now();
    QVERIFY2(!map.toMonotonic(clock.wall(now) - step, now - millisecond, now),
             "the old time is over");
}

void tst_WallClockMap::ambiguousStampIsNone()
{
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);
    const Nanoseconds sent = clock.now();
    clock.advance(50 * millisecond);
    const Nanoseconds stamp = clock.wall(clock.now());
    clock.step(5 * millisecond);
    clock.advance(50 * millisecond);
    map.sample(clock);
    QVERIFY(!map.toMonotonic(stamp, sent, clock.now()));
    QVERIFY2(map.toMonotonic(stamp, clock.now() - 52 * millisecond, clock.now()),
             "only the old offset puts it there");
    clock.advance(millisecond);
    const Nanoseconds now = clock.now();
    QVERIFY2(map.toMonotonic(clock.wall(now), now - 500 * microsecond, now), "after the step");
}

void tst_WallClockMap::ignoresTinySteps()
{
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);
    const Nanoseconds sent = clock.now();
    clock.advance(50 * millisecond);
    const Nanoseconds now = clock.now();
    const Nanoseconds stamp = clock.wall(now);
    clock.step(1500); // less than anybody cares about: no reason to know nothing
    map.sample(clock);
    const auto converted = map.toMonotonic(stamp, sent, clock.now());
    QVERIFY(converted);
    QVERIFY(std::abs(*converted - now) <= 2 * microsecond);
}

void tst_WallClockMap::readsAgainWhenPreempted()
{
    for (const auto &pauses : {std::initializer_list<Nanoseconds>{0, 3 * millisecond, 0},
                               {0, 0, 3 * millisecond},
                               {0, millisecond, 0, 0, millisecond, 0, 0, 0, millisecond}}) {
        ScriptedClock clock;
        WallClockMap map;
        clock.preempt(pauses);
        map.sample(clock);
        QVERIFY(errorNow(map, clock) <= 100);
        clock.advance(second);
        clock.preempt(pauses);
        map.sample(clock);
        QVERIFY(errorNow(map, clock) <= 100);
    }
}

void tst_WallClockMap::knowsItsUncertainty()
{
    constexpr Nanoseconds pause = 10 * millisecond;
    ScriptedClock clock;
    WallClockMap map;
    clock.preempt({0, 0, pause, 0, 0, pause, 0, 0, pause, 0, 0, pause});
    map.sample(clock);
    const Nanoseconds now = clock.now();
    const auto vague = map.toMonotonic(clock.wall(now), now - millisecond, now + millisecond);
    QVERIFY2(vague, "off by 5 ms, and known to be");
    QVERIFY(*vague >= now - millisecond && *vague <= now + millisecond);

    map.sample(clock); // a tight pair is no step, but better
    QVERIFY(errorNow(map, clock) <= 100);
    const Nanoseconds later = clock.now();
    QVERIFY(!map.toMonotonic(clock.wall(later), later + millisecond, later + second));
}

void tst_WallClockMap::longPreemptionIsNoStep()
{
    constexpr Nanoseconds pause = 5 * second;
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);
    clock.preempt({0, 0, pause, 0, pause, 0, 0, pause, 0, 0, 0, pause});
    map.sample(clock);
    QVERIFY(errorNow(map, clock) <= 100);

    WallClockMap fresh;
    clock.preempt({0, 0, pause, 0, pause, 0, 0, pause, 0, 0, 0, pause});
    fresh.sample(clock);
    QVERIFY(std::abs(fresh.toRealtime(clock.now()) - clock.wall(clock.now())) <= pause);
}

void tst_WallClockMap::staysTrueThroughManySteps()
{
    // Whatever happens: a stamp is converted right or not at all.
    std::mt19937_64 random(5);
    const auto below = [&random](Nanoseconds most) {
        return Nanoseconds(random() % std::uint64_t(most));
    };
    ScriptedClock clock;
    WallClockMap map;
    map.sample(clock);
    int converted = 0;
    constexpr int rounds = 20'000;
    for (int i = 0; i < rounds; ++i) {
        const Nanoseconds sent = clock.now();
        clock.advance(1 + below(50 * millisecond));
        const Nanoseconds received = clock.now();
        const Nanoseconds stamp = clock.wall(received);
        clock.advance(1 + below(10 * millisecond));
        if (i % 3 == 0)
            clock.step(below(i % 2 == 0 ? hour : 20 * millisecond) - below(hour / 2));
        if (i % 5 == 0)
            clock.preempt({0, below(millisecond), below(millisecond)});
        map.sample(clock);
        if (const auto at = map.toMonotonic(stamp, sent, clock.now())) {
            QVERIFY(*at >= sent && *at <= clock.now());
            QVERIFY(std::abs(*at - received) <= 2500);
            ++converted;
        }
    }
    QVERIFY2(converted > rounds * 99 / 100, qPrintable(QString::number(converted)));
}

QTEST_APPLESS_MAIN(tst_WallClockMap)
#include "tst_wallclockmap.moc"
