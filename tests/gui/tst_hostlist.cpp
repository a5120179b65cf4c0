// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "session/hostlist.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace qicmp::monitor;

class TestHostList : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void hosts_data();
    void hosts();
    void counts_data();
    void counts();
    void mistakes_data();
    void mistakes();
    void duplicates();
    void mistakesNameTheirLine();
    void limit();
};

void TestHostList::hosts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("hosts");
    QTest::newRow("nothing") << QString() << QStringList();
    QTest::newRow("blank lines") << u" \n\t\n"_s << QStringList();
    QTest::newRow("lines") << u"a\nb\r\nc"_s << QStringList{u"a"_s, u"b"_s, u"c"_s};
    QTest::newRow("separators") << u"a,b; c\td"_s << QStringList{u"a"_s, u"b"_s, u"c"_s, u"d"_s};
    QTest::newRow("comment") << u"a # the first\n# b\nc"_s << QStringList{u"a"_s, u"c"_s};
    QTest::newRow("names") << u"db-1.example.net. _x 3com.com"_s
                           << QStringList{u"db-1.example.net."_s, u"_x"_s, u"3com.com"_s};
    QTest::newRow("other scripts") << u"bücher.example"_s << QStringList{u"bücher.example"_s};
    QTest::newRow("zone") << u"fe80::1%eth0"_s << QStringList{u"fe80::1%eth0"_s};
    QTest::newRow("/30") << u"10.0.0.4/30"_s << QStringList{u"10.0.0.5"_s, u"10.0.0.6"_s};
    QTest::newRow("/30, host bits set")
            << u"10.0.0.6/30"_s << QStringList{u"10.0.0.5"_s, u"10.0.0.6"_s};
    QTest::newRow("/31") << u"10.0.0.4/31"_s << QStringList{u"10.0.0.4"_s, u"10.0.0.5"_s};
    QTest::newRow("/32") << u"10.0.0.4/32"_s << QStringList{u"10.0.0.4"_s};
    QTest::newRow("IPv6 /127") << u"2001:db8::8/127"_s
                               << QStringList{u"2001:db8::8"_s, u"2001:db8::9"_s};
    QTest::newRow("range") << u"10.0.0.9-11"_s
                           << QStringList{u"10.0.0.9"_s, u"10.0.0.10"_s, u"10.0.0.11"_s};
    QTest::newRow("range of addresses")
            << u"10.0.0.255-10.0.1.0"_s << QStringList{u"10.0.0.255"_s, u"10.0.1.0"_s};
    QTest::newRow("to the last address")
            << u"255.255.255.254-255"_s << QStringList{u"255.255.255.254"_s, u"255.255.255.255"_s};
}

void TestHostList::hosts()
{
    QFETCH(QString, text);
    const HostList list = HostList::parse(text);
    QTEST(list.hosts, "hosts");
    QVERIFY(list.mistakes.isEmpty());
}

void TestHostList::counts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("count");
    QTest::newRow("/24") << u"10.0.0.0/24"_s << 254;
    QTest::newRow("/16") << u"10.0.0.0/16"_s << 65'534;
    QTest::newRow("IPv6 /120") << u"2001:db8::/120"_s << 256;
    QTest::newRow("IPv6 /112") << u"2001:db8::/112"_s << 65'536;
}

void TestHostList::counts()
{
    QFETCH(QString, text);
    QTEST(static_cast<int>(HostList::parse(text).hosts.size()), "count");
}

void TestHostList::mistakes_data()
{
    QTest::addColumn<QString>("text");
    for (const char *text :
         {"10.0.0.300", "10.0.0", "10", "1.2.3.4.5", "a..b", "-a", "a-", "a b@c", "::g",
          "10.0.0.0/8", "10.0.0.0/33", "a/24", "2001:db8::/64", "10.0.0.9-1", "10.0.0.1-300",
          "10.0.0.1-", "10.0.0.1-a", "10.0.0.0-10.1.0.0"}) {
        QTest::newRow(text) << QString::fromLatin1(text);
    }
}

void TestHostList::mistakes()
{
    QFETCH(QString, text);
    const HostList list = HostList::parse(text);
    QCOMPARE(list.mistakes.size(), 1);
    QVERIFY(!list.mistakes.constFirst().message.isEmpty());
}

void TestHostList::duplicates()
{
    const HostList list = HostList::parse(u"10.0.0.1 a 10.0.0.0/30 a a"_s);
    QCOMPARE(list.hosts, (QStringList{u"10.0.0.1"_s, u"a"_s, u"10.0.0.2"_s}));
    QCOMPARE(list.duplicates, 3);
}

void TestHostList::mistakesNameTheirLine()
{
    const HostList list = HostList::parse(u"a\n!\nb ?\n"_s);
    QCOMPARE(list.hosts.size(), 2);
    QCOMPARE(list.mistakes.size(), 2);
    QCOMPARE(list.mistakes.at(0).line, 2);
    QCOMPARE(list.mistakes.at(1).line, 3);
}

void TestHostList::limit()
{
    const HostList list = HostList::parse(u"10.0.0.0/16 10.1.0.0/16"_s);
    QCOMPARE(list.hosts.size(), HostList::maximumSize);
    QCOMPARE(list.mistakes.size(), 1);
}

QTEST_APPLESS_MAIN(TestHostList)
#include "tst_hostlist.moc"
