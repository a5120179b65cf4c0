// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "pingbench.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

/// Requests that make no sense: each fails with its type, later, and disturbs no other.
class tst_BadInput : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void failsTypedAndAlone_data();
    void failsTypedAndAlone();
    void badNamesDoNotStallGoodOnes();
};

void tst_BadInput::initTestCase()
{
    QCOMPARE(allowPingSockets(true), QString());
}

void tst_BadInput::failsTypedAndAlone_data()
{
    using Code = QIcmpError::Code;
    QTest::addColumn<QString>("host");
    QTest::addColumn<QIcmpOptions>("how");
    QTest::addColumn<Code>("code");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QString &host, Code code, const QString &words,
                        auto change) {
        QIcmpOptions how = options(200ms);
        change(how);
        QTest::newRow(name) << host << how << code << words;
    };
    const QString near = u"127.0.0.1"_s;
    const auto nothing = [](QIcmpOptions &) {};
    row("empty host", {}, Code::InvalidArgument, u"No host"_s, nothing);
    row("blank host", u"  "_s, Code::InvalidArgument, u"No host"_s, nothing);
    row("unresolvable name", u"no-such-host.invalid"_s, Code::HostNotFound,
        u"no-such-host.invalid"_s, nothing);
    row("a name that is none", u"host with blanks"_s, Code::HostNotFound, u"host with blanks"_s,
        nothing);
    row("broadcast without permission", u"255.255.255.255"_s, Code::PermissionDenied,
        u"broadcast"_s, nothing);
    row("directed broadcast without permission", u"127.255.255.255"_s, Code::PermissionDenied,
        u"broadcast"_s, nothing);
    row("unspecified IPv4", u"0.0.0.0"_s, Code::InvalidArgument, u"no host"_s, nothing);
    row("unspecified IPv6", u"::"_s, Code::InvalidArgument, u"no host"_s, nothing);
    row("payload too large", near, Code::InvalidArgument, u"65507"_s,
        [](QIcmpOptions &how) { how.setPayloadSize(70'000); });
    row("payload too large for IPv4", near, Code::InvalidArgument, u"65507"_s,
        [](QIcmpOptions &how) { how.setPayloadSize(65'520); });
    row("payload negative", near, Code::InvalidArgument, u"-1"_s,
        [](QIcmpOptions &how) { how.setPayloadSize(-1); });
    row("timeout negative", near, Code::InvalidArgument, u"-5"_s,
        [](QIcmpOptions &how) { how.setTimeout(-5ms); });
    row("timeout 0", near, Code::InvalidArgument, u"timeout"_s,
        [](QIcmpOptions &how) { how.setTimeout(0ms); });
    row("timeout of a year", near, Code::InvalidArgument, u"timeout"_s,
        [](QIcmpOptions &how) { how.setTimeout(std::chrono::hours(24 * 365)); });
    row("retries negative", near, Code::InvalidArgument, u"retries"_s,
        [](QIcmpOptions &how) { how.setRetries(-1); });
    row("TTL 0", near, Code::InvalidArgument, u"time to live"_s,
        [](QIcmpOptions &how) { how.setTtl(0); });
    row("TTL 256", near, Code::InvalidArgument, u"256"_s,
        [](QIcmpOptions &how) { how.setTtl(256); });
    row("traffic class 256", near, Code::InvalidArgument, u"traffic class"_s,
        [](QIcmpOptions &how) { how.setTrafficClass(256); });
    row("no such interface", near, Code::InvalidArgument, u"nope0"_s,
        [](QIcmpOptions &how) { how.setNetworkInterface(u"nope0"_s); });
    row("source of the other family", near, Code::InvalidArgument, u"IP version"_s,
        [](QIcmpOptions &how) { how.setSourceAddress(QHostAddress::LocalHostIPv6); });
    row("no route", u"192.0.2.1"_s, Code::NetworkUnreachable, u"no route"_s, nothing);
    row("no route in IPv6", u"2001:db8::1"_s, Code::NetworkUnreachable, u"no route"_s, nothing);
}

void tst_BadInput::failsTypedAndAlone()
{
    QFETCH(QString, host);
    QFETCH(QIcmpOptions, how);
    QFETCH(QString, words);
    PingBench bench({QIcmpManager::Backend::RawSocket, false});
    how.setContext(99);
    const QIcmpOptions plain = options(500ms);

    for (int i = 0; i < 5; ++i)
        bench.manager().ping(u"127.0.0.1"_s, plain);
    QIcmpRequest *bad = bench.manager().ping(host, how);
    QVERIFY(bad);
    QVERIFY(bad->id() != 0);
    QVERIFY(!bad->isFinished()); // nothing happens inside ping()
    QSignalSpy failed(bad, &QIcmpRequest::failed);
    QSignalSpy succeeded(bad, &QIcmpRequest::succeeded);
    QSignalSpy finished(bad, &QIcmpRequest::finished);
    for (int i = 0; i < 5; ++i)
        bench.manager().ping(u"::1"_s, plain);
    QVERIFY(bench.waitForEnds(11));

    QCOMPARE(bench.replies.size(), 10);
    QCOMPARE(failed.size(), 1);
    QCOMPARE(succeeded.size(), 0);
    QCOMPARE(finished.size(), 1);
    const auto error = failed.first().first().value<QIcmpError>();
    QTEST(error.code(), "code");
    QCOMPARE(error.context(), 99u);
    QCOMPARE(error.host(), host.trimmed());
    QVERIFY2(error.message().contains(words), qPrintable(error.message()));
    QVERIFY(error.message().endsWith(u'.'));
}

void tst_BadInput::badNamesDoNotStallGoodOnes()
{
    PingBench bench({QIcmpManager::Backend::RawSocket, false});
    for (int i = 0; i < 20; ++i)
        bench.manager().ping(u"bad%1.invalid"_s.arg(i), options(500ms));
    bench.manager().ping(u"localhost"_s, options(500ms));
    QTRY_VERIFY_WITH_TIMEOUT(bench.replies.size() == 1, 2000);
    QCOMPARE(bench.replies.first().host(), u"localhost"_s);
    QVERIFY(bench.waitForEnds(21));
}

QICMP_NETWORK_TEST_MAIN(tst_BadInput)
#include "tst_badinput.moc"
