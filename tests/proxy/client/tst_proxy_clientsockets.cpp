// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "localproxy.h"
#include "netnamespace.h"
#include "unprivileged.h"

#include <QIcmpManager>

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::support;
using namespace std::chrono_literals;
using Backend = QIcmpManager::Backend;
using Code = QIcmpError::Code;

/// What an application sees that pings through a proxy on this machine, over real sockets.
class tst_ProxyClientSockets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void replyIsThatOfAPing();
    void failuresAreTyped_data();
    void failuresAreTyped();
    void nobodyThereIsUnavailableAfterTheTimeout();
    void wrongSettingsAreUnavailableAtOnce_data();
    void wrongSettingsAreUnavailableAtOnce();
    void proxyMayHaveAName();
    void proxyWithoutAddress();
    void restartInterruptsAndResumes();
    void cancelReachesTheProxy();
    void closesWithTheManager();
    void autoTrustsTheAdministrator();
    void autoPrefersSockets();
    void autoDoesNotTrustASquatter();
    void backendProxyDoesNotTrustASquatter();
    void setProxyTrustsAnybody();
};

namespace {

/// A manager and all that it says.
struct Application
{
    explicit Application(const QString &proxy = {})
    {
        if (!proxy.isEmpty())
            manager.setProxy(proxy);
        QObject::connect(&manager, &QIcmpManager::succeeded,
                         [this](const QIcmpReply &reply) { replies.append(reply); });
        QObject::connect(&manager, &QIcmpManager::failed,
                         [this](const QIcmpError &error) { errors.append(error); });
        manager.setRetries(0);
    }

    bool waitForEnds(int ends, int limit = 5'000)
    {
        return QTest::qWaitFor([this, ends] { return replies.size() + errors.size() >= ends; },
                               limit);
    }

    QIcmpManager manager;
    QList<QIcmpReply> replies;
    QList<QIcmpError> errors;
};

const QString here = u"127.0.0.1:63312"_s;
const QHostAddress target(u"192.0.2.1"_s);

} // namespace

void tst_ProxyClientSockets::initTestCase()
{
    QCOMPARE(allowPingSockets(false), QString());
}

void tst_ProxyClientSockets::replyIsThatOfAPing()
{
    LocalProxy local;
    QVERIFY(local.isOpen());
    Application application(here);
    QIcmpOptions options;
    options.setContext(7);
    const QDateTime before = QDateTime::currentDateTimeUtc();
    application.manager.ping(target, options);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.manager.activeBackend(), Backend::Proxy);
    QCOMPARE(application.replies.size(), 1);
    const QIcmpReply &reply = application.replies.first();
    QCOMPARE(reply.target(), target);
    QCOMPARE(reply.responder(), target);
    QCOMPARE(reply.roundTripTime(), 1'500'000ns);
    QCOMPARE(reply.ttl(), 64);
    QCOMPARE(reply.payloadSize(), 56);
    QCOMPARE(reply.attempt(), 1);
    QCOMPARE(reply.context(), quint64{7});
    QCOMPARE(reply.timestampSource(), QIcmpReply::TimestampSource::Kernel);
    // By our clock, though the proxy's is wrong.
    QVERIFY(std::abs(before.msecsTo(reply.sentAt())) < 1'000);
}

void tst_ProxyClientSockets::failuresAreTyped_data()
{
    QTest::addColumn<int>("outcome");
    QTest::addColumn<int>("reason");
    QTest::addColumn<bool>("broadcast");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, v1::Outcome outcome, int reason, Code code,
                        const QString &words) {
        QTest::newRow(name) << int(outcome) << reason << false << QByteArray() << code << words;
    };
    row("timeout", v1::Outcome::Timeout, 0, Code::Timeout, u"in time"_s);
    row("error", v1::Outcome::IcmpError, 0, Code::DestinationUnreachable, u"host unreachable"_s);
    row("no route", v1::Outcome::SendError, 1, Code::NetworkUnreachable, u"proxy's machine"_s);
    row("denied", v1::Outcome::Refused, 1, Code::ProxyRefused, u"administrator"_s);
    row("forbidden", v1::Outcome::Refused, 2, Code::ProxyRefused, u"no proxy pings"_s);
    row("rate", v1::Outcome::Refused, 7, Code::ProxyRefused, u"more often"_s);
    row("overflow", v1::Outcome::Interrupted, 1, Code::Interrupted, u"too many packets"_s);
    QTest::newRow("broadcast") << int(v1::Outcome::Reply) << 0 << true << QByteArray()
                               << Code::InvalidArgument << u"no broadcasts"_s;
    QTest::newRow("payload") << int(v1::Outcome::Reply) << 0 << false << QByteArray("abc")
                             << Code::InvalidArgument << u"no contents"_s;
}

