// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/packetfilter.h"

#include <QtTest/qtest.h>

#include <array>
#include <set>
#include <vector>

#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace qicmp;

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr IdentifierBlock block{0x4a40};
constexpr std::uint16_t ours = block.first + 5;

Bytes operator+(Bytes a, const Bytes &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

/// Type, code, checksum (nobody looks), identifier, sequence number.
Bytes echo(int type, std::uint16_t id)
{
    return {std::uint8_t(type), 0, 0xcc, 0xcc, std::uint8_t(id >> 8), std::uint8_t(id), 0, 1};
}

/// The first eight bytes of an ICMP error.
Bytes error(int type)
{
    return {std::uint8_t(type), 1, 0xcc, 0xcc, 0, 0, 0, 0};
}

/// An IPv4 header of \a words 32-bit words, the options being no-operations.
Bytes ipv4(std::size_t words = 5, std::uint8_t protocol = IPPROTO_ICMP)
{
    Bytes header(4 * words, 1);
    const Bytes fixed{std::uint8_t(0x40 | words),
                      0,
                      0,
                      84,
                      0,
                      0,
                      0,
                      0,
                      64,
                      protocol,
                      0,
                      0,
                      192,
                      0,
                      2,
                      1,
                      192,
                      0,
                      2,
                      2};
    std::copy(fixed.begin(), fixed.end(), header.begin());
    return header;
}

Bytes ipv6(std::uint8_t nextHeader = IPPROTO_ICMPV6)
{
    Bytes header(40, 0x20);
    header[0] = 0x60;
    header[6] = nextHeader;
    return header;
}

/// Whether the kernel lets each packet through to a socket with the filter of the block.
class FilteredSocket
{
public:
    FilteredSocket(Family family, IdentifierBlock identifiers)
    {
        if (socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, m_ends.data()) == 0)
            m_error = attachPacketProgram(m_ends[1], family, identifiers);
    }
    ~FilteredSocket()
    {
        for (const int end : m_ends)
            close(end);
    }
    Q_DISABLE_COPY_MOVE(FilteredSocket)

    int error() const { return m_error; }

    bool passes(const Bytes &packet) const
    {
        std::array<char, 2048> buffer{};
        if (send(m_ends[0], packet.data(), packet.size(), 0) != ssize_t(packet.size()))
            qFatal("The packet can't be sent.");
        const ssize_t received = recv(m_ends[1], buffer.data(), buffer.size(), 0);
        if (received >= 0 && received != ssize_t(packet.size()))
            qFatal("The packet was cut.");
        return received >= 0;
    }

private:
    std::array<int, 2> m_ends{-1, -1};
    int m_error = -1;
};

void addFamilies()
{
    QTest::addColumn<Family>("family");
    QTest::newRow("IPv4") << Family::IPv4;
    QTest::newRow("IPv6") << Family::IPv6;
}

} // namespace

/// The program runs in the kernel, on a pair of local sockets: it sees the bytes of a packet either
/// way.
class tst_PacketFilter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void randomBlocksAreAligned();
    void decides_data();
    void decides();
    void everyIdentifier_data() { addFamilies(); }
    void everyIdentifier();
    void everyType_data() { addFamilies(); }
    void everyType();
    void everyTruncation_data();
    void everyTruncation();
    void headersOfEveryLength();
};

void tst_PacketFilter::randomBlocksAreAligned()
{
    std::set<std::uint16_t> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::uint16_t first = IdentifierBlock::random().first;
        QCOMPARE(first % IdentifierBlock::size, 0);
        seen.insert(first);
    }
    QVERIFY(seen.size() > 300); // of 1,024 that there are
}

