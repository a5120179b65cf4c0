// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "liveproxy.h"
#include "netnamespace.h"

#include <QtTest>

#include <algorithm>
#include <set>
#include <string>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace std::chrono_literals;

/// Version 0, byte by byte as the gem's client writes and reads it: shares no code with the codec.
class tst_Proxy_Server_Legacy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void answers_data();
    void answers();
    void equalOnesOfTwoClients();
    void twiceIsTwoPings();
    void malformed_data();
    void malformed();
    void offUnlessAskedFor();
    void deniedHasNoAnswer();

private:
    LiveProxy m_proxy{{u"--icmp4em"_s, u"--deny"_s, u"127.0.0.13"_s}};
};

namespace {

/// RFC 1071, over what is right when it comes to 0.
std::uint16_t sum(const Bytes &bytes)
{
    std::uint32_t total = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i)
        total += std::uint32_t{bytes[i]} << (i % 2 == 0 ? 8 : 0);
    while (total > 0xffff)
        total = (total & 0xffff) + (total >> 16);
    return static_cast<std::uint16_t>(~total);
}

Bytes packet(std::uint8_t type, int id, int sequence, const Bytes &payload)
{
    Bytes bytes(8 + payload.size());
    bytes[0] = type;
    bytes[4] = std::uint8_t(id >> 8);
    bytes[5] = std::uint8_t(id);
    bytes[6] = std::uint8_t(sequence >> 8);
    bytes[7] = std::uint8_t(sequence);
    std::copy(payload.begin(), payload.end(), bytes.begin() + 8);
    const std::uint16_t checksum = sum(bytes);
    bytes[2] = std::uint8_t(checksum >> 8);
    bytes[3] = std::uint8_t(checksum);
    return bytes;
}

Bytes framed(const std::string &target, const Bytes &packet)
{
    Bytes bytes(2 + target.size() + packet.size());
    bytes[0] = std::uint8_t(target.size() >> 8);
    bytes[1] = std::uint8_t(target.size());
    std::copy(packet.begin(), packet.end(),
              std::copy(target.begin(), target.end(), bytes.begin() + 2));
    return bytes;
}

Bytes request(const std::string &target, int id, int sequence, const Bytes &payload)
{
    return framed(target, packet(8, id, sequence, payload));
}

Bytes pattern(std::size_t size, std::uint8_t first)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i)
        bytes[i] = std::uint8_t(first + i * 7);
    return bytes;
}

} // namespace

void tst_Proxy_Server_Legacy::initTestCase()
{
    const QString said = m_proxy.start();
    QVERIFY2(said.isEmpty(), qPrintable(said));
}