void tst_ProxyClientSockets::failuresAreTyped()
{
    QFETCH(const int, outcome);
    QFETCH(const int, reason);
    QFETCH(const bool, broadcast);
    QFETCH(const QByteArray, payload);
    QFETCH(const QString, words);
    LocalProxy local;
    local.outcome = [&](const FakeProxy::Ping &ping) {
        v1::Result result = local.proxy.result(ping.ping.token, v1::Outcome(outcome));
        result.refusal = v1::RefusalReason(std::max(reason, 1));
        result.sendError = v1::SendErrorClass(outcome == int(v1::Outcome::SendError) ? reason : 1);
        result.interruption =
                v1::InterruptionCause(outcome == int(v1::Outcome::Interrupted) ? reason : 0);
        result.icmpType = 3;
        result.icmpCode = 1;
        return result;
    };
    Application application(here);
    QIcmpOptions options;
    options.setBroadcast(broadcast);
    options.setPayload(payload);
    application.manager.ping(target, options);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.errors.size(), 1);
    QTEST(application.errors.first().code(), "code");
    const QString message = application.errors.first().message();
    QVERIFY2(message.contains(words), qPrintable(message));
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(2)); // it did no harm
}

void tst_ProxyClientSockets::nobodyThereIsUnavailableAfterTheTimeout()
{
    Application application(here);
    application.manager.setRetries(3);
    application.manager.setTimeout(300ms);
    QElapsedTimer elapsed;
    elapsed.start();
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1));
    QVERIFY2(elapsed.elapsed() >= 300 && elapsed.elapsed() < 500,
             qPrintable(QString::number(elapsed.elapsed())));
    QCOMPARE(application.errors.size(), 1);
    QCOMPARE(application.errors.first().code(), Code::ProxyUnavailable);
    const QString message = application.errors.first().message();
    QVERIFY2(message.contains(here), qPrintable(message));
    LocalProxy local; // now there is one
    application.manager.setTimeout(5s);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(2));
    QCOMPARE(application.replies.size(), 1);
}

void tst_ProxyClientSockets::wrongSettingsAreUnavailableAtOnce_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<QByteArray>("key");
    QTest::newRow("no port") << u"127.0.0.1:x"_s << QByteArray();
    QTest::newRow("a key that is too long") << here << QByteArray(65, 'k');
}

void tst_ProxyClientSockets::wrongSettingsAreUnavailableAtOnce()
{
    QFETCH(const QString, address);
    QFETCH(const QByteArray, key);
    LocalProxy local;
    Application application;
    QIcmpProxy proxy(address);
    proxy.setCredentials("me", key);
    if (key.isEmpty())
        proxy.setCredentials({}, {});
    application.manager.setProxy(proxy);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1, 200));
    QCOMPARE(application.errors.first().code(), Code::ProxyUnavailable);
    QVERIFY(application.errors.first().message().contains(proxy.address()));
    QVERIFY(local.proxy.messages.empty()); // nothing leaves in the clear
}

void tst_ProxyClientSockets::proxyMayHaveAName()
{
    LocalProxy local;
    Application application(u"localhost"_s);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.replies.size(), 1);
}

