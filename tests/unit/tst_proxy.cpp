// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpproxy.h"

#include <QtCore/qvariant.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;

class tst_Proxy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaults();
    void understands_data();
    void understands();
    void refuses_data();
    void refuses();
    void copiesAreIndependent();
    void travelsInAVariant();
};

void tst_Proxy::defaults()
{
    const QIcmpProxy proxy;
    QVERIFY(proxy.isValid());
    QCOMPARE(proxy.host(), u"127.0.0.1"_s);
    QCOMPARE(proxy.port(), quint16(63312));
    QCOMPARE(proxy.address(), u"127.0.0.1:63312"_s);
    QCOMPARE(proxy.protocol(), QIcmpProxy::Protocol::V1);
    QVERIFY(proxy.identity().isEmpty());
    QVERIFY(proxy.key().isEmpty());
}

void tst_Proxy::understands_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("port");
    QTest::addColumn<QString>("address");
    const auto row = [](const char *text, const char *host, int port, const char *address) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(host) << port
                            << QString::fromLatin1(address);
    };
    row("127.0.0.1", "127.0.0.1", 63312, "127.0.0.1:63312");
    row("127.0.0.1:63312", "127.0.0.1", 63312, "127.0.0.1:63312");
    row("example.com", "example.com", 63312, "example.com:63312");
    row("example.com:1", "example.com", 1, "example.com:1");
    row("example.com:65535", "example.com", 65535, "example.com:65535");
    row("my_host-2", "my_host-2", 63312, "my_host-2:63312");
    row("::1", "::1", 63312, "[::1]:63312");
    row("2001:db8::1", "2001:db8::1", 63312, "[2001:db8::1]:63312");
    row("[::1]", "::1", 63312, "[::1]:63312");
    row("[::1]:5", "::1", 5, "[::1]:5");
    row("[fe80::1%lo]:5", "fe80::1%lo", 5, "[fe80::1%lo]:5");
    row("[fe80::1%2]:5", "fe80::1%2", 5, "[fe80::1%2]:5");
    row("fe80::1%2", "fe80::1%2", 63312, "[fe80::1%2]:63312");
    row("  [::1]:5 ", "::1", 5, "[::1]:5");
}

void tst_Proxy::understands()
{
    QFETCH(const QString, text);
    QFETCH(const QString, host);
    QFETCH(const int, port);
    QFETCH(const QString, address);
    const QIcmpProxy proxy(text);
    QVERIFY(proxy.isValid());
    QCOMPARE(proxy.host(), host);
    QCOMPARE(int(proxy.port()), port);
    QCOMPARE(proxy.address(), address);
    const QIcmpProxy again(proxy.address());
    QVERIFY(again.isValid());
    QCOMPARE(again.address(), address);
}

void tst_Proxy::refuses_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text : {"",
                             "   ",
                             ":",
                             ":63312",
                             "host:",
                             "host:0",
                             "host:65536",
                             "host:-1",
                             "host:+1",
                             "host: 1",
                             "host:1x",
                             "host:0x10",
                             "host:port",
                             "two words",
                             "[",
                             "]",
                             "[]",
                             "[]:1",
                             "[::1",
                             "[::1]1",
                             "[::1]:",
                             "[::1]:0",
                             "[::1]:65536",
                             "[::1] :1",
                             "[::1]:1:2",
                             "::1]",
                             "[localhost]:1",
                             "[127.0.0.1]:1",
                             "1:2:3",
                             "::1:63312",
                             "host:1:2"})
        QTest::newRow(text) << QString::fromLatin1(text);
}

void tst_Proxy::refuses()
{
    QFETCH(const QString, text);
    QVERIFY(!QIcmpProxy(text).isValid());
}

void tst_Proxy::copiesAreIndependent()
{
    QIcmpProxy first(u"a:1"_s);
    QIcmpProxy second = first;
    second.setCredentials("me"_ba, "secret"_ba);
    second.setProtocol(QIcmpProxy::Protocol::Icmp4em);
    QVERIFY(first.identity().isEmpty() && first.key().isEmpty());
    QCOMPARE(first.protocol(), QIcmpProxy::Protocol::V1);
    QCOMPARE(second.identity(), "me"_ba);
    QCOMPARE(second.key(), "secret"_ba);
    swap(first, second);
    QCOMPARE(first.protocol(), QIcmpProxy::Protocol::Icmp4em);
    second = std::move(first);
    first = QIcmpProxy(); // a moved-from value may be assigned to
    QCOMPARE(second.address(), u"a:1"_s);
    QCOMPARE(first.address(), u"127.0.0.1:63312"_s);
}

void tst_Proxy::travelsInAVariant()
{
    const QVariant variant = QVariant::fromValue(QIcmpProxy(u"a:1"_s));
    QCOMPARE(variant.value<QIcmpProxy>().address(), u"a:1"_s);
}

QTEST_APPLESS_MAIN(tst_Proxy)
#include "tst_proxy.moc"
