// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "tunhost.h"

#include <QIcmpManager>

#include <QCoroFuture>
#include <QCoroTask>
#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Futures and coroutines, over loopback.
class tst_Async : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void futureGetsTheReply();
    void futureGetsTheError();
    void continuationRuns();
    void cancelingTheFutureCancelsThePing();
    void destroyedManagerLeavesNoEmptyFuture();
    void continuationMayDeleteTheManager();
    void coroutineAwaitsTheReply();

private:
    qicmp::support::TunHost m_tun{{.rules = {u"* silent"_s}}};
};

namespace {

const QHostAddress silent(u"10.77.0.9"_s);

QIcmpOptions patient()
{
    QIcmpOptions options;
    options.setTimeout(30s);
    return options;
}

bool isReply(const QIcmpResult &result)
{
    return std::holds_alternative<QIcmpReply>(result);
}

QIcmpError::Code codeOf(const QIcmpResult &result)
{
    const auto *error = std::get_if<QIcmpError>(&result);
    return error ? error->code() : QIcmpError::Code::NoError;
}

} // namespace

void tst_Async::initTestCase()
{
    QVERIFY2(m_tun.start(), qPrintable(m_tun.errorString()));
}

void tst_Async::futureGetsTheReply()
{
    QIcmpManager manager;
    const QFuture<QIcmpResult> future = manager.pingAsync(u"127.0.0.1"_s);
    QVERIFY(!future.isFinished());
    QTRY_VERIFY(future.isFinished());
    QVERIFY(isReply(future.result()));
    QCOMPARE(std::get<QIcmpReply>(future.result()).host(), u"127.0.0.1"_s);
}

void tst_Async::futureGetsTheError()
{
    QIcmpManager manager;
    const QFuture<QIcmpResult> future = manager.pingAsync(QString());
    QTRY_VERIFY(future.isFinished());
    QCOMPARE(codeOf(future.result()), QIcmpError::Code::InvalidArgument);
}

void tst_Async::continuationRuns()
{
    QIcmpManager manager;
    bool replied = false;
    manager.pingAsync(QHostAddress(QHostAddress::LocalHostIPv6))
            .then(this, [&](const QIcmpResult &result) { replied = isReply(result); });
    QTRY_VERIFY(replied);
}

void tst_Async::cancelingTheFutureCancelsThePing()
{
    QIcmpManager manager;
    QSignalSpy failed(&manager, &QIcmpManager::failed);
    QFuture<QIcmpResult> future = manager.pingAsync(silent, patient());
    QTest::qWait(50);
    future.cancel();
    QTRY_COMPARE(failed.size(), 1);
    QCOMPARE(failed.first().first().value<QIcmpError>().code(), QIcmpError::Code::Canceled);
    QTRY_VERIFY(future.isFinished());
    QVERIFY(future.isCanceled());
}

void tst_Async::destroyedManagerLeavesNoEmptyFuture()
{
    auto manager = std::make_unique<QIcmpManager>();
    const QFuture<QIcmpResult> unsent = manager->pingAsync(silent, patient());
    QTest::qWait(50);
    const QFuture<QIcmpResult> fresh = manager->pingAsync(u"localhost"_s, patient());
    manager.reset();
    for (const auto &future : {unsent, fresh}) {
        QVERIFY(future.isFinished());
        QCOMPARE(codeOf(future.result()), QIcmpError::Code::Canceled);
    }
}

void tst_Async::continuationMayDeleteTheManager()
{
    auto *manager = new QIcmpManager;
    bool deleted = false;
    manager->pingAsync(u"127.0.0.1"_s).then([&](const QIcmpResult &) {
        delete manager;
        deleted = true;
    });
    manager->pingAsync(u"::1"_s);
    QTRY_VERIFY(deleted);
}

void tst_Async::coroutineAwaitsTheReply()
{
    QIcmpManager manager;
    bool replied = false;
    const auto coroutine = [&]() -> QCoro::Task<> {
        const QIcmpResult first = co_await manager.pingAsync(u"127.0.0.1"_s);
        const QIcmpResult second = co_await manager.pingAsync(u"::1"_s);
        replied = isReply(first) && isReply(second);
    };
    QCoro::waitFor(coroutine());
    QVERIFY(replied);
}

QICMP_NETWORK_TEST_MAIN(tst_Async)
#include "tst_async.moc"
