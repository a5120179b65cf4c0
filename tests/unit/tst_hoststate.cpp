// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "hostlookups_p.h"
#include "hostplan_p.h"
#include "hostsamples_p.h"
#include "hoststatemachine_p.h"
#include "hosttext_p.h"
#include "phasespreader_p.h"

#include <QtTest/qtest.h>

#include <algorithm>
#include <array>
#include <set>

using namespace qicmp;
using namespace std::chrono_literals;
using State = QIcmpHost::State;
using Outcome = QIcmpHost::Sample::Outcome;

/// The plain parts that a watched host is made of.
class tst_HostState : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void verdicts_data();
    void verdicts();
    void requirementsAreAtLeastOne();
    void requirementLoweredBelowTheCount();

    void planKeepsItsTimes();
    void plan_data();
    void plan();

    void aLoneHostStartsAtOnce();
    void fewHostsDoNotWaitLong();
    void manyHostsAreSpreadEvenly_data();
    void manyHostsAreSpreadEvenly();

    void samplesForgetTheOldest();
    void sampleTransitions_data();
    void sampleTransitions();
    void latestSettledSkipsInFlight();

    void lookupsPauseLongerEachTime();
    void addressesGoStale_data();
    void addressesGoStale();

    void latencyText_data();
    void latencyText();
    void lossText_data();
    void lossText();
};

void tst_HostState::verdicts_data()
{
    // s and f are outcomes; after each the expected state: U unknown, u up, d down, and the two
    // counts: until down, until up.
    QTest::addColumn<int>("failuresRequired");
    QTest::addColumn<int>("recoveriesRequired");
    QTest::addColumn<QByteArray>("outcomes");
    QTest::addColumn<QByteArray>("states");
    QTest::addColumn<QByteArray>("untilDown");
    QTest::addColumn<QByteArray>("untilUp");
    QTest::newRow("one success is up")
            << 5 << 5 << QByteArray("s") << QByteArray("u") << QByteArray("5") << QByteArray("0");
    QTest::newRow("five failures are down")
            << 5 << 5 << QByteArray("ffffff") << QByteArray("UUUUdd") << QByteArray("432100")
            << QByteArray("111155");
    QTest::newRow("a success in between starts anew")
            << 3 << 3 << QByteArray("ffsffsfff") << QByteArray("UUuuuuuud")
            << QByteArray("213213210") << QByteArray("110000003");
    QTest::newRow("five successes are up again")
            << 1 << 5 << QByteArray("fsssss") << QByteArray("dddddu") << QByteArray("000001")
            << QByteArray("543210");
    QTest::newRow("a failure in between starts anew")
            << 2 << 3 << QByteArray("ffssfsss")
            << QByteArray("Udddd"
                          "ddu")
            << QByteArray("10000002") << QByteArray("13213210");
    QTest::newRow("first verdict by one success, even after failures")
            << 5 << 5 << QByteArray("ffffsf") << QByteArray("UUUUuu") << QByteArray("432154")
            << QByteArray("111100");
}

void tst_HostState::verdicts()
{
    QFETCH(int, failuresRequired);
    QFETCH(int, recoveriesRequired);
    QFETCH(QByteArray, outcomes);
    QFETCH(QByteArray, states);
    HostStateMachine machine;
    machine.setFailuresRequired(failuresRequired);
    machine.setRecoveriesRequired(recoveriesRequired);
    QCOMPARE(machine.state(), State::Unknown);
    QCOMPARE(machine.failuresUntilDown(), failuresRequired);
    QCOMPARE(machine.successesUntilUp(), 1);

    QByteArray reached;
    QByteArray untilDown;
    QByteArray untilUp;
    for (const char outcome : std::as_const(outcomes)) {
        const State before = machine.state();
        const bool changed = outcome == 's' ? machine.succeeded() : machine.failed();
        QCOMPARE(changed, machine.state() != before);
        reached.append("Uud"[static_cast<int>(machine.state())]);
        untilDown.append(QByteArray::number(machine.failuresUntilDown()));
        untilUp.append(QByteArray::number(machine.successesUntilUp()));
    }
    QCOMPARE(reached, states);
    QTEST(untilDown, "untilDown");
    QTEST(untilUp, "untilUp");
}

