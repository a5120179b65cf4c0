// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/ipaddress.h"

#include <QtTest/QTest>

using namespace qicmp;

Q_DECLARE_METATYPE(qicmp::IpAddress)

namespace {

IpAddress v6(const char *hex, std::uint32_t scope = 0)
{
    const QByteArray raw = QByteArray::fromHex(hex);
    std::array<std::uint8_t, 16> bytes{};
    std::copy(raw.begin(), raw.end(), bytes.begin());
    return IpAddress::v6(bytes, scope);
}

const IpAddress documentation4 = IpAddress::v4(0xc0000201);
const IpAddress documentation6 = v6("20010db8000000000000000000000001");
const IpAddress linkLocal6 = v6("fe800000000000000000000000000001");
const IpAddress linkLocal6Zone2 = v6("fe800000000000000000000000000001", 2);
const IpAddress linkLocal6Zone3 = v6("fe800000000000000000000000000001", 3);

} // namespace

class TestIpAddress : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void bytes();
    void text_data();
    void text();
    void classes_data();
    void classes();
    void hosts_data();
    void hosts();
};

void TestIpAddress::bytes()
{
    const IpAddress none;
    QVERIFY(none.isNull());
    QCOMPARE(none.toV4(), 0u);

    QCOMPARE(documentation4.family, Family::IPv4);
    QCOMPARE(documentation4.bytes, (std::array<std::uint8_t, 16>{192, 0, 2, 1}));
    QCOMPARE(documentation4.toV4(), 0xc0000201u);
    QCOMPARE(IpAddress::v4(0xfffefdfc).toV4(), 0xfffefdfcu);

    QCOMPARE(linkLocal6Zone2.family, Family::IPv6);
    QCOMPARE(linkLocal6Zone2.scope, 2u);
    QCOMPARE(linkLocal6Zone2.toV4(), 0u);
    QVERIFY(!linkLocal6Zone2.isNull());
    QVERIFY(linkLocal6Zone2 == v6("fe800000000000000000000000000001", 2));
    QVERIFY(linkLocal6Zone2 != linkLocal6Zone3);
}