void tst_ProxyClientSockets::proxyWithoutAddress()
{
    Application application(u"no-such-proxy.invalid:1"_s);
    application.manager.setTimeout(20s);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1, 20'000));
    QCOMPARE(application.errors.first().code(), Code::ProxyUnavailable);
    const QString message = application.errors.first().message();
    QVERIFY2(message.contains(u"no-such-proxy.invalid:1 has no address"_s), qPrintable(message));
}

void tst_ProxyClientSockets::restartInterruptsAndResumes()
{
    auto local = std::make_unique<LocalProxy>();
    local->outcome = [](const FakeProxy::Ping &) { return v1::Result(); };
    Application application(here);
    application.manager.setTimeout(30s);
    application.manager.ping(target);
    QVERIFY(QTest::qWaitFor([&] { return local->proxy.pings.size() == 1; }));
    QTest::qWait(30); // until that has been acknowledged
    local.reset();
    application.manager.ping(target); // by which it is noticed
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.errors.size(), 1);
    QCOMPARE(application.errors.first().code(), Code::Interrupted);
    LocalProxy again;
    QElapsedTimer elapsed;
    elapsed.start();
    QVERIFY(application.waitForEnds(2));
    QCOMPARE(application.replies.size(), 1);
    QVERIFY(elapsed.elapsed() < 1'000);
}

void tst_ProxyClientSockets::cancelReachesTheProxy()
{
    LocalProxy local;
    local.outcome = [](const FakeProxy::Ping &) { return v1::Result(); };
    Application application(here);
    const QIcmpId id = application.manager.submit(target);
    QVERIFY(QTest::qWaitFor([&] { return local.proxy.pings.size() == 1; }));
    QVERIFY(application.manager.cancel(id));
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.errors.first().code(), Code::Canceled);
    QVERIFY(QTest::qWaitFor([&] { return local.proxy.cancels.size() == 1; }));
}

void tst_ProxyClientSockets::closesWithTheManager()
{
    LocalProxy local;
    {
        Application application(here);
        application.manager.ping(target);
        QVERIFY(application.waitForEnds(1));
    }
    QVERIFY(QTest::qWaitFor([&] { return local.proxy.closed.has_value(); }));
}

void tst_ProxyClientSockets::autoTrustsTheAdministrator()
{
    LocalProxy local; // of root
    const UnprivilegedScope nobody;
    Application application;
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.replies.size(), 1);
    QCOMPARE(application.manager.activeBackend(), Backend::Proxy);
}

void tst_ProxyClientSockets::autoPrefersSockets()
{
    LocalProxy local;
    Application application; // as root
    QVERIFY(application.manager.open());
    QCOMPARE(application.manager.activeBackend(), Backend::RawSocket);
}

void tst_ProxyClientSockets::autoDoesNotTrustASquatter()
{
    const UnprivilegedScope nobody;
    LocalProxy local;
    QVERIFY(local.isOpen());
    Application application;
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1, 500));
    QCOMPARE(application.errors.first().code(), Code::PermissionDenied);
    const QString message = application.errors.first().message();
    for (const QString &word : {u"nobody"_s, u"not trusted"_s, u"setProxy"_s, here})
        QVERIFY2(message.contains(word), qPrintable(message));
    QVERIFY(local.proxy.messages.empty());
}

void tst_ProxyClientSockets::backendProxyDoesNotTrustASquatter()
{
    const UnprivilegedScope nobody;
    LocalProxy local;
    Application application;
    application.manager.setBackend(Backend::Proxy);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1, 500));
    QCOMPARE(application.errors.first().code(), Code::ProxyUnavailable);
    QVERIFY(local.proxy.messages.empty());
}

void tst_ProxyClientSockets::setProxyTrustsAnybody()
{
    const UnprivilegedScope nobody;
    LocalProxy local;
    Application application(here);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.replies.size(), 1);
}

QICMP_NETWORK_TEST_MAIN(tst_ProxyClientSockets)
#include "tst_proxy_clientsockets.moc"
