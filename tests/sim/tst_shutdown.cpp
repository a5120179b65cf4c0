// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "plainrule.h"
#include "simulation.h"

#include "qicmphost.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qpointer.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::sim;
using namespace std::chrono_literals;
using Code = QIcmpError::Code;

namespace {

const QHostAddress host(u"192.0.2.1"_s); // answers after 10 ms
const QHostAddress deadHost(u"192.0.2.9"_s);

QIcmpOptions withContext(quint64 context)
{
    QIcmpOptions options;
    options.setContext(context);
    return options;
}

Code codeOf(const QIcmpResult &result)
{
    const auto *error = std::get_if<QIcmpError>(&result);
    return error ? error->code() : Code::NoError;
}

/// What a program asks of a manager that is being destroyed, in every way there is to ask, and what
/// it is told. Like a watchdog that pings again whatever came of the last ping.
class LateAsker : public QObject
{
public:
    void ask(QIcmpManager &manager)
    {
        if (m_asked)
            return;
        m_asked = true;
        m_inCall = true;
        follow(manager.ping(host, withContext(1)));
        follow(manager.ping(u"192.0.2.1"_s, withContext(2)));
        follow(manager.ping(u"no..name"_s, withContext(3)));
        follow(manager.ping(QHostAddress(), withContext(4)));
        futures << manager.pingAsync(host, withContext(5))
                << manager.pingAsync(u"no..name"_s, withContext(6));
        submitted = manager.submit(host, withContext(7));
        manager.cancel(submitted);
        m_inCall = false;
    }
    bool hasAsked() const { return m_asked; }

    QList<QPointer<QIcmpRequest>> requests;
    QList<QIcmpError> errors;
    QList<QFuture<QIcmpResult>> futures;
    QIcmpId submitted = 1;
    int succeeded = 0;
    int finished = 0;
    int fromInsideACall = 0;

private:
    void follow(QIcmpRequest *request)
    {
        requests << request;
        const auto told = [this] { fromInsideACall += m_inCall; };
        connect(request, &QIcmpRequest::succeeded, this, [=, this] { told(), ++succeeded; });
        connect(request, &QIcmpRequest::failed, this,
                [=, this](const QIcmpError &error) { told(), errors << error; });
        connect(request, &QIcmpRequest::finished, this, [=, this] { told(), ++finished; });
    }

    bool m_asked = false;
    bool m_inCall = false;
};

/// Carries out what calls have posted, as an event loop would.
void runEventLoop()
{
    QCoreApplication::sendPostedEvents();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
}

} // namespace

/// A manager that is being destroyed runs slots and continuations, which may ask more of it.
class tst_Shutdown : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatIsAskedEndsAsCanceled_data();
    void whatIsAskedEndsAsCanceled();
    void pingingAgainComesToAnEnd();
    void requestOfADestroyedManagerMayGo();
    void slotMayRunAnEventLoop();
    void managerEmitsNothing();
};

void tst_Shutdown::whatIsAskedEndsAsCanceled_data()
{
    QTest::addColumn<QString>("from");
    for (const char *from :
         {"request failed", "request finished", "request destroyed", "continuation of one sent",
          "continuation of one not sent", "host stopped"})
        QTest::addRow("%s", from) << QString::fromLatin1(from);
}

void tst_Shutdown::whatIsAskedEndsAsCanceled()
{
    QFETCH(QString, from);
    Simulation simulation;
    simulation.network().addRule(answering("192.0.2.1", {10 * millisecond}));
    QIcmpManager &manager = simulation.manager();
    LateAsker asker;
    bool destroying = false;
    const auto ask = [&] {
        if (destroying)
            asker.ask(manager);
    };
    QIcmpHost watched(&manager, deadHost.toString());
    if (from == u"host stopped"_s)
        connect(&watched, &QIcmpHost::runningChanged, this, ask);
    watched.start();
    QIcmpRequest *request = manager.ping(deadHost);
    if (from == u"request failed"_s)
        connect(request, &QIcmpRequest::failed, this, ask);
    else if (from == u"request finished"_s)
        connect(request, &QIcmpRequest::finished, this, ask);
    else if (from == u"request destroyed"_s)
        connect(request, &QObject::destroyed, this, ask);
    QFuture<QIcmpResult> sent = manager.pingAsync(deadHost);
    simulation.runFor(5 * millisecond);
    QFuture<QIcmpResult> fresh = manager.pingAsync(deadHost);
    if (from == u"continuation of one sent"_s)
        sent.then([&](const QIcmpResult &) { ask(); });
    else if (from == u"continuation of one not sent"_s)
        fresh.then([&](const QIcmpResult &) { ask(); });

    destroying = true;
    simulation.destroyManager();
    QVERIFY(asker.hasAsked());
    QCOMPARE(asker.fromInsideACall, 0);
    QCOMPARE(asker.submitted, 0U); // names no request, so nothing has to be told of it
    for (const QFuture<QIcmpResult> &future : std::as_const(asker.futures)) {
        QVERIFY(future.isFinished()); // maybe no event loop will ever run again
        QCOMPARE(future.resultCount(), 1);
        QCOMPARE(codeOf(future.result()), Code::Canceled);
    }
    QCOMPARE(std::get<QIcmpError>(asker.futures[1].result()).context(), 6U);

    runEventLoop();
    runEventLoop();
    QCOMPARE(asker.succeeded, 0);
    QCOMPARE(asker.errors.size(), 4);
    QCOMPARE(asker.finished, 4);
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(asker.errors[i].code(), Code::Canceled);
        QCOMPARE(asker.errors[i].context(), quint64(i + 1));
        QVERIFY2(!asker.requests[i], "it deletes itself like any other");
    }
}

