// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "localproxy.h"
#include "netnamespace.h"

#include "transport/legacytransport.h"
#include "transport/udpchannel.h"

#include <QtTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace qicmp;
using namespace qicmp::support;

namespace {

const IpAddress proxyAddress = IpAddress::v4(0x7f000001);
const IpAddress otherAddress = IpAddress::v4(0x7f000002);

/// Settings of a proxy whose name a test looks up.
class Lookups
{
public:
    ProxySettings settings()
    {
        ProxySettings settings;
        settings.chosen = true;
        settings.lookUp = [this](const QString &, const ProxySettings::Found &found) {
            ++asked;
            m_found = found;
            if (answersAtOnce)
                answer();
        };
        return settings;
    }
    void answer()
    {
        if (const ProxySettings::Found found = std::exchange(m_found, {}))
            found(addresses);
    }

    std::vector<IpAddress> addresses;
    bool answersAtOnce = true;
    int asked = 0;

private:
    ProxySettings::Found m_found;
};

/// Listens on the other address, and says nothing.
class Silence
{
public:
    Silence() : m_socket(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(v1::defaultPort);
        address.sin_addr.s_addr = htonl(0x7f000002);
        isOpen = bind(m_socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }
    ~Silence() { close(m_socket); }
    Silence(const Silence &) = delete;
    Silence &operator=(const Silence &) = delete;

    bool isOpen = false;

private:
    int m_socket;
};

/// A channel, driven as a client drives it.
class Client final : private DatagramSink
{
public:
    explicit Client(Lookups &lookups) : channel(lookups.settings(), [] {}) {}

    /// Says something every few milliseconds, until it is answered.
    bool isAnswered(int limit = 1'000)
    {
        const int before = m_answers;
        return QTest::qWaitFor(
                [&] {
                    channel.send(Datagram{1});
                    QTest::qWait(2);
                    channel.receive(*this);
                    channel.takeRefusal();
                    return m_answers > before;
                },
                limit);
    }

    UdpChannel channel;

private:
    void datagramArrived(ByteView) override { ++m_answers; }

    int m_answers = 0;
};

struct Echo
{
    Echo() : port(v1::defaultPort, [this](ByteView datagram) { port.reply(datagram); }) {}
    LocalPort port;
};

} // namespace

/// Where a client looks for its proxy.
class tst_ProxyClientPeer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refusalLeadsToTheNextAddress();
    void silenceLeadsToTheNextAddress();
    void peerThatAnswersStays();
    void peerThatIsGoneIsLeft();
    void legacyPingsDoNotWaitForEver();
};

void tst_ProxyClientPeer::refusalLeadsToTheNextAddress()
{
    const Echo proxy;
    Lookups lookups;
    lookups.addresses = {otherAddress, proxyAddress};
    Client client(lookups);
    QVERIFY(client.isAnswered());
}

void tst_ProxyClientPeer::silenceLeadsToTheNextAddress()
{
    const Echo proxy;
    const Silence silence;
    QVERIFY(silence.isOpen);
    Lookups lookups;
    lookups.addresses = {otherAddress, proxyAddress};
    Client client(lookups);
    QVERIFY(client.isAnswered());
}

void tst_ProxyClientPeer::peerThatAnswersStays()
{
    const Echo proxy;
    const Silence silence;
    Lookups lookups;
    lookups.addresses = {proxyAddress};
    Client client(lookups);
    QVERIFY(client.isAnswered());
    lookups.answersAtOnce = false;
    client.channel.reopen();
    QVERIFY(client.isAnswered());
    lookups.addresses = {otherAddress};
    lookups.answer();
    QVERIFY(client.isAnswered(100));
}

void tst_ProxyClientPeer::peerThatIsGoneIsLeft()
{
    auto proxy = std::make_unique<Echo>();
    Lookups lookups;
    lookups.addresses = {proxyAddress};
    Client client(lookups);
    QVERIFY(client.isAnswered());
    proxy.reset();
    lookups.addresses = {otherAddress, proxyAddress};
    client.channel.reopen();
    QVERIFY(!client.isAnswered(100)); // at neither
    proxy = std::make_unique<Echo>();
    QVERIFY(client.isAnswered());
}

void tst_ProxyClientPeer::legacyPingsDoNotWaitForEver()
{
    std::vector<IpAddress> targets;
    const LocalPort proxy(v1::defaultPort, [&](ByteView) { targets.push_back(proxyAddress); });
    Lookups lookups;
    lookups.answersAtOnce = false;
    LegacyTransport transport(lookups.settings(), [] {});
    EchoOptions options;
    options.timeout = 50 * millisecond;
    const OutgoingEcho echo{.target = IpAddress::v4(0xc0000201),
                            .options = &options,
                            .probe = 1,
                            .id = transport.identifier(Family::IPv4, 0).value()};
    QCOMPARE(transport.send({&echo, 1}).verdict, SendResult::Verdict::Blocked);
    QVERIFY(!transport.isReady());
    QVERIFY(QTest::qWaitFor([&] { return transport.isReady(); }, 500)); // after its timeout
    const SendResult refused = transport.send({&echo, 1});
    QCOMPARE(refused.verdict, SendResult::Verdict::Refused);
    QCOMPARE(refused.failure.code, FailureCode::ProxyUnavailable);

    lookups.answer(); // it has no address
    QCOMPARE(lookups.asked, 1);
    transport.send({&echo, 1});
    QCOMPARE(lookups.asked, 2); // asked again
    lookups.addresses = {proxyAddress};
    lookups.answer();
    QCOMPARE(transport.send({&echo, 1}).accepted, 1U);
    QVERIFY(QTest::qWaitFor([&] { return targets.size() == 1; }));
}

QICMP_NETWORK_TEST_MAIN(tst_ProxyClientPeer)
#include "tst_proxy_clientpeer.moc"
