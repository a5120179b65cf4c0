// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpoptions.h"

#include <QtCore/qvariant.h>
#include <QtTest/qtest.h>

#include <functional>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Change = std::function<void(QIcmpOptions &)>;

class tst_Options : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaults();
    void settersAndGetters();
    void payloadSetsTheSize();
    void copiesAreIndependent();
    void everyOptionCounts_data();
    void everyOptionCounts();
    void movesAndSwaps();
    void travelsInAVariant();
};

void tst_Options::defaults()
{
    const QIcmpOptions options;
    QVERIFY(!options.timeout());
    QVERIFY(!options.retries());
    QVERIFY(!options.ttl());
    QVERIFY(!options.trafficClass());
    QCOMPARE(options.payloadSize(), 56);
    QVERIFY(options.payload().isEmpty());
    QVERIFY(!options.dontFragment());
    QVERIFY(!options.broadcast());
    QVERIFY(options.sourceAddress().isNull());
    QVERIFY(options.networkInterface().isEmpty());
    QCOMPARE(options.protocol(), QAbstractSocket::AnyIPProtocol);
    QCOMPARE(options.context(), quint64(0));
    QVERIFY(options == QIcmpOptions());
}

void tst_Options::settersAndGetters()
{
    QIcmpOptions options;
    options.setTimeout(2s);
    options.setRetries(-3); // judged later
    options.setPayloadSize(1000);
    options.setTtl(300);
    options.setTrafficClass(8);
    options.setDontFragment(true);
    options.setBroadcast(true);
    options.setSourceAddress(QHostAddress(u"::1"_s));
    options.setNetworkInterface(u"eth0"_s);
    options.setProtocol(QAbstractSocket::IPv6Protocol);
    options.setContext(~quint64(0));
    QCOMPARE(options.timeout(), std::optional(2000ms));
    QCOMPARE(options.retries(), std::optional(-3));
    QCOMPARE(options.payloadSize(), 1000);
    QCOMPARE(options.ttl(), std::optional(300));
    QCOMPARE(options.trafficClass(), std::optional(8));
    QVERIFY(options.dontFragment());
    QVERIFY(options.broadcast());
    QCOMPARE(options.sourceAddress(), QHostAddress(u"::1"_s));
    QCOMPARE(options.networkInterface(), u"eth0"_s);
    QCOMPARE(options.protocol(), QAbstractSocket::IPv6Protocol);
    QCOMPARE(options.context(), ~quint64(0));
}

void tst_Options::payloadSetsTheSize()
{
    QIcmpOptions options;
    options.setPayload("hello"_ba);
    QCOMPARE(options.payloadSize(), 5);
    options.setPayloadSize(100);
    QCOMPARE(options.payloadSize(), 100);
    QCOMPARE(options.payload(), "hello"_ba);
    options.setPayload({});
    QCOMPARE(options.payloadSize(), 0);
}

void tst_Options::copiesAreIndependent()
{
    QIcmpOptions first;
    first.setTtl(5);
    QIcmpOptions second = first;
    QVERIFY(second == first);
    second.setTtl(6);
    QCOMPARE(first.ttl(), std::optional(5));
    QCOMPARE(second.ttl(), std::optional(6));
    QVERIFY(second != first);
    QVERIFY2(!QIcmpOptions().ttl(), "the defaults are nobody's to change");
}

void tst_Options::everyOptionCounts_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
    row("timeout", [](QIcmpOptions &options) { options.setTimeout(1ms); });
    row("retries", [](QIcmpOptions &options) { options.setRetries(0); });
    row("payload size", [](QIcmpOptions &options) { options.setPayloadSize(0); });
    row("payload", [](QIcmpOptions &options) { options.setPayload({56, '\0'}); });
    row("ttl", [](QIcmpOptions &options) { options.setTtl(-1); });
    row("traffic class", [](QIcmpOptions &options) { options.setTrafficClass(0); });
    row("don't fragment", [](QIcmpOptions &options) { options.setDontFragment(true); });
    row("broadcast", [](QIcmpOptions &options) { options.setBroadcast(true); });
    row("source", [](QIcmpOptions &o) { o.setSourceAddress(QHostAddress(u"0.0.0.0"_s)); });
    row("interface", [](QIcmpOptions &options) { options.setNetworkInterface(u"lo"_s); });
    row("protocol", [](QIcmpOptions &o) { o.setProtocol(QAbstractSocket::IPv4Protocol); });
    row("context", [](QIcmpOptions &options) { options.setContext(1); });
}

void tst_Options::everyOptionCounts()
{
    QFETCH(const Change, change);
    QIcmpOptions options;
    change(options);
    QVERIFY(options != QIcmpOptions());
    QIcmpOptions same;
    change(same);
    QVERIFY2(options == same, "equal, though nothing is shared");
}

void tst_Options::movesAndSwaps()
{
    QIcmpOptions options;
    options.setTtl(5);
    QIcmpOptions moved = std::move(options);
    QCOMPARE(moved.ttl(), std::optional(5));
    options = QIcmpOptions(); // a moved-from value may be assigned to
    QVERIFY(!options.ttl());
    swap(options, moved);
    QCOMPARE(options.ttl(), std::optional(5));
    QVERIFY(!moved.ttl());
}

void tst_Options::travelsInAVariant()
{
    QIcmpOptions options;
    options.setContext(9);
    const QVariant variant = QVariant::fromValue(options);
    QCOMPARE(variant.value<QIcmpOptions>().context(), quint64(9));
    QVERIFY(variant == QVariant::fromValue(options));
}

QTEST_APPLESS_MAIN(tst_Options)
#include "tst_options.moc"
