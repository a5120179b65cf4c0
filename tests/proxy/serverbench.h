// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyframe.h"
#include "plainrule.h"
#include "simulatednetwork.h"
#include "simulatedtransport.h"
#include "switchboard.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

using Bytes = std::vector<std::uint8_t>;

/// The server without sockets: clients hand it datagrams and read what it sends them, on a
/// simulated network and in a time that passes only when told to.
class ServerBench
{
public:
    explicit ServerBench(const qicmp::proxy::Settings &settings = {}, std::uint32_t seed = 1);

    qicmp::sim::SimulatedNetwork &network() { return m_network; }
    qicmp::sim::FakeTime &time() { return m_time; }
    qicmp::proxy::Switchboard &server() { return *m_server; }
    const qicmp::proxy::Counters &counters() const { return m_server->counters(); }

    /// One datagram arrives, and others may before the server's next turn.
    void arrive(const qicmp::proxy::Endpoint &from, qicmp::ByteView datagram);
    /// One datagram arrives, and is dealt with.
    void send(const qicmp::proxy::Endpoint &from, qicmp::ByteView datagram);
    /// Lets time pass, and the server work whenever something is due.
    void run(qicmp::Nanoseconds duration);

    /// What the server has sent to a client and nobody has taken yet.
    std::deque<Bytes> &inbox(const qicmp::proxy::Endpoint &client) { return m_inboxes[client]; }
    std::size_t bytesOut() const { return m_bytesOut; } ///< to all clients
    void loseEverything(bool lose) { m_loses = lose; }  ///< what the server sends

private:
    class BenchCaller;
    class BenchChannel;
    struct Order
    {
        bool operator()(const qicmp::proxy::Endpoint &a, const qicmp::proxy::Endpoint &b) const
        {
            return std::pair(a.address.bytes, a.port) < std::pair(b.address.bytes, b.port);
        }
    };

    void deliver(const qicmp::proxy::Endpoint &client, qicmp::ByteView message);

    qicmp::sim::FakeTime m_time;
    qicmp::sim::FakeClock m_clock{m_time};
    qicmp::sim::SimulatedNetwork m_network;
    qicmp::proxy::Log m_log;
    std::unique_ptr<qicmp::proxy::Switchboard> m_server;
    std::map<qicmp::proxy::Endpoint, std::deque<Bytes>, Order> m_inboxes;
    std::size_t m_bytesOut = 0;
    bool m_loses = false;
};

qicmp::v1::Ping pingOf(std::uint64_t token, const QString &target);
/// The one result, or one with an outcome that there is not.
qicmp::v1::Result only(const std::vector<qicmp::v1::Result> &results);

/// A client that does what a test tells it to, and nothing by itself.
class BenchClient
{
public:
    BenchClient(ServerBench &bench, const std::string &address, std::uint16_t port);

    const qicmp::proxy::Endpoint &endpoint() const { return m_endpoint; }

    /// HELLO and OPEN. Returns whether there is a session now.
    bool open(const qicmp::v1::Open &wishes = {});
    const qicmp::v1::Opened &opened() const { return m_opened; }
    qicmp::v1::Open lastOpen() const { return m_open; }

    /// A PING with the next number, as it is sent again, too.
    Bytes ping(const std::vector<qicmp::v1::Ping> &pings,
               const qicmp::v1::PingOptions &options = {});
    void cancel(const std::vector<std::uint64_t> &tokens);
    void keepAlive(qicmp::v1::KeepAlive::Kind kind = qicmp::v1::KeepAlive::Kind::Plain,
                   std::uint64_t stamp = 0);
    void close();
    void send(qicmp::ByteView datagram) { m_bench.send(m_endpoint, datagram); }

    /// Reads what has come. Each RESULT once, however often it came, as results().
    void read();
    const std::vector<qicmp::v1::Result> &results() const { return m_results; }
    std::vector<qicmp::v1::Result> resultsOf(std::uint64_t token) const;
    const std::vector<qicmp::v1::Error> &errors() const { return m_errors; }
    const std::vector<qicmp::v1::Close> &closes() const { return m_closes; }
    const std::vector<qicmp::v1::KeepAlive> &keepAlives() const { return m_keepAlives; }
    /// Up to which number the server has everything.
    std::uint32_t acknowledged() const { return m_acknowledged; }
    unsigned repeats() const { return m_repeats; } ///< RESULTs that came more than once
    /// Whether what read() sees is acknowledged by what is sent later.
    void setAcknowledging(bool acknowledging) { m_acknowledging = acknowledging; }

private:
    qicmp::v1::SessionHeader header(std::uint32_t number = 0) const;

    ServerBench &m_bench;
    qicmp::proxy::Endpoint m_endpoint;
    qicmp::v1::Open m_open;
    qicmp::v1::Opened m_opened;
    std::uint32_t m_number = 0;
    qicmp::MessageStream m_arrivals;
    bool m_acknowledging = true;
    std::vector<qicmp::v1::Result> m_results;
    std::vector<qicmp::v1::Error> m_errors;
    std::vector<qicmp::v1::Close> m_closes;
    std::vector<qicmp::v1::KeepAlive> m_keepAlives;
    std::uint32_t m_acknowledged = 0;
    unsigned m_repeats = 0;
};
