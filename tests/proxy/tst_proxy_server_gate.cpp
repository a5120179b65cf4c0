// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "dtlsgate.h"
#include "serverbench.h"

#include <QtTest>

#include <memory>
#include <optional>
#include <vector>

using namespace qicmp;
using namespace qicmp::proxy;

/// Handshakes and connections that compete, in a time of the test's own.
class tst_Proxy_Server_Gate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void youngHandshakesStay();
    void oldHandshakesMakeRoom();
    void fewAreBegunInATurn();
    void handshakeHearsSoMuch();
    void silentConnectionsEnd();
    void lastLookSavesAConnection();
};

namespace {

const QByteArray key = "0123456789abcdef";

/// A gate whose datagrams a test hands over, and whose answers leave by a real socket.
class GateBench
{
public:
    GateBench()
        : m_listener(UdpSocket::bind({IpAddress::v4(0x7f000001), 0}, UdpSocket::Port::Free,
                                     m_systemError))
        , gate(
                  bench.server(), *m_listener, {{"me", key}},
                  [this](UdpSocket &, const Endpoint &client) {
                      if (onLook)
                          onLook(client);
                  },
                  now)
    {
    }

    const Endpoint &local() const { return m_listener->local(); }
    std::uint64_t dropped() const { return bench.counters().dropped[DropCause::Busy]; }
    void work(Nanoseconds after = 0)
    {
        now += after;
        gate.work(now);
    }

private:
    int m_systemError = 0;
    std::unique_ptr<UdpSocket> m_listener;

public:
    Nanoseconds now = 1'000 * second;
    ServerBench bench;
    std::function<void(const Endpoint &client)> onLook;
    DtlsGate gate;
};

/// Its datagrams reach the gate when a test says so.
class Client
{
public:
    explicit Client(GateBench &gate)
        : m_gate(gate), m_connection(DtlsConnection::Client{"me", key}, [this](ByteView bytes) {
            m_leaving.emplace_back(bytes.begin(), bytes.end());
        })
    {
        int error = 0;
        m_socket = UdpSocket::bind({IpAddress::v4(0x7f000001), 0}, UdpSocket::Port::Free, error);
    }

    const Endpoint &endpoint() const { return m_socket->local(); }
    bool isOpen() const { return m_connection.state() == DtlsConnection::State::Open; }
    /// Up to the ClientHello with a cookie, which is left to begin().
    void greet()
    {
        m_connection.begin();
        go();
        hear();
    }
    void begin() { go(); }
    /// The rest of the handshake. Returns whether there is a connection.
    bool finish()
    {
        hear();
        go();
        hear();
        return isOpen();
    }
    void say() { m_connection.send(v1::encode(v1::Hello{})); }
    /// Has the gate take what was sent.
    void go()
    {
        for (const Bytes &datagram : std::exchange(m_leaving, {}))
            send(datagram);
    }
    void send(const Bytes &datagram)
    {
        m_gate.gate.take({datagram, endpoint(), m_gate.local().address}, m_gate.now);
    }

private:
    void hear()
    {
        const std::size_t count = m_batch.read(*m_socket);
        for (std::size_t i = 0; i < count; ++i)
            m_connection.take(m_batch[i].bytes);
    }

    GateBench &m_gate;
    std::vector<Bytes> m_leaving;
    DtlsConnection m_connection;
    std::unique_ptr<UdpSocket> m_socket;
    ReceiveBatch m_batch{2'048};
};

/// Clients of one address, each with half a handshake.
std::vector<std::unique_ptr<Client>> halfOpen(GateBench &bench, std::size_t count)
{
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<Client>(bench));
        clients.back()->greet();
        clients.back()->begin();
        bench.work();
    }
    return clients;
}

} // namespace

/// Clients do come together: after a restart all of them at once.
void tst_Proxy_Server_Gate::youngHandshakesStay()
{
    GateBench bench;
    auto clients = halfOpen(bench, DtlsGate::mostHandshakesOfOne);
    bench.now += 240 * millisecond;
    Client late(bench);
    late.greet();
    late.begin();
    QCOMPARE(bench.dropped(), 1U);
    QVERIFY(!late.finish());
    for (const auto &client : clients)
        QVERIFY(client->finish());
}

void tst_Proxy_Server_Gate::oldHandshakesMakeRoom()
{
    GateBench bench;
    auto clients = halfOpen(bench, DtlsGate::mostHandshakesOfOne);
    bench.now += 260 * millisecond;
    Client late(bench);
    late.greet();
    late.begin();
    QCOMPARE(bench.dropped(), 0U);
    QVERIFY(late.finish());
    QVERIFY(!clients[0]->finish());
    QVERIFY(clients[1]->finish());
}

void tst_Proxy_Server_Gate::fewAreBegunInATurn()
{
    GateBench bench;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(std::make_unique<Client>(bench));
        clients.back()->greet();
    }
    for (const auto &client : clients)
        client->begin();
    QCOMPARE(bench.dropped(), 2U);
    QCOMPARE(bench.bench.counters().handshakesBegun, 4U);
    bench.work();
    Client next(bench);
    next.greet();
    next.begin();
    QVERIFY(next.finish());
}

/// OpenSSL keeps what it can't open yet.
void tst_Proxy_Server_Gate::handshakeHearsSoMuch()
{
    GateBench bench;
    Client client(bench);
    client.greet();
    client.begin();
    Bytes sealed(1'200); // a handshake record of epoch 1
    sealed[0] = 22;
    sealed[1] = 0xfe;
    sealed[2] = 0xfd;
    sealed[4] = 1;
    write16(sealed, 11, static_cast<std::uint16_t>(sealed.size() - 13));
    for (std::uint8_t i = 0; i < 100; ++i) {
        sealed[10] = i;
        client.send(sealed);
    }
    QVERIFY2(bench.dropped() >= 80, qPrintable(QString::number(bench.dropped())));
}

void tst_Proxy_Server_Gate::silentConnectionsEnd()
{
    GateBench bench;
    Client client(bench);
    client.greet();
    client.begin();
    QVERIFY(client.finish());
    bench.work(59 * second);
    QCOMPARE(bench.bench.counters().connections, 1U);
    bench.work(2 * second);
    QCOMPARE(bench.bench.counters().connections, 0U);
}

/// What has come while the proxy could not read is no silence.
void tst_Proxy_Server_Gate::lastLookSavesAConnection()
{
    GateBench bench;
    std::vector<std::unique_ptr<Client>> clients = halfOpen(bench, 3);
    for (const auto &client : clients)
        QVERIFY(client->finish());
    int looks = 0;
    bench.onLook = [&](const Endpoint &who) {
        ++looks;
        if (who == clients[1]->endpoint()) {
            clients[1]->say();
            clients[1]->go();
        }
    };
    bench.work(61 * second);
    QCOMPARE(looks, 3);
    QCOMPARE(bench.bench.counters().connections, 1U);
    QVERIFY(bench.gate.socketOf(clients[1]->endpoint()));
}

QTEST_GUILESS_MAIN(tst_Proxy_Server_Gate)
#include "tst_proxy_server_gate.moc"
