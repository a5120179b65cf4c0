// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "pingbench.h"
#include "unprivileged.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

/// What a user hears who may not ping.
class tst_Permission : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void deniedWithEachRemedy();
    void worksOnceTheCauseIsGone();
    void proxyThatIsNotThere();
    void neverAdvisesSetcap();
};

namespace {

QIcmpError firstError(QIcmpManager &manager, qint64 *milliseconds = nullptr)
{
    QSignalSpy failed(&manager, &QIcmpManager::failed);
    QElapsedTimer elapsed;
    elapsed.start();
    manager.ping(QHostAddress(QHostAddress::LocalHost));
    if (!failed.wait(2000))
        return {};
    if (milliseconds)
        *milliseconds = elapsed.elapsed();
    return failed.first().first().value<QIcmpError>();
}

} // namespace

void tst_Permission::deniedWithEachRemedy()
{
    QCOMPARE(allowPingSockets(false), QString());
    const UnprivilegedScope nobody;
    QIcmpManager manager;
    qint64 milliseconds = -1;
    const QIcmpError error = firstError(manager, &milliseconds);
    QCOMPARE(error.code(), QIcmpError::Code::PermissionDenied);
    QVERIFY2(milliseconds < 100, qPrintable(QString::number(milliseconds)));
    QVERIFY(error.systemError() != 0);
    QCOMPARE(manager.activeBackend(), QIcmpManager::Backend::NoBackend);
    QCOMPARE(manager.lastError().code(), QIcmpError::Code::PermissionDenied);
    QCOMPARE(manager.lastError().message(), error.message());
    for (const QString &word : {u"Raw socket"_s, u"CAP_NET_RAW"_s, u"Datagram socket"_s,
                                u"net.ipv4.ping_group_range=\"0 2147483647\""_s, u"\"1 0\""_s,
                                u"65534"_s, u"Proxy"_s, u"icmp-proxy"_s})
        QVERIFY2(error.message().contains(word),
                 qPrintable(word + u" is missing in: "_s + error.message()));
}

void tst_Permission::worksOnceTheCauseIsGone()
{
    QCOMPARE(allowPingSockets(false), QString());
    QIcmpManager manager;
    QSignalSpy succeeded(&manager, &QIcmpManager::succeeded);
    {
        const UnprivilegedScope nobody;
        QCOMPARE(firstError(manager).code(), QIcmpError::Code::PermissionDenied);
    }
    QCOMPARE(allowPingSockets(true), QString());
    const UnprivilegedScope nobody;
    QTest::qWait(300); // the refusal is remembered for a moment
    manager.ping(QHostAddress(QHostAddress::LocalHost));
    manager.ping(QHostAddress(QHostAddress::LocalHostIPv6));
    QTRY_COMPARE(succeeded.size(), 2);
    QCOMPARE(manager.activeBackend(), QIcmpManager::Backend::DatagramSocket);
    QCOMPARE(manager.lastError().code(), QIcmpError::Code::NoError);
}

void tst_Permission::proxyThatIsNotThere()
{
    QIcmpManager manager;
    manager.setProxy();
    const QIcmpError error = firstError(manager);
    QCOMPARE(error.code(), QIcmpError::Code::ProxyUnavailable);
    QVERIFY2(error.message().contains(u"127.0.0.1:63312"_s), qPrintable(error.message()));
}

/// With that capability on a Qt program, any local user can have it load a plugin of theirs.
void tst_Permission::neverAdvisesSetcap()
{
    QCOMPARE(allowPingSockets(false), QString());
    const UnprivilegedScope nobody;
    QIcmpManager manager;
    QVERIFY(!firstError(manager).message().contains(u"setcap"_s));
}

QICMP_NETWORK_TEST_MAIN(tst_Permission)
#include "tst_permission.moc"