void tst_HostState::requirementsAreAtLeastOne()
{
    HostStateMachine machine;
    machine.setFailuresRequired(0);
    machine.setRecoveriesRequired(-3);
    QCOMPARE(machine.failuresRequired(), 1);
    QCOMPARE(machine.recoveriesRequired(), 1);
    QVERIFY(machine.failed());
    QVERIFY(machine.succeeded());
}

void tst_HostState::requirementLoweredBelowTheCount()
{
    HostStateMachine machine;
    machine.succeeded();
    for (int i = 0; i < 4; ++i)
        QVERIFY(!machine.failed());
    machine.setFailuresRequired(2);
    QCOMPARE(machine.state(), State::Up);
    QCOMPARE(machine.failuresUntilDown(), 1);
    QVERIFY(machine.failed());
    QCOMPARE(machine.state(), State::Down);
}

void tst_HostState::planKeepsItsTimes()
{
    HostPlan plan;
    plan.begin(100, 1100, 1000);
    for (int i = 0; i < 1000; ++i) {
        QCOMPARE(plan.next(), 100 + i * 1000);
        QVERIFY(plan.take(plan.next() + i % 700)); // late by this much
    }
}

void tst_HostState::plan_data()
{
    QTest::addColumn<QList<qint64>>("taken");   // when it was taken, first planned at 0
    QTest::addColumn<QByteArray>("probed");     // p: yes, -: left out
    QTest::addColumn<QList<qint64>>("planned"); // the next time after each
    QTest::newRow("on time") << QList<qint64>{0, 1000, 2000} << QByteArray("ppp")
                             << QList<qint64>{1000, 2000, 3000};
    QTest::newRow("late within the interval")
            << QList<qint64>{999, 1999} << QByteArray("pp") << QList<qint64>{1000, 2000};
    QTest::newRow("late by an interval: left out")
            << QList<qint64>{0, 2000, 3000} << QByteArray("p-p") << QList<qint64>{1000, 3000, 4000};
    QTest::newRow("blocked for long: no burst")
            << QList<qint64>{0, 5500, 6000} << QByteArray("p-p") << QList<qint64>{1000, 6000, 7000};
    QTest::newRow("always late: still measures")
            << QList<qint64>{1500, 3500, 5500, 7500} << QByteArray("-p-p")
            << QList<qint64>{2000, 4000, 6000, 8000};
}

void tst_HostState::plan()
{
    QFETCH(QList<qint64>, taken);
    HostPlan plan;
    plan.begin(0, 1000, 1000);
    QByteArray probed;
    QList<qint64> planned;
    for (const qint64 now : std::as_const(taken)) {
        probed.append(plan.take(now) ? 'p' : '-');
        planned.append(plan.next());
    }
    QTEST(probed, "probed");
    QTEST(planned, "planned");
}

void tst_HostState::aLoneHostStartsAtOnce()
{
    PhaseSpreader spreader;
    for (Nanoseconds now = 0; now < 10 * second; now += 2 * second) {
        const PhaseSpreader::Start start = spreader.next(now, 300 * second);
        QCOMPARE(start.first, now);
        QCOMPARE(start.second, now + 300 * second);
    }
}

void tst_HostState::fewHostsDoNotWaitLong()
{
    constexpr Nanoseconds interval = 300 * second;
    PhaseSpreader spreader;
    std::set<Nanoseconds> seconds;
    for (int i = 0; i < 8; ++i) {
        const PhaseSpreader::Start start = spreader.next(0, interval);
        QVERIFY(start.first <= second);
        const Nanoseconds gap = start.second - start.first;
        QVERIFY(gap >= interval / 2 && gap <= interval + interval / 2);
        seconds.insert(start.second % interval);
    }
    QCOMPARE(seconds.size(), 8U); // and they don't stay together
}

