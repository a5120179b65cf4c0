// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/portholder.h"

#include <QtTest/qtest.h>

#include <cstring>
#include <vector>

using namespace qicmp;
using Who = PortHolder::Who;

namespace {

constexpr const char *title = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when "
                              "retrnsmt   uid  timeout inode ref pointer drops\n";

/// An address as the kernel prints it: 32-bit words in the byte order of this machine.
QByteArray address(const std::vector<std::uint8_t> &bytes)
{
    QByteArray text;
    for (std::size_t at = 0; at < bytes.size(); at += sizeof(std::uint32_t)) {
        std::uint32_t word = 0;
        std::memcpy(&word, bytes.data() + at, sizeof word);
        text += QByteArray::number(word, 16).rightJustified(8, '0').toUpper();
    }
    return text;
}

const QByteArray loopback = address({127, 0, 0, 1}) + ":F750"; // 127.0.0.1:63312
const QByteArray all = address({0, 0, 0, 0}) + ":F750";
const QByteArray all6 = address(std::vector<std::uint8_t>(16)) + ":F750";
const QByteArray mapped =
        address({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127, 0, 0, 1}) + ":F750";

/// A line as the kernel prints it (proc_net_udp in net/ipv4/udp.c).
QByteArray line(const QByteArray &local, int uid, const QByteArray &remote = "00000000:0000")
{
    return "  123: " + local + ' ' + remote + " 07 00000000:00000000 00:00000000 00000000 " +
           QByteArray::number(uid).rightJustified(5) + "        0 12345 2 0000000000000000 0\n";
}

} // namespace

/// Whom the client takes the owner of a UDP port for.
class tst_ProxyClientPortHolder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holder_data();
    void holder();
    void namesUsers();
};

void tst_ProxyClientPortHolder::holder_data()
{
    QTest::addColumn<QByteArray>("udp");
    QTest::addColumn<QByteArray>("udp6");
    QTest::addColumn<Who>("who");
    const auto row = [](const char *name, const QByteArray &udp, const QByteArray &udp6, Who who) {
        QTest::newRow(name) << title + udp << title + udp6 << who;
    };
    row("no sockets", {}, {}, Who::Nobody);
    row("another port", line(address({127, 0, 0, 1}) + ":F751", 1000),
        line(mapped, 1000).replace("F750", "F751"), Who::Nobody);
    row("another address", line(address({127, 0, 0, 2}) + ":F750", 1000), {}, Who::Nobody);
    row("root", line(loopback, 0), {}, Who::Administrator);
    row("somebody", line(loopback, 1000), {}, Who::Stranger);
    row("root on all addresses", line(all, 0), {}, Who::Administrator);
    row("somebody on all addresses", line(all, 1000), {}, Who::Stranger);
    row("root, and somebody on all addresses", line(all, 1000) + line(loopback, 0), {},
        Who::Administrator);
    row("somebody, and root on all addresses", line(all, 0) + line(loopback, 1000), {},
        Who::Stranger);
    row("somebody by IPv6", {}, line(all6, 1000), Who::Stranger);
    row("somebody by an IPv4-mapped address", line(all, 0), line(mapped, 1000), Who::Stranger);
    row("root shares the port", line(loopback, 0) + line(loopback, 1000), {}, Who::Stranger);
    row("sessions of root",
        line(loopback, 0) + line(loopback, 0, address({127, 0, 0, 1}) + ":9C40"), {},
        Who::Administrator);
    row("lines that are none", "  1: " + loopback + "\n\nx\n  2: zz:F750 0:0 07 0 0 0 0 0\n", {},
        Who::Nobody);
}

void tst_ProxyClientPortHolder::holder()
{
    QFETCH(const QByteArray, udp);
    QFETCH(const QByteArray, udp6);
    const PortHolder holder = holderOf(IpAddress::v4(0x7f000001), 63312, udp, udp6);
    QTEST(holder.who, "who");
    if (holder.who == Who::Stranger)
        QCOMPARE(holder.uid, 1000U);
    QCOMPARE(holder.isTrusted(), holder.who == Who::Administrator);
}

void tst_ProxyClientPortHolder::namesUsers()
{
    QCOMPARE(userName(0), QStringLiteral("root"));
    QCOMPARE(userName(4'000'000'000), QStringLiteral("4000000000"));
}

QTEST_APPLESS_MAIN(tst_ProxyClientPortHolder)
#include "tst_proxy_clientportholder.moc"
