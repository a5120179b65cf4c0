// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "plainrule.h"
#include "simulation.h"

#include <QtCore/qhash.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::sim;
using namespace std::chrono_literals;
using Code = QIcmpError::Code;

namespace {

const QHostAddress slowHost(u"192.0.2.1"_s); // answers after 30 s
const QHostAddress host(u"192.0.2.2"_s);     // answers after 50 ms

/// Two pings are under way when the program looks whether there is anything to do, and something
/// comes between two of the clock readings that it takes for that.
class Bench
{
public:
    Bench()
    {
        simulation.network().addRule(answering("192.0.2.1", {30 * second}));
        simulation.network().addRule(answering("192.0.2.2", {50 * millisecond}));
        QIcmpManager &manager = simulation.manager();
        QObject::connect(&manager, &QIcmpManager::succeeded, &manager,
                         [this](const QIcmpReply &reply) { replies.insert(reply.id(), reply); });
        QObject::connect(&manager, &QIcmpManager::failed, &manager,
                         [this](const QIcmpError &error) { errors.insert(error.id(), error); });
        QIcmpOptions options;
        options.setRetries(0);
        options.setTimeout(60s);
        slow = manager.submit(slowHost, options);
        simulation.runFor(2 * second);
        options.setTimeout(100ms);
        quick = manager.submit(host, options);
        simulation.runFor(20 * millisecond);
    }

    /// False if there are not so many readings.
    bool lookWith(int reading, const std::function<void()> &event)
    {
        bool happened = false;
        simulation.time().beforeReading(reading, [&] {
            happened = true;
            event();
        });
        look();
        simulation.time().beforeReading(0, {});
        return happened;
    }
    /// Other sockets and timers of a program wake it at any time.
    void look() { QIcmpManagerPrivate::get(&simulation.manager())->activate(); }

    Simulation simulation;
    QIcmpId slow = 0;
    QIcmpId quick = 0;
    QHash<QIcmpId, QIcmpReply> replies;
    QHash<QIcmpId, QIcmpError> errors;
};

} // namespace

/// Between any two readings of a clock, a program may be stopped and a machine suspended.
class tst_Pauses : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void stoppedIsNotSuspended_data() { addDurations(); }
    void stoppedIsNotSuspended();
    void suspendAfterAStopIsSeen_data() { addDurations(); }
    void suspendAfterAStopIsSeen();
    void suspendIsSeenWheneverItComes();

private:
    static void addDurations();
};

void tst_Pauses::addDurations()
{
    QTest::addColumn<Nanoseconds>("duration");
    for (const int milliseconds : {1, 9, 11, 99, 101, 5'000})
        QTest::addRow("%d ms", milliseconds) << milliseconds * millisecond;
}

void tst_Pauses::stoppedIsNotSuspended()
{
    QFETCH(const Nanoseconds, duration);
    int readings = 0;
    for (bool more = true; more; ++readings) {
        Bench bench;
        more = bench.lookWith(readings + 1, [&] { bench.simulation.stopProcess(duration); });
        bench.simulation.runFor(60 * second);
        QCOMPARE(bench.errors.size(), 0);
        QCOMPARE(bench.replies[bench.quick].roundTripTime(), 50ms);
        QCOMPARE(bench.replies[bench.slow].roundTripTime(), 30s);
    }
    QVERIFY2(readings > 6, "those of the suspend check, and those around it");
}

/// Time that was taken for sleep by mistake would hide that much of a suspend.
void tst_Pauses::suspendAfterAStopIsSeen()
{
    QFETCH(const Nanoseconds, duration);
    bool more = true;
    for (int reading = 1; more; ++reading) {
        Bench bench;
        more = bench.lookWith(reading, [&] { bench.simulation.stopProcess(duration); });
        bench.simulation.suspend(150 * millisecond);
        bench.look();
        QCOMPARE(bench.errors[bench.slow].code(), Code::Interrupted);
    }
}

void tst_Pauses::suspendIsSeenWheneverItComes()
{
    bool more = true;
    for (int reading = 1; more; ++reading) {
        Bench bench;
        more = bench.lookWith(reading, [&] { bench.simulation.suspend(2 * second); });
        if (!more)
            break;
        bench.look();
        QCOMPARE(bench.errors.size(), 2);
        QCOMPARE(bench.errors[bench.slow].code(), Code::Interrupted);
        QCOMPARE(bench.errors[bench.quick].code(), Code::Interrupted);
    }
}

QTEST_GUILESS_MAIN(tst_Pauses)
#include "tst_pauses.moc"