void TestIpAddress::text_data()
{
    QTest::addColumn<IpAddress>("address");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("none") << IpAddress() << QByteArray();
    QTest::newRow("IPv4") << documentation4 << QByteArray("192.0.2.1");
    QTest::newRow("IPv4 unspecified") << IpAddress::v4(0) << QByteArray("0.0.0.0");
    QTest::newRow("IPv4 longest") << IpAddress::v4(0xffffffff) << QByteArray("255.255.255.255");
    QTest::newRow("IPv6") << documentation6 << QByteArray("2001:db8::1");
    QTest::newRow("IPv6 unspecified") << v6("") << QByteArray("::");
    QTest::newRow("IPv6 loopback") << v6("00000000000000000000000000000001") << QByteArray("::1");
    QTest::newRow("zone") << linkLocal6Zone2 << QByteArray("fe80::1%2");
    QTest::newRow("largest zone") << v6("fe800000000000000000000000000001", 0xffffffff)
                                  << QByteArray("fe80::1%4294967295");
    // RFC 5952, 4.1 to 4.3 and 5
    QTest::newRow("leading zeros go")
            << v6("20010db80000000000000000000a0b0c") << QByteArray("2001:db8::a:b0c");
    QTest::newRow("a single zero stays")
            << v6("20010db8000000010001000100010001") << QByteArray("2001:db8:0:1:1:1:1:1");
    QTest::newRow("the longest run goes")
            << v6("20010000000000010000000000000001") << QByteArray("2001:0:0:1::1");
    QTest::newRow("of equal runs the first")
            << v6("20010db8000000000001000000000001") << QByteArray("2001:db8::1:0:0:1");
    QTest::newRow("IPv4-mapped") << v6("00000000000000000000ffffc0000201")
                                 << QByteArray("::ffff:192.0.2.1");
    QTest::newRow("no zeros") << v6("ffffffffffffffffffffffffffffffff")
                              << QByteArray("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

void TestIpAddress::text()
{
    QFETCH(const IpAddress, address);
    QFETCH(const QByteArray, expected);
    QCOMPARE(QByteArray::fromStdString(address.toString()), expected);
}

void TestIpAddress::classes_data()
{
    QTest::addColumn<IpAddress>("address");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("none") << IpAddress() << QByteArray();
    QTest::newRow("192.0.2.1") << documentation4 << QByteArray();
    QTest::newRow("0.0.0.0") << IpAddress::v4(0) << QByteArray("unspecified");
    QTest::newRow("0.0.0.1") << IpAddress::v4(1) << QByteArray();
    QTest::newRow("223.255.255.255") << IpAddress::v4(0xdfffffff) << QByteArray();
    QTest::newRow("224.0.0.0") << IpAddress::v4(0xe0000000) << QByteArray("multicast");
    QTest::newRow("239.255.255.255") << IpAddress::v4(0xefffffff) << QByteArray("multicast");
    QTest::newRow("240.0.0.0") << IpAddress::v4(0xf0000000) << QByteArray();
    QTest::newRow("255.255.255.254") << IpAddress::v4(0xfffffffe) << QByteArray();
    QTest::newRow("255.255.255.255") << IpAddress::v4(0xffffffff) << QByteArray("broadcast");
    QTest::newRow("169.253.255.255") << IpAddress::v4(0xa9fdffff) << QByteArray();
    QTest::newRow("169.254.0.0") << IpAddress::v4(0xa9fe0000) << QByteArray("link-local");
    QTest::newRow("169.255.0.0") << IpAddress::v4(0xa9ff0000) << QByteArray();
    QTest::newRow("::") << v6("") << QByteArray("unspecified");
    QTest::newRow("::1") << v6("00000000000000000000000000000001") << QByteArray();
    QTest::newRow("fe7f::") << v6("fe7f") << QByteArray();
    QTest::newRow("fe80::1") << linkLocal6 << QByteArray("link-local");
    QTest::newRow("febf::") << v6("febf") << QByteArray("link-local");
    QTest::newRow("fec0::") << v6("fec0") << QByteArray();
    QTest::newRow("feff::") << v6("feff") << QByteArray();
    QTest::newRow("ff02::1") << v6("ff020000000000000000000000000001") << QByteArray("multicast");
    QTest::newRow("e000::") << v6("e000") << QByteArray();
    QTest::newRow("a9fe::") << v6("a9fe") << QByteArray();
    QTest::newRow("ffff:ffff::") << v6("ffffffff") << QByteArray("multicast");
    QTest::newRow("::ffff:0.0.0.0") << v6("00000000000000000000ffff") << QByteArray("mapped");
    QTest::newRow("::ffff:192.0.2.1")
            << v6("00000000000000000000ffffc0000201") << QByteArray("mapped");
    QTest::newRow("::fffe:192.0.2.1") << v6("00000000000000000000fffec0000201") << QByteArray();
    QTest::newRow("::1:ffff:192.0.2.1") << v6("00000000000000000001ffffc0000201") << QByteArray();
    QTest::newRow("::192.0.2.1") << v6("000000000000000000000000c0000201") << QByteArray();
}

void TestIpAddress::classes()
{
    QFETCH(const IpAddress, address);
    QFETCH(const QByteArray, expected);
    QByteArrayList found;
    if (address.isMulticast())
        found << "multicast";
    if (address.isLimitedBroadcast())
        found << "broadcast";
    if (address.isUnspecified())
        found << "unspecified";
    if (address.isLinkLocal())
        found << "link-local";
    if (address.isIpv4Mapped())
        found << "mapped";
    QCOMPARE(found.join(' '), expected);
}

void TestIpAddress::hosts_data()
{
    QTest::addColumn<IpAddress>("source");
    QTest::addColumn<IpAddress>("target");
    QTest::addColumn<bool>("same");
    QTest::newRow("IPv4") << documentation4 << documentation4 << true;
    QTest::newRow("another IPv4") << IpAddress::v4(0xc0000202) << documentation4 << false;
    QTest::newRow("IPv6") << documentation6 << documentation6 << true;
    QTest::newRow("another IPv6") << documentation6 << linkLocal6 << false;
    QTest::newRow("equal bytes, other family") << v6("c0000201") << documentation4 << false;
    QTest::newRow("none") << IpAddress() << IpAddress() << false;
    QTest::newRow("equal zones") << linkLocal6Zone2 << linkLocal6Zone2 << true;
    QTest::newRow("other zone") << linkLocal6Zone2 << linkLocal6Zone3 << false;
    QTest::newRow("source names a zone") << linkLocal6Zone2 << linkLocal6 << true;
    QTest::newRow("target names a zone") << linkLocal6 << linkLocal6Zone2 << true;
    QTest::newRow("neither names a zone") << linkLocal6 << linkLocal6 << true;
}

void TestIpAddress::hosts()
{
    QFETCH(const IpAddress, source);
    QFETCH(const IpAddress, target);
    QFETCH(const bool, same);
    QCOMPARE(sameHost(source, target), same);
}

QTEST_APPLESS_MAIN(TestIpAddress)
#include "tst_ipaddress.moc"