void tst_Proxy_Server_Legacy::answers_data()
{
    QTest::addColumn<std::string>("target");
    QTest::addColumn<int>("size");
    for (const char *target : {"127.0.0.1", "127.0.0.2", "127.255.255.254"})
        QTest::addRow("%s", target) << std::string(target) << 56;
    for (const int size : {0, 1, 15, 16, 17, 1'472, 20'000, 65'000})
        QTest::addRow("%d bytes", size) << std::string("127.0.0.1") << size;
}

void tst_Proxy_Server_Legacy::answers()
{
    QFETCH(std::string, target);
    QFETCH(int, size);
    LiveClient client;
    const Bytes payload = pattern(static_cast<std::size_t>(size), 3);
    QVERIFY(client.send(request(target, 0x1234, 0xfffe, payload)));
    const auto answer = client.receive();
    QVERIFY(answer);
    QVERIFY(*answer == packet(0, 0x1234, 0xfffe, payload));
}

void tst_Proxy_Server_Legacy::equalOnesOfTwoClients()
{
    LiveClient one;
    LiveClient two;
    for (int i = 0; i < 100; ++i) {
        one.send(request("127.0.0.1", 7, i, pattern(56, 1)));
        two.send(request("127.0.0.1", 7, i, pattern(40, 2)));
    }
    std::set<Bytes> ofOne;
    std::set<Bytes> ofTwo;
    for (int i = 0; i < 100; ++i) {
        ofOne.insert(one.receive().value_or(Bytes()));
        ofTwo.insert(two.receive().value_or(Bytes()));
    }
    for (int i = 0; i < 100; ++i) {
        QVERIFY(ofOne.contains(packet(0, 7, i, pattern(56, 1))));
        QVERIFY(ofTwo.contains(packet(0, 7, i, pattern(40, 2))));
    }
}

void tst_Proxy_Server_Legacy::twiceIsTwoPings()
{
    LiveClient client;
    const qint64 before = echoRequestsSent();
    client.send(request("127.0.0.1", 7, 1, pattern(56, 1)));
    client.send(request("127.0.0.1", 7, 1, pattern(56, 1)));
    QVERIFY(client.receive() && client.receive());
    QCOMPARE(echoRequestsSent() - before, 2);
}

void tst_Proxy_Server_Legacy::malformed_data()
{
    QTest::addColumn<Bytes>("datagram");
    const Bytes good = packet(8, 1, 1, pattern(16, 0));
    const auto row = [](const char *name, const Bytes &datagram) {
        QTest::newRow(name) << datagram;
    };
    row("empty", {});
    row("1 byte", {0});
    row("ff ff", {0xff, 0xff});
    row("00 04 abc", {0, 4, 'a', 'b', 'c'});
    row("no packet", framed("127.0.0.1", {}));
    row("name", framed("localhost", good));
    row("leading zero", framed("127.0.0.01", good));
    row("octal", framed("0177.0.0.1", good));
    row("256", framed("256.0.0.1", good));
    row("space", framed("127.0.0.1 ", good));
    row("IPv6", framed("::1.2.3.4", good));
    row("reply", framed("127.0.0.1", packet(0, 1, 1, pattern(16, 0))));
    row("other type", framed("127.0.0.1", packet(13, 1, 1, pattern(16, 0))));
    Bytes code = good;
    code[1] = 1;
    code[3] = std::uint8_t(code[3] - 1);
    row("code", framed("127.0.0.1", code));
    row("short packet", framed("127.0.0.1", Bytes(good.begin(), good.begin() + 7)));
    row("never: broadcast", framed("255.255.255.255", good));
    row("never: multicast", framed("224.0.0.1", good));
    row("never: 0.0.0.0", framed("0.0.0.0", good));
    // Each bit of the packet is covered by its checksum.
    const Bytes whole = framed("127.0.0.1", good);
    for (std::size_t bit = 11 * 8; bit < whole.size() * 8; ++bit) {
        Bytes flipped = whole;
        flipped[bit / 8] ^= std::uint8_t(1 << bit % 8);
        QTest::addRow("bit %d", int(bit)) << flipped;
    }
    for (std::size_t size = 1; size < whole.size(); ++size)
        QTest::addRow("cut to %d", int(size)) << Bytes(whole.begin(), whole.begin() + long(size));
}

void tst_Proxy_Server_Legacy::malformed()
{
    QFETCH(Bytes, datagram);
    const qint64 before = echoRequestsSent();
    LiveClient client;
    QVERIFY(client.send(datagram));
    // What is answered next was asked for after it.
    QVERIFY(client.send(request("127.0.0.1", 2, 2, {})));
    const auto answer = client.receive();
    QVERIFY(answer);
    QVERIFY(*answer == packet(0, 2, 2, {}));
    QVERIFY(!client.receive(1ms));
    QCOMPARE(echoRequestsSent() - before, 1);
}

void tst_Proxy_Server_Legacy::deniedHasNoAnswer()
{
    LiveClient client;
    QVERIFY(client.send(request("127.0.0.13", 1, 1, {})));
    QVERIFY(!client.receive(200ms));
}

void tst_Proxy_Server_Legacy::offUnlessAskedFor()
{
    LiveProxy proxy({u"--port"_s, u"5000"_s});
    QCOMPARE(proxy.start(), QString());
    LiveClient client("127.0.0.1", 5'000);
    QVERIFY(client.send(request("127.0.0.1", 1, 1, {})));
    QVERIFY(!client.receive(200ms));
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Server_Legacy)
#include "tst_proxy_server_legacy.moc"
