// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmprequest_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qpointer.h>
#include <QtCore/qthread.h>
#include <QtCore/qtimer.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <functional>
#include <memory>

using namespace qicmp;

namespace {

/// A request that has finished, and an object that is deleted by deleteLater() at the same moment.
class Pair
{
public:
    explicit Pair(FinishedRequests::Collector &collector) : m_plain(new QObject)
    {
        auto owner = std::make_unique<QIcmpRequestPrivate>(nullptr, QString(), QHostAddress());
        FinishedRequests::Node &node = owner->deletion;
        m_request = QIcmpRequestPrivate::create(std::move(owner));
        collector.add(m_request, node);
        m_plain->deleteLater();
    }

    QIcmpRequest *request() const { return m_request; }
    bool isAlive() const { return !m_request.isNull(); }
    bool isAsByDeleteLater() const { return m_request.isNull() == m_plain.isNull(); }

private:
    QPointer<QIcmpRequest> m_request;
    QPointer<QObject> m_plain;
};

void processEvents()
{
    QCoreApplication::processEvents();
}

/// Has the event loop, or the next processEvents(), call \a slot.
void post(const std::function<void()> &slot)
{
    QTimer::singleShot(0, qApp, slot);
}

void runEventLoop(const std::function<void()> &slot)
{
    QEventLoop loop;
    post([&] {
        slot();
        QTimer::singleShot(0, &loop, &QEventLoop::quit);
    });
    loop.exec();
}

} // namespace

/// Requests are deleted when deleteLater() would delete them, however event loops are nested.
class tst_FinishedRequests : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void goWhenControlReturnsToTheLoop();
    void stayInLoopsThatTheSlotRuns();
    void innerDeliveriesDoNotTakeTheOuterOnesAlong();
    void manyInALoopOfProcessEvents();
    void goInOrder();
    void mayBeDeletedBefore();
    void mayDeleteEachOther();
    void deletionMayBeSentBeforeItsTime();
    void goInTheThreadTheyWereMovedTo();
};

void tst_FinishedRequests::goWhenControlReturnsToTheLoop()
{
    runEventLoop([] {
        FinishedRequests::Collector collector;
        auto pair = std::make_shared<Pair>(collector);
        QVERIFY(pair->isAlive());
        post([pair] { QVERIFY(!pair->isAlive() && pair->isAsByDeleteLater()); });
    });
}

void tst_FinishedRequests::stayInLoopsThatTheSlotRuns()
{
    runEventLoop([] {
        FinishedRequests::Collector collector;
        const Pair pair(collector);
        processEvents();
        QVERIFY(pair.isAlive() && pair.isAsByDeleteLater());
        runEventLoop([] {});
        QVERIFY(pair.isAlive() && pair.isAsByDeleteLater());
    });
}

void tst_FinishedRequests::innerDeliveriesDoNotTakeTheOuterOnesAlong()
{
    runEventLoop([] {
        FinishedRequests::Collector outer;
        std::unique_ptr<Pair> first;
        post([&first] {
            FinishedRequests::Collector inner;
            first = std::make_unique<Pair>(inner);
        });
        processEvents();
        const Pair second(outer); // the delivery further out goes on
        processEvents();
        QVERIFY(!first->isAlive() && first->isAsByDeleteLater());
        QVERIFY(second.isAlive() && second.isAsByDeleteLater());
    });
}

void tst_FinishedRequests::manyInALoopOfProcessEvents()
{
    runEventLoop([] {
        std::vector<std::unique_ptr<Pair>> pairs;
        for (int i = 0; i < 100; ++i) {
            post([&pairs] {
                FinishedRequests::Collector collector;
                pairs.push_back(std::make_unique<Pair>(collector));
            });
            processEvents();
        }
        processEvents();
        for (const auto &pair : pairs)
            QVERIFY(!pair->isAlive() && pair->isAsByDeleteLater());
    });
}

void tst_FinishedRequests::goInOrder()
{
    QList<int> order;
    runEventLoop([&] {
        FinishedRequests::Collector collector;
        for (int i = 0; i < 5; ++i) {
            const Pair pair(collector);
            connect(pair.request(), &QObject::destroyed, this, [&order, i] { order << i; });
        }
    });
    QCOMPARE(order, (QList<int>{0, 1, 2, 3, 4}));
}

void tst_FinishedRequests::mayBeDeletedBefore()
{
    for (int gone = 0; gone < 3; ++gone) { // the first, one in the middle, the last
        std::vector<std::unique_ptr<Pair>> pairs;
        runEventLoop([&] {
            FinishedRequests::Collector collector;
            for (int i = 0; i < 3; ++i)
                pairs.push_back(std::make_unique<Pair>(collector));
            delete pairs[std::size_t(gone)]->request();
            pairs.push_back(std::make_unique<Pair>(collector));
        });
        for (const auto &pair : pairs)
            QVERIFY(!pair->isAlive());
    }
}

void tst_FinishedRequests::mayDeleteEachOther()
{
    std::vector<std::unique_ptr<Pair>> pairs;
    runEventLoop([&] {
        FinishedRequests::Collector collector;
        for (int i = 0; i < 3; ++i)
            pairs.push_back(std::make_unique<Pair>(collector));
        connect(pairs[0]->request(), &QObject::destroyed, this,
                [&] { delete pairs[1]->request(); });
    });
    for (const auto &pair : pairs)
        QVERIFY(!pair->isAlive());
}

void tst_FinishedRequests::deletionMayBeSentBeforeItsTime()
{
    std::vector<std::unique_ptr<Pair>> pairs;
    runEventLoop([&] {
        FinishedRequests::Collector collector;
        pairs.push_back(std::make_unique<Pair>(collector));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        pairs.push_back(std::make_unique<Pair>(collector));
    });
    for (const auto &pair : pairs)
        QVERIFY(!pair->isAlive());
}

void tst_FinishedRequests::goInTheThreadTheyWereMovedTo()
{
    QThread thread;
    std::atomic<QThread *> deletedIn = nullptr;
    auto owner = std::make_unique<QIcmpRequestPrivate>(nullptr, QString(), QHostAddress());
    FinishedRequests::Node &node = owner->deletion;
    QIcmpRequest *const request = QIcmpRequestPrivate::create(std::move(owner));
    connect(
            request, &QObject::destroyed, &thread,
            [&] {
                deletedIn = QThread::currentThread();
                thread.quit();
            },
            Qt::DirectConnection);
    request->moveToThread(&thread);
    FinishedRequests::Collector collector;
    collector.add(request, node);
    thread.start(); // now, as the thread sanitizer sees this, and not what Qt locks
    QVERIFY(thread.wait(10'000));
    QCOMPARE(deletedIn.load(), &thread);
}

QTEST_GUILESS_MAIN(tst_FinishedRequests)
#include "tst_finishedrequests.moc"
