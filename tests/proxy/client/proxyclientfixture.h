// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "fakeproxy.h"

#include "transport/proxyclient.h"
#include "transport/proxyconclusion.h"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace qicmp::support {

class SteppedClock final : public Clock
{
public:
    Nanoseconds monotonic() const override { return now; }
    Nanoseconds realtime() const override { return now + 1'600'000'000 * second; }
    Nanoseconds boottime() const override { return now; }

    Nanoseconds now = 1'000 * second;
};

/// A path to a FakeProxy without any delay, that a test can cut.
class FakePath final : public DatagramChannel
{
public:
    FakePath(FakeProxy &proxy, const SteppedClock &clock) : m_proxy(proxy), m_clock(clock) {}

    State state() const override { return current; }
    ProxyTrouble trouble() const override { return ProxyTrouble::NoAddress; }
    std::size_t maximumSize() const override { return v1::maximumMessageSize; }
    void send(ByteView datagram) override
    {
        ++sent;
        if (refused)
            refusal = true;
        else if (!cut && (!loses || !loses(datagram)))
            m_proxy.take(datagram, m_clock.now);
    }
    bool receive(DatagramSink &sink) override
    {
        m_proxy.act(m_clock.now);
        for (const Datagram &datagram : std::exchange(m_proxy.outbox, {})) {
            if (!cut && (!swallows || !swallows(datagram)))
                sink.datagramArrived(datagram);
        }
        return false;
    }
    Nanoseconds arrivedAt() const override { return arrived; }
    bool takeRefusal() override { return std::exchange(refusal, false); }
    bool takeRenewal() override { return std::exchange(renewed, false); }
    void reopen() override { ++reopened; }
    bool isPeerTrusted() override { return trusted; }

    State current = State::Open;
    bool cut = false;     ///< nothing gets through
    bool refused = false; ///< nobody listens at the other end
    bool refusal = false;
    bool renewed = false; ///< the way to the proxy has been made anew
    bool trusted = true;
    std::function<bool(ByteView)> loses;    ///< towards the proxy
    std::function<bool(ByteView)> swallows; ///< from the proxy
    Nanoseconds arrived = 0;                ///< when datagrams did, if that is told
    int sent = 0;
    int reopened = 0;

private:
    FakeProxy &m_proxy;
    const SteppedClock &m_clock;
};

/// A client, its proxy, and what the client concludes. Time goes from one deadline to the next.
class ClientFixture final : private TransportSink
{
public:
    ClientFixture() : client(std::make_unique<ProxyClient>(clock, path)) {}

    /// Hands over \a count pings to one target after another; returns their tokens.
    std::vector<std::uint64_t> ping(int count = 1, Nanoseconds timeout = second)
    {
        options.timeout = timeout;
        std::vector<OutgoingEcho> echoes;
        std::vector<std::uint64_t> tokens;
        for (int i = 0; i < count; ++i) {
            const std::uint64_t token = std::uint64_t{1} << 32 | nextSlot++;
            tokens.push_back(token);
            echoes.push_back({.target = IpAddress::v4(0xc0000200 + nextSlot % 250),
                              .options = &options,
                              .probe = token});
        }
        last = client->send(echoes);
        return tokens;
    }

    void receive()
    {
        while (client->receive(*this)) {
        }
    }
    /// Receives for \a time, at each moment that the client asked for, or the proxy has something.
    void run(Nanoseconds time)
    {
        const Nanoseconds end = clock.now + time;
        receive();
        while (clock.now < end) {
            const Nanoseconds due = std::max(client->nextDue(), clock.now + 100 * microsecond);
            step(std::min({end, due, clock.now + millisecond}));
        }
    }
    void step(Nanoseconds to)
    {
        proxy.clock += to - clock.now;
        clock.now = to;
        receive();
    }
    /// Opens a session with one ping, and has that answered.
    void open()
    {
        const std::uint64_t token = ping().front();
        run(5 * millisecond);
        proxy.tell(proxy.result(token), clock.now);
        run(10 * millisecond);
        conclusions.clear();
        proxy.pings.clear();
        proxy.messages.clear();
    }

    std::vector<Conclusion::Kind> kinds() const
    {
        std::vector<Conclusion::Kind> kinds;
        for (const Conclusion &conclusion : conclusions)
            kinds.push_back(conclusion.kind);
        return kinds;
    }

    SteppedClock clock;
    FakeProxy proxy;
    FakePath path{proxy, clock};
    EchoOptions options;
    std::unique_ptr<ProxyClient> client;
    SendResult last;
    std::vector<Conclusion> conclusions;
    std::uint32_t nextSlot = 0;

private:
    void batchRead() override {}
    void transmitted(std::uint64_t, std::uint16_t, Nanoseconds) override {}
    void received(const ReceivedEcho &) override {}
    void received(const ReceivedError &) override {}
    void receivedCorrupt() override {}
    void concluded(const Conclusion &conclusion) override { conclusions.push_back(conclusion); }
};

} // namespace qicmp::support