void tst_PacketFilter::decides_data()
{
    QTest::addColumn<Family>("family");
    QTest::addColumn<Bytes>("packet");
    QTest::addColumn<bool>("passes");
    const auto v4 = [](const char *name, const Bytes &packet, bool passes) {
        QTest::addRow("IPv4, %s", name) << Family::IPv4 << packet << passes;
    };
    const auto v6 = [](const char *name, const Bytes &packet, bool passes) {
        QTest::addRow("IPv6, %s", name) << Family::IPv6 << packet << passes;
    };
    const Bytes quote = ipv4() + echo(ICMP_ECHO, ours);
    v4("reply", ipv4() + echo(ICMP_ECHOREPLY, ours), true);
    v4("another's reply", ipv4() + echo(ICMP_ECHOREPLY, 0x1234), false);
    v4("our request, as loopback shows it", ipv4() + echo(ICMP_ECHO, ours), false);
    v4("unreachable", ipv4() + error(ICMP_DEST_UNREACH) + quote, true);
    v4("time exceeded", ipv4() + error(ICMP_TIME_EXCEEDED) + quote, true);
    v4("parameter problem", ipv4() + error(ICMP_PARAMETERPROB) + quote, true);
    v4("redirect", ipv4() + error(ICMP_REDIRECT) + quote, false);
    v4("source quench", ipv4() + error(ICMP_SOURCE_QUENCH) + quote, false);
    v4("error quoting much", ipv4() + error(ICMP_DEST_UNREACH) + quote + Bytes(500, 7), true);
    v4("error for another's request",
       ipv4() + error(ICMP_DEST_UNREACH) + ipv4() + echo(ICMP_ECHO, 0x1234), false);
    v4("error for a reply of ours",
       ipv4() + error(ICMP_DEST_UNREACH) + ipv4() + echo(ICMP_ECHOREPLY, ours), false);
    v4("error for UDP",
       ipv4() + error(ICMP_DEST_UNREACH) + ipv4(5, IPPROTO_UDP) + echo(ICMP_ECHO, ours), false);

    const Bytes quote6 = ipv6() + echo(ICMP6_ECHO_REQUEST, ours);
    v6("reply", echo(ICMP6_ECHO_REPLY, ours), true);
    v6("another's reply", echo(ICMP6_ECHO_REPLY, 0x1234), false);
    v6("unreachable", error(ICMP6_DST_UNREACH) + quote6, true);
    v6("too big", error(ICMP6_PACKET_TOO_BIG) + quote6, true);
    v6("time exceeded", error(ICMP6_TIME_EXCEEDED) + quote6, true);
    v6("parameter problem", error(ICMP6_PARAM_PROB) + quote6, true);
    v6("error quoting much", error(ICMP6_DST_UNREACH) + quote6 + Bytes(1000, 7), true);
    v6("error for another's request",
       error(ICMP6_DST_UNREACH) + ipv6() + echo(ICMP6_ECHO_REQUEST, 0x1234), false);
    v6("error for a reply of ours",
       error(ICMP6_DST_UNREACH) + ipv6() + echo(ICMP6_ECHO_REPLY, ours), false);
    v6("error for UDP",
       error(ICMP6_DST_UNREACH) + ipv6(IPPROTO_UDP) + echo(ICMP6_ECHO_REQUEST, ours), false);
    // Behind extension headers, the codec looks.
    for (const int header : {IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_FRAGMENT, IPPROTO_DSTOPTS})
        v6(qPrintable(QStringLiteral("error quoting extension header %1").arg(header)),
           error(ICMP6_DST_UNREACH) + ipv6(std::uint8_t(header)) + Bytes(16, 0), true);
}

void tst_PacketFilter::decides()
{
    QFETCH(const Family, family);
    QFETCH(const Bytes, packet);
    QFETCH(const bool, passes);
    const FilteredSocket socket(family, block);
    QCOMPARE(socket.error(), 0);
    QCOMPARE(socket.passes(packet), passes);
}

void tst_PacketFilter::everyIdentifier()
{
    QFETCH(const Family, family);
    const bool v6 = family == Family::IPv6;
    const FilteredSocket socket(family, block);
    for (std::uint32_t value = 0; value <= 0xffff; ++value) {
        const auto id = static_cast<std::uint16_t>(value);
        const bool expected = id >= block.first && id < block.first + IdentifierBlock::size;
        const Bytes reply = v6 ? echo(ICMP6_ECHO_REPLY, id) : ipv4() + echo(ICMP_ECHOREPLY, id);
        const Bytes unreachable =
                v6 ? error(ICMP6_DST_UNREACH) + ipv6() + echo(ICMP6_ECHO_REQUEST, id)
                   : ipv4() + error(ICMP_DEST_UNREACH) + ipv4() + echo(ICMP_ECHO, id);
        QCOMPARE(socket.passes(reply), expected);
        QCOMPARE(socket.passes(unreachable), expected);
    }
}