/// A program that pings again whenever a ping has ended does not keep its manager from going.
void tst_Shutdown::pingingAgainComesToAnEnd()
{
    constexpr int count = 1000;
    Simulation simulation;
    QIcmpManager &manager = simulation.manager();
    int made = 0;
    int ended = 0;
    const std::function<void()> again = [&] {
        if (!simulation.hasManager())
            return;
        ++made;
        connect(manager.ping(deadHost), &QIcmpRequest::finished, this, [&] {
            ++ended;
            again();
        });
    };
    for (int i = 0; i < count; ++i)
        again();
    simulation.runFor(1 * millisecond);
    simulation.destroyManager();
    QCOMPARE(ended, count);
    runEventLoop();
    QCOMPARE(ended, 2 * count);
    QCOMPARE(made, 2 * count);
}

void tst_Shutdown::requestOfADestroyedManagerMayGo()
{
    Simulation simulation;
    LateAsker asker;
    QIcmpManager &manager = simulation.manager();
    connect(manager.ping(deadHost), &QIcmpRequest::failed, this, [&] { asker.ask(manager); });
    simulation.destroyManager();
    QCOMPARE(asker.requests.size(), 4);
    for (QIcmpRequest *request : asker.requests) {
        QCOMPARE(request->id(), 0U);
        QVERIFY(!request->isFinished());
        request->cancel(); // comes to the same
    }
    delete asker.requests[0];
    delete asker.requests[2];
    runEventLoop();
    QCOMPARE(asker.errors.size(), 2);
    QCOMPARE(asker.errors[0].context(), 2U);
    QCOMPARE(asker.errors[1].context(), 4U);
}

/// Then more is delivered from within, and hosts that are watched still come to their next probe.
void tst_Shutdown::slotMayRunAnEventLoop()
{
    Simulation simulation;
    simulation.network().addRule(answering("192.0.2.1", {10 * millisecond}));
    QIcmpManager &manager = simulation.manager();
    QIcmpHost watched(&manager, host.toString());
    watched.start();
    LateAsker asker;
    int canceled = 0;
    for (int i = 0; i < 10; ++i) {
        connect(manager.ping(deadHost), &QIcmpRequest::failed, this, [&](const QIcmpError &error) {
            canceled += error.code() == Code::Canceled;
            if (canceled == 3) {
                asker.ask(manager);
                simulation.runFor(5 * second);
            }
        });
    }
    simulation.runFor(100 * millisecond);
    simulation.destroyManager();
    QCOMPARE(canceled, 10);
    QCOMPARE(asker.errors.size(), 4);
    QVERIFY(!watched.isRunning());
    const QIcmpStatistics statistics = watched.statistics();
    QCOMPARE(statistics.received(), statistics.sent());
}

/// Not even what had been decided before: see ~QIcmpManager().
void tst_Shutdown::managerEmitsNothing()
{
    Simulation simulation;
    simulation.network().addRule(answering("192.0.2.1", {10 * millisecond}));
    QIcmpManager &manager = simulation.manager();
    manager.setBatchSignals(true);
    int emitted = 0;
    bool destroying = false;
    const auto count = [&] { emitted += destroying; };
    connect(&manager, &QIcmpManager::finished, this, count);
    connect(&manager, &QIcmpManager::succeeded, this, count);
    connect(&manager, &QIcmpManager::failed, this, count);
    int told = 0;
    for (int i = 0; i < 10; ++i) {
        connect(manager.ping(host), &QIcmpRequest::succeeded, this, [&] {
            if (++told == 5) {
                destroying = true;
                simulation.destroyManager();
            }
        });
    }
    simulation.runFor(1 * second);
    QCOMPARE(told, 10); // they had all been answered
    QVERIFY(!simulation.hasManager());
    QCOMPARE(emitted, 0);
}

QTEST_GUILESS_MAIN(tst_Shutdown)
#include "tst_shutdown.moc"