void tst_HostState::manyHostsAreSpreadEvenly_data()
{
    QTest::addColumn<int>("hosts");
    QTest::newRow("60") << 60;
    QTest::newRow("1000") << 1000;
    QTest::newRow("10000") << 10000;
}

void tst_HostState::manyHostsAreSpreadEvenly()
{
    QFETCH(int, hosts);
    constexpr Nanoseconds interval = second;
    constexpr std::size_t slots = 20;
    PhaseSpreader spreader;
    std::array<int, slots> first{};
    std::array<int, slots> later{};
    const auto slotOf = [](Nanoseconds at) {
        return static_cast<std::size_t>(at % interval * Nanoseconds{slots} / interval);
    };
    for (int i = 0; i < hosts; ++i) {
        const PhaseSpreader::Start start = spreader.next(0, interval);
        QVERIFY(start.first >= 0 && start.first < interval);
        ++first[slotOf(start.first)];
        ++later[slotOf(start.second)];
    }
    const int even = hosts / static_cast<int>(slots);
    const auto [least, most] = std::minmax_element(later.begin(), later.end());
    QVERIFY2(*least >= even - 2 && *most <= even + 2,
             qPrintable(QStringLiteral("%1 to %2, even is %3").arg(*least).arg(*most).arg(even)));
    QVERIFY(*std::max_element(first.begin(), first.end()) <= even + 4);
}

void tst_HostState::samplesForgetTheOldest()
{
    constexpr int total = QIcmpHost::sampleCapacity + 30;
    HostSamples samples;
    for (int i = 0; i < total; ++i) {
        samples.add(HostSamples::TimePoint(std::chrono::seconds(i)), Outcome::InFlight);
        QCOMPARE(samples.toList().size(), std::min(i + 1, QIcmpHost::sampleCapacity));
    }
    samples.settle(HostSamples::TimePoint(0s), Outcome::Reply, 1ms); // forgotten
    samples.settle(HostSamples::TimePoint(100s), Outcome::Reply, 1ms);
    const QList<QIcmpHost::Sample> list = samples.toList();
    for (int i = 0; i < list.size(); ++i) {
        QCOMPARE(list[i].sentAt, HostSamples::TimePoint(std::chrono::seconds(30 + i)));
        QCOMPARE(list[i].outcome, i == 70 ? Outcome::Reply : Outcome::InFlight);
        QCOMPARE(list[i].roundTripTime, i == 70 ? 1ms : -1ns);
    }
}

void tst_HostState::sampleTransitions_data()
{
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::addColumn<bool>("happens");
    const auto row = [](const char *name, Outcome from, Outcome to, bool happens) {
        QTest::newRow(name) << static_cast<int>(from) << static_cast<int>(to) << happens;
    };
    row("answered", Outcome::InFlight, Outcome::Reply, true);
    row("lost", Outcome::InFlight, Outcome::Lost, true);
    row("error", Outcome::InFlight, Outcome::IcmpError, true);
    row("interrupted", Outcome::InFlight, Outcome::Interrupted, true);
    row("withdrawn", Outcome::InFlight, Outcome::NotSent, true);
    row("late", Outcome::Lost, Outcome::Late, true);
    row("late after an error", Outcome::IcmpError, Outcome::Late, true);
    row("late after an interruption", Outcome::Interrupted, Outcome::Late, false);
    row("late after an answer", Outcome::Reply, Outcome::Late, false);
    row("lost after an answer", Outcome::Reply, Outcome::Lost, false);
}

void tst_HostState::sampleTransitions()
{
    QFETCH(int, from);
    QFETCH(int, to);
    QFETCH(bool, happens);
    HostSamples samples;
    samples.add(HostSamples::TimePoint(1s), static_cast<Outcome>(from));
    samples.settle(HostSamples::TimePoint(1s), static_cast<Outcome>(to), 3ms);
    const QIcmpHost::Sample sample = samples.toList().constFirst();
    QCOMPARE(static_cast<int>(sample.outcome), happens ? to : from);
    QCOMPARE(sample.roundTripTime, happens ? 3ms : -1ns);
}

