// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "taskscheduler_p.h"

#include <QtTest/qtest.h>

#include <functional>
#include <limits>
#include <memory>
#include <set>
#include <vector>

using namespace qicmp;

namespace {

constexpr int plenty = 1000;

class Task final : public ScheduledTask
{
public:
    explicit Task(TaskScheduler &scheduler) : m_scheduler(scheduler), ticket(scheduler.add(this)) {}
    virtual ~Task() { m_scheduler.remove(ticket); }
    Q_DISABLE_COPY_MOVE(Task)

    void due(Nanoseconds now) override
    {
        runs.push_back(now);
        if (const auto action = then) // the task may not survive it
            action(now);
    }

private:
    TaskScheduler &m_scheduler;

public:
    const TaskScheduler::Ticket ticket;
    std::vector<Nanoseconds> runs;
    std::function<void(Nanoseconds)> then;
};

} // namespace

class tst_TaskScheduler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsWhatIsDue();
    void unschedules();
    void reusesTickets();
    void runsNoMoreThanTheLimit();
    void taskMayScheduleItself();
    void taskMayDeleteItself();
    void taskMayDeleteOthers();
    void taskMayAddOthers();
};

void tst_TaskScheduler::runsWhatIsDue()
{
    TaskScheduler scheduler(0);
    QCOMPARE(scheduler.nextDue(), std::numeric_limits<Nanoseconds>::max());
    Task early(scheduler);
    Task late(scheduler);
    Task idle(scheduler);
    scheduler.schedule(early.ticket, 10 * millisecond);
    scheduler.schedule(late.ticket, 20 * millisecond);
    QCOMPARE(scheduler.nextDue(), 10 * millisecond);
    scheduler.runDue(9 * millisecond, plenty);
    QVERIFY(early.runs.empty());
    scheduler.runDue(15 * millisecond, plenty);
    QCOMPARE(early.runs, std::vector{15 * millisecond});
    QVERIFY(late.runs.empty());
    scheduler.runDue(second, plenty);
    QCOMPARE(late.runs, std::vector{second});
    QCOMPARE(early.runs.size(), std::size_t(1));
    QVERIFY(idle.runs.empty());
}

void tst_TaskScheduler::unschedules()
{
    TaskScheduler scheduler(0);
    Task task(scheduler);
    scheduler.unschedule(task.ticket);
    scheduler.schedule(task.ticket, millisecond);
    scheduler.unschedule(task.ticket);
    scheduler.runDue(second, plenty);
    QVERIFY(task.runs.empty());
    scheduler.schedule(task.ticket, 2 * second);
    scheduler.schedule(task.ticket, 3 * second);
    scheduler.runDue(2 * second, plenty);
    QVERIFY(task.runs.empty());
    scheduler.runDue(3 * second, plenty);
    QCOMPARE(task.runs.size(), std::size_t(1));
}

void tst_TaskScheduler::reusesTickets()
{
    TaskScheduler scheduler(0);
    std::set<TaskScheduler::Ticket> tickets;
    for (int i = 0; i < 100; ++i) {
        Task gone(scheduler);
        scheduler.schedule(gone.ticket, millisecond); // and never run, nor its successor for it
        tickets.insert(gone.ticket);
    }
    QCOMPARE(tickets.size(), std::size_t(1));
    Task successor(scheduler);
    scheduler.runDue(second, plenty);
    QVERIFY(successor.runs.empty());
}

void tst_TaskScheduler::runsNoMoreThanTheLimit()
{
    TaskScheduler scheduler(0);
    std::vector<std::unique_ptr<Task>> tasks;
    for (int i = 0; i < 10; ++i) {
        tasks.push_back(std::make_unique<Task>(scheduler));
        scheduler.schedule(tasks.back()->ticket, millisecond);
    }
    const auto runs = [&tasks] {
        return std::count_if(tasks.begin(), tasks.end(),
                             [](const auto &task) { return !task->runs.empty(); });
    };
    scheduler.runDue(second, 4);
    QCOMPARE(runs(), 4);
    QVERIFY2(scheduler.nextDue() <= second, "the rest is still due");
    scheduler.runDue(second, 4);
    QCOMPARE(runs(), 8);
    scheduler.runDue(second, 4);
    QCOMPARE(runs(), 10);
}

void tst_TaskScheduler::taskMayScheduleItself()
{
    TaskScheduler scheduler(0);
    Task task(scheduler);
    task.then = [&](Nanoseconds now) { scheduler.schedule(task.ticket, now + second); };
    scheduler.schedule(task.ticket, second);
    for (Nanoseconds now = 0; now <= 10 * second; now += 100 * millisecond)
        scheduler.runDue(now, plenty);
    QCOMPARE(task.runs.size(), std::size_t(10));

    task.then = [&](Nanoseconds now) { scheduler.schedule(task.ticket, now); };
    scheduler.runDue(11 * second, 7); // one that is always due does not hold up the world
    QCOMPARE(task.runs.size(), std::size_t(17));
}

void tst_TaskScheduler::taskMayDeleteItself()
{
    TaskScheduler scheduler(0);
    auto task = std::make_unique<Task>(scheduler);
    task->then = [&](Nanoseconds) { task.reset(); };
    scheduler.schedule(task->ticket, millisecond);
    scheduler.runDue(second, plenty);
    QVERIFY(!task);
    scheduler.runDue(2 * second, plenty);
}

void tst_TaskScheduler::taskMayDeleteOthers()
{
    TaskScheduler scheduler(0);
    std::vector<std::unique_ptr<Task>> tasks;
    int runs = 0;
    for (int i = 0; i < 5; ++i) {
        tasks.push_back(std::make_unique<Task>(scheduler));
        tasks.back()->then = [&](Nanoseconds) {
            ++runs;
            tasks.clear();
        };
        scheduler.schedule(tasks.back()->ticket, millisecond);
    }
    scheduler.runDue(second, plenty);
    QCOMPARE(runs, 1);
    QCOMPARE(scheduler.nextDue(), std::numeric_limits<Nanoseconds>::max());
}

void tst_TaskScheduler::taskMayAddOthers()
{
    TaskScheduler scheduler(0);
    std::vector<std::unique_ptr<Task>> tasks;
    Task first(scheduler);
    first.then = [&](Nanoseconds now) {
        for (int i = 0; i < 1000; ++i) { // enough for every table to grow
            tasks.push_back(std::make_unique<Task>(scheduler));
            scheduler.schedule(tasks.back()->ticket, now + millisecond);
        }
    };
    scheduler.schedule(first.ticket, millisecond);
    scheduler.runDue(second, plenty);
    scheduler.runDue(2 * second, plenty);
    for (const auto &task : tasks)
        QCOMPARE(task->runs.size(), std::size_t(1));
}

QTEST_APPLESS_MAIN(tst_TaskScheduler)
#include "tst_taskscheduler.moc"
