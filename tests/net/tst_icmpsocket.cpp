// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "tunhost.h"
#include "unprivileged.h"

#include "transport/icmpsocket.h"

#include <QSet>
#include <QtTest>

#include <thread>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

/// Notes which replies came before their own transmit stamp. Probes are numbered as their sequence
/// numbers.
class StampOrder final : public TransportSink
{
public:
    QSet<quint64> stamped;
    QSet<quint16> ids;
    QList<quint64> replied;
    QList<quint64> repliedUnstamped;

    void batchRead() override {}
    void transmitted(std::uint64_t probe, std::uint16_t id, Nanoseconds) override
    {
        stamped.insert(probe);
        ids.insert(id);
    }
    void received(const ReceivedEcho &echo) override
    {
        replied.append(echo.sequence);
        if (!stamped.contains(echo.sequence))
            repliedUnstamped.append(echo.sequence);
    }
    void received(const ReceivedError &) override {}
    void receivedCorrupt() override {}
    void concluded(const Conclusion &) override {}
};

IpAddress hostAddress(Family family, std::uint8_t number)
{
    if (family == Family::IPv4)
        return IpAddress::v4(0x0a4d0000U + number); // 10.77.0.number
    return IpAddress::v6({0xfd, 0x77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, number});
}

} // namespace

/// What the engine relies on when it reads a socket.
class tst_IcmpSocket : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void stampsComeBeforeTheirReplies_data();
    void stampsComeBeforeTheirReplies();
};

void tst_IcmpSocket::initTestCase()
{
    QCOMPARE(allowPingSockets(true), QString());
}

void tst_IcmpSocket::stampsComeBeforeTheirReplies_data()
{
    QTest::addColumn<IcmpSocket::Kind>("kind");
    QTest::addColumn<Family>("family");
    QTest::newRow("raw, IPv4") << IcmpSocket::Kind::Raw << Family::IPv4;
    QTest::newRow("raw, IPv6") << IcmpSocket::Kind::Raw << Family::IPv6;
    QTest::newRow("datagram as nobody, IPv4") << IcmpSocket::Kind::Datagram << Family::IPv4;
    QTest::newRow("datagram as nobody, IPv6") << IcmpSocket::Kind::Datagram << Family::IPv6;
}

/// The stamps of requests that nobody answers fill batches of the error queue before those of the
/// requests whose replies are read.
void tst_IcmpSocket::stampsComeBeforeTheirReplies()
{
    QFETCH(IcmpSocket::Kind, kind);
    QFETCH(Family, family);
    constexpr int unanswered = 150;
    constexpr int answered = 20;
    const IpAddress silent = hostAddress(family, 9);
    const IpAddress host = hostAddress(family, 5);
    TunHost tun({.rules = {u"10.77.0.9 silent"_s, u"fd77::9 silent"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    int systemError = 0;
    std::unique_ptr<IcmpSocket> socket;
    {
        const UnprivilegedScope scope(kind == IcmpSocket::Kind::Datagram);
        socket = IcmpSocket::open(kind, family, systemError);
    }
    QVERIFY2(socket, qPrintable(qt_error_string(systemError)));

    EchoOptions options;
    options.payloadSize = 56;
    std::vector<OutgoingEcho> echoes;
    for (std::uint16_t number = 1; number <= unanswered + answered; ++number)
        echoes.push_back({number <= unanswered ? silent : host, &options, number, 0,
                          socket->firstIdentifier(), number});
    QCOMPARE(socket->send(echoes).accepted, echoes.size());
    QVERIFY2(tun.settle(), qPrintable(tun.errorString()));
    std::this_thread::sleep_for(20ms); // from the interface to the socket

    StampOrder sink;
    socket->receive(sink);
    QCOMPARE(sink.replied.size(), answered);
    QCOMPARE(sink.repliedUnstamped, QList<quint64>());
    QCOMPARE(sink.stamped.size(), unanswered + answered);
}

QICMP_NETWORK_TEST_MAIN(tst_IcmpSocket)
#include "tst_icmpsocket.moc"