void tst_HostState::latestSettledSkipsInFlight()
{
    HostSamples samples;
    QVERIFY(!samples.latestSettled());
    samples.add(HostSamples::TimePoint(1s), Outcome::InFlight);
    QVERIFY(!samples.latestSettled());
    samples.settle(HostSamples::TimePoint(1s), Outcome::Lost);
    samples.add(HostSamples::TimePoint(2s), Outcome::InFlight);
    QVERIFY(samples.latestSettled());
    QCOMPARE(samples.latestSettled()->outcome, Outcome::Lost);
}

void tst_HostState::lookupsPauseLongerEachTime()
{
    HostLookups lookups;
    Nanoseconds now = 5 * second;
    QVERIFY(lookups.mayTry(now));
    for (const Nanoseconds pause : {2, 4, 8, 16, 30, 30}) {
        lookups.notFound(now);
        QVERIFY(!lookups.mayTry(now + pause * second - 1));
        now += pause * second;
        QVERIFY(lookups.mayTry(now));
    }
    lookups.settled(now);
    lookups.notFound(now);
    QVERIFY(lookups.mayTry(now + 2 * second));
}

void tst_HostState::addressesGoStale_data()
{
    QTest::addColumn<int>("failuresInRow");
    QTest::addColumn<qint64>("age");
    QTest::addColumn<bool>("stale");
    QTest::newRow("fresh") << 0 << qint64(59 * second) << false;
    QTest::newRow("a minute old") << 0 << qint64(60 * second) << true;
    QTest::newRow("two failures prove nothing") << 2 << qint64(59 * second) << false;
    QTest::newRow("three are suspicious") << 3 << qint64(10 * second) << true;
    QTest::newRow("but not at once") << 100 << qint64(9 * second) << false;
}

void tst_HostState::addressesGoStale()
{
    QFETCH(int, failuresInRow);
    QFETCH(qint64, age);
    HostLookups lookups;
    lookups.settled(1000 * second);
    QTEST(lookups.isStale(1000 * second + age, failuresInRow), "stale");
}

void tst_HostState::latencyText_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 ns, const char *text) {
        QTest::newRow(text) << ns << QString::fromUtf8(text);
    };
    row(0, "0.000");
    row(42'000, "0.042");
    row(999'499, "0.999");
    row(999'500, "1.00");
    row(1'284'000, "1.28");
    row(9'994'000, "9.99");
    row(9'996'000, "10.0");
    row(23'400'000, "23.4");
    row(99'940'000, "99.9");
    row(99'960'000, "100");
    row(1'204'000'000, "1204");
    row(60'000'000'000, "60000");
}

void tst_HostState::latencyText()
{
    QFETCH(qint64, nanoseconds);
    QTEST(hosttext::latency(std::chrono::nanoseconds(nanoseconds)), "text");
    QCOMPARE(hosttext::latency(std::nullopt), QStringLiteral("—"));
}

void tst_HostState::lossText_data()
{
    QTest::addColumn<double>("percent");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << QStringLiteral("0 %");
    QTest::newRow("all") << 100.0 << QStringLiteral("100 %");
    QTest::newRow("some") << 10.0 / 3 << QStringLiteral("3.3 %");
    QTest::newRow("hardly any, but not none") << 0.002 << QStringLiteral("0.1 %");
    QTest::newRow("almost all, but not all") << 99.99 << QStringLiteral("99.9 %");
}

void tst_HostState::lossText()
{
    QFETCH(double, percent);
    QTEST(hosttext::loss(percent), "text");
    QCOMPARE(hosttext::loss(std::nullopt), QStringLiteral("—"));
}

QTEST_APPLESS_MAIN(tst_HostState)
#include "tst_hoststate.moc"
