// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "serverbench.h"

#include "caller.h"

#include <algorithm>
#include <array>
#include <variant>

using namespace qicmp;
using namespace qicmp::proxy;

namespace {

IcmpAccess accessTo(sim::SimulatedNetwork &network)
{
    IcmpAccess access;
    access.transport = std::make_unique<sim::SimulatedTransport>(network, std::uint16_t{64});
    return access;
}

} // namespace

class ServerBench::BenchChannel final : public PeerChannel
{
public:
    BenchChannel(ServerBench &bench, const Endpoint &client) : m_bench(bench), m_client(client) {}

    std::size_t largestMessage() const override { return v1::maximumMessageSize; }
    std::size_t send(std::span<const ByteView> messages) override
    {
        for (const ByteView message : messages)
            m_bench.deliver(m_client, message);
        return messages.size();
    }

private:
    ServerBench &m_bench;
    Endpoint m_client;
};

class ServerBench::BenchCaller final : public Caller
{
public:
    BenchCaller(ServerBench &bench, const Endpoint &client)
        : Caller(client, bench.m_server->policy().kindOf(client.address)), m_bench(bench)
    {
    }

    bool answer(ByteView message) override
    {
        m_bench.deliver(address(), message);
        return true;
    }
    std::unique_ptr<PeerChannel> openChannel(int &) override
    {
        return std::make_unique<BenchChannel>(m_bench, address());
    }

private:
    ServerBench &m_bench;
};

ServerBench::ServerBench(const Settings &settings, std::uint32_t seed)
    : m_network(m_time, seed)
    , m_log(m_clock, false, [](const QString &) {})
    , m_server(std::make_unique<Switchboard>(m_clock, m_log,
                                             Policy(settings, v1::FeatureIpv4 | v1::FeatureIpv6),
                                             accessTo(m_network)))
{
}

void ServerBench::arrive(const Endpoint &from, ByteView datagram)
{
    BenchCaller caller(*this, from);
    m_server->listener().take(caller, datagram, m_time.monotonic());
}

void ServerBench::send(const Endpoint &from, ByteView datagram)
{
    arrive(from, datagram);
    while (m_server->work()) {
    }
}

void ServerBench::run(Nanoseconds duration)
{
    const Nanoseconds end = m_time.monotonic() + duration;
    for (;;) {
        while (m_server->work()) {
        }
        const Nanoseconds next = std::min(m_network.nextEvent(), m_server->nextWakeup());
        if (next > end)
            break;
        m_time.advanceTo(std::max(next, m_time.monotonic() + 1));
        m_network.play();
    }
    m_time.advanceTo(end);
    m_network.play();
    while (m_server->work()) {
    }
}

void ServerBench::deliver(const Endpoint &client, ByteView message)
{
    m_bytesOut += message.size();
    if (!m_loses)
        m_inboxes[client].emplace_back(message.begin(), message.end());
}

v1::Ping pingOf(std::uint64_t token, const QString &target)
{
    return {token, *parseAddress(target)};
}

v1::Result only(const std::vector<v1::Result> &results)
{
    v1::Result none;
    none.outcome = {};
    return results.size() == 1 ? results.front() : none;
}

BenchClient::BenchClient(ServerBench &bench, const std::string &address, std::uint16_t port)
    : m_bench(bench), m_endpoint{*parseAddress(QString::fromStdString(address)), port}
{
    m_open.nonce = randomName<v1::Nonce>();
}

bool BenchClient::open(const v1::Open &wishes)
{
    m_open = wishes;
    m_open.nonce = randomName<v1::Nonce>();
    m_number = 0;
    m_arrivals = MessageStream();
    send(v1::encode(v1::Hello{m_open.nonce}));
    for (const Bytes &datagram : std::exchange(m_bench.inbox(m_endpoint), {}))
        if (const auto frame = v1::parseFromProxy(datagram);
            const auto *challenge = std::get_if<v1::Challenge>(&frame))
            m_open.cookie = challenge->cookie;
    send(v1::encode(m_open));
    bool isOpen = false;
    for (const Bytes &datagram : std::exchange(m_bench.inbox(m_endpoint), {})) {
        const auto frame = v1::parseFromProxy(datagram);
        if (const auto *opened = std::get_if<v1::Opened>(&frame)) {
            m_opened = *opened;
            isOpen = true;
        } else if (const auto *error = std::get_if<v1::Error>(&frame)) {
            m_errors.push_back(*error);
        }
    }
    return isOpen;
}

v1::SessionHeader BenchClient::header(std::uint32_t number) const
{
    return {m_opened.session, number,
            m_acknowledging ? m_arrivals.acknowledgement() : v1::Acknowledgement{}};
}

Bytes BenchClient::ping(const std::vector<v1::Ping> &pings, const v1::PingOptions &options)
{
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    v1::PingWriter writer(buffer, header(++m_number));
    for (const v1::Ping &ping : pings)
        if (writer.add(options, ping.token, ping.target) != v1::Added::Yes)
            qFatal("a test asks for what one PING can't hold");
    send(writer.message());
    return {writer.message().begin(), writer.message().end()};
}

void BenchClient::cancel(const std::vector<std::uint64_t> &tokens)
{
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    v1::CancelWriter writer(buffer, header(++m_number));
    for (const std::uint64_t token : tokens)
        writer.add(token);
    send(writer.message());
}

void BenchClient::keepAlive(v1::KeepAlive::Kind kind, std::uint64_t stamp)
{
    send(v1::encode(v1::KeepAlive{header(), kind, stamp}));
}

void BenchClient::close()
{
    send(v1::encode(v1::Close{header(), v1::CloseReason::Finished}));
}

void BenchClient::read()
{
    for (const Bytes &datagram : std::exchange(m_bench.inbox(m_endpoint), {})) {
        const auto frame = v1::parseFromProxy(datagram);
        if (std::holds_alternative<v1::FrameRejection>(frame))
            qFatal("the server sent what is no message");
        if (const auto *result = std::get_if<v1::ResultMessage>(&frame)) {
            m_acknowledged = std::max(m_acknowledged, result->header.acknowledgement.through);
            if (m_arrivals.arrived(result->header.number, m_bench.time().monotonic()) !=
                MessageStream::Arrival::New) {
                ++m_repeats;
                continue;
            }
            for (const v1::Result &one : result->results)
                m_results.push_back(one);
        } else if (const auto *error = std::get_if<v1::Error>(&frame)) {
            m_errors.push_back(*error);
        } else if (const auto *close = std::get_if<v1::Close>(&frame)) {
            m_closes.push_back(*close);
        } else if (const auto *keepAlive = std::get_if<v1::KeepAlive>(&frame)) {
            m_keepAlives.push_back(*keepAlive);
            m_acknowledged = std::max(m_acknowledged, keepAlive->header.acknowledgement.through);
        }
    }
}

std::vector<v1::Result> BenchClient::resultsOf(std::uint64_t token) const
{
    std::vector<v1::Result> found;
    std::copy_if(m_results.begin(), m_results.end(), std::back_inserter(found),
                 [token](const v1::Result &result) { return result.token == token; });
    return found;
}