void tst_PacketFilter::everyType()
{
    QFETCH(const Family, family);
    const FilteredSocket socket(family, block);
    if (family == Family::IPv6) {
        // Which types there are is ICMP6_FILTER's to say; the program reads what they quote.
        for (int type = 0; type < 256; ++type)
            QCOMPARE(socket.passes(error(ICMP6_DST_UNREACH) + ipv6() + echo(type, ours)),
                     type == ICMP6_ECHO_REQUEST);
        return;
    }
    const std::set<int> errors{ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB};
    for (int type = 0; type < 256; ++type) {
        QCOMPARE(socket.passes(ipv4() + error(type) + ipv4() + echo(ICMP_ECHO, ours)),
                 errors.contains(type));
        QCOMPARE(socket.passes(ipv4() + echo(type, ours)), type == ICMP_ECHOREPLY);
        QCOMPARE(socket.passes(ipv4() + error(ICMP_DEST_UNREACH) + ipv4() + echo(type, ours)),
                 type == ICMP_ECHO);
    }
}

void tst_PacketFilter::everyTruncation_data()
{
    QTest::addColumn<Family>("family");
    QTest::addColumn<Bytes>("packet");
    QTest::addColumn<int>("needed"); // bytes, up to the end of the identifier
    QTest::newRow("IPv4 reply") << Family::IPv4 << ipv4() + echo(ICMP_ECHOREPLY, ours) << 20 + 6;
    QTest::newRow("IPv4 reply, options")
            << Family::IPv4 << ipv4(15) + echo(ICMP_ECHOREPLY, ours) << 60 + 6;
    QTest::newRow("IPv4 error") << Family::IPv4
                                << ipv4() + error(ICMP_TIME_EXCEEDED) + ipv4() +
                                           echo(ICMP_ECHO, ours)
                                << 20 + 8 + 20 + 6;
    QTest::newRow("IPv4 error, options")
            << Family::IPv4
            << ipv4(8) + error(ICMP_TIME_EXCEEDED) + ipv4(15) + echo(ICMP_ECHO, ours)
            << 32 + 8 + 60 + 6;
    QTest::newRow("IPv6 reply") << Family::IPv6 << echo(ICMP6_ECHO_REPLY, ours) << 6;
    QTest::newRow("IPv6 error") << Family::IPv6
                                << error(ICMP6_TIME_EXCEEDED) + ipv6() +
                                           echo(ICMP6_ECHO_REQUEST, ours)
                                << 8 + 40 + 6;
}

void tst_PacketFilter::everyTruncation()
{
    QFETCH(const Family, family);
    QFETCH(const Bytes, packet);
    QFETCH(const int, needed);
    const FilteredSocket socket(family, block);
    for (std::size_t size = 0; size <= packet.size(); ++size) {
        const Bytes prefix(packet.begin(), packet.begin() + std::ptrdiff_t(size));
        QCOMPARE(socket.passes(prefix), size >= std::size_t(needed));
    }
}

void tst_PacketFilter::headersOfEveryLength()
{
    const FilteredSocket socket(Family::IPv4, block);
    for (std::size_t outer = 5; outer <= 15; ++outer) {
        QVERIFY(socket.passes(ipv4(outer) + echo(ICMP_ECHOREPLY, ours)));
        QVERIFY(!socket.passes(ipv4(outer) + echo(ICMP_ECHOREPLY, 0x1234)));
        for (std::size_t inner = 5; inner <= 15; ++inner) {
            const Bytes start = ipv4(outer) + error(ICMP_DEST_UNREACH) + ipv4(inner);
            QVERIFY(socket.passes(start + echo(ICMP_ECHO, ours)));
            QVERIFY(!socket.passes(start + echo(ICMP_ECHO, 0x1234)));
        }
    }
}

QTEST_APPLESS_MAIN(tst_PacketFilter)
#include "tst_packetfilter.moc"
