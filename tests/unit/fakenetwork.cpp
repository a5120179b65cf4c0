// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenetwork.h"

#include "qicmpmanager_p.h"

#include "engine/echopayload.h"
#include "engine/transport.h"

#include <QtCore/qpointer.h>

#include <algorithm>

using namespace qicmp;

namespace {

constexpr Nanoseconds wallAhead = 1'700'000'000 * second; ///< of the monotonic clock

} // namespace

struct FakeNetwork::Arrival
{
    bool isError = false;
    IpAddress target;
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
    std::vector<std::uint8_t> payload;
};

class FakeNetwork::FakeClock final : public Clock
{
public:
    explicit FakeClock(const FakeNetwork &network) : m_network(network) {}
    Nanoseconds monotonic() const override { return m_network.now; }
    Nanoseconds realtime() const override { return m_network.now + wallAhead; }
    Nanoseconds boottime() const override { return m_network.now; }

private:
    const FakeNetwork &m_network;
};

class FakeNetwork::FakeTransport final : public Transport
{
public:
    explicit FakeTransport(FakeNetwork &network) : m_network(network) {}

    bool isReady() const override { return m_network.isReady; }

    SendResult send(std::span<const OutgoingEcho> echoes) override
    {
        SendResult result;
        for (const OutgoingEcho &echo : echoes) {
            const std::string target = echo.target.toString();
            const auto unusual = m_network.hosts.find(target);
            const Behaviour how =
                    unusual == m_network.hosts.end() ? m_network.usual : unusual->second;
            if (how.kind == Behaviour::Refused)
                return {result.accepted, SendResult::Verdict::Refused, {.code = how.failure}};
            ++result.accepted;
            m_network.sent.push_back({m_network.now, target});
            m_stamps.emplace_back(echo.probe, m_network.now + wallAhead);
            answer(echo, how);
        }
        return result;
    }

    bool receive(TransportSink &sink) override
    {
        sink.batchRead();
        for (const auto &[probe, stamp] : m_stamps)
            sink.transmitted(probe, 0, stamp);
        m_stamps.clear();
        auto &arrivals = m_network.m_arrivals;
        while (!arrivals.empty() && arrivals.begin()->first <= m_network.now) {
            const auto [at, arrival] = *arrivals.begin();
            arrivals.erase(arrivals.begin());
            deliver(sink, at + wallAhead, arrival);
        }
        return false;
    }

    std::uint64_t receiveOverflows() override { return 0; }
    std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) override
    {
        Q_UNUSED(family)
        return static_cast<std::uint16_t>(index + 1);
    }

private:
    void answer(const OutgoingEcho &echo, const Behaviour &how)
    {
        if (how.kind == Behaviour::Silent)
            return;
        Arrival arrival{how.kind == Behaviour::Unreachable, echo.target, echo.id, echo.sequence,
                        std::vector<std::uint8_t>(echo.options->payloadSize)};
        writeEchoPayload(arrival.payload, *echo.options, {echo.probe, echo.tag});
        for (int i = 0; i < (how.kind == Behaviour::Twice ? 2 : 1); ++i)
            m_network.m_arrivals.emplace(m_network.now + how.delay, arrival);
    }

    static void deliver(TransportSink &sink, Nanoseconds wallStamp, const Arrival &arrival)
    {
        if (!arrival.isError) {
            ReceivedEcho echo;
            echo.source = arrival.target;
            echo.id = arrival.id;
            echo.sequence = arrival.sequence;
            echo.ttl = 64;
            echo.payloadSize = static_cast<std::uint32_t>(arrival.payload.size());
            echo.payload = arrival.payload;
            echo.wallStamp = wallStamp;
            sink.received(echo);
            return;
        }
        ReceivedError error;
        error.responder = IpAddress::v4(0xC0000201); // 192.0.2.1
        error.message.kind = ErrorKind::DestinationUnreachable;
        error.message.type = 3; // RFC 792: destination unreachable
        error.message.code = 1; // host unreachable
        error.message.quotedTarget = arrival.target;
        error.message.id = arrival.id;
        error.message.sequence = arrival.sequence;
        error.wallStamp = wallStamp;
        sink.received(error);
    }

    FakeNetwork &m_network;
    std::vector<std::pair<std::uint64_t, Nanoseconds>> m_stamps;
};

class FakeNetwork::FakeOpener final : public BackendOpener
{
public:
    explicit FakeOpener(FakeNetwork &network) : m_network(network) {}
    Opened open(BackendKind wanted, const ProxySettings &proxy, std::function<void()> wake) override
    {
        Q_UNUSED(wanted)
        Q_UNUSED(proxy)
        Q_UNUSED(wake)
        Opened opened;
        if (m_network.isOpen) {
            opened.transport = std::make_unique<FakeTransport>(m_network);
            opened.kind = BackendKind::RawSocket;
        } else {
            opened.failure.code = FailureCode::PermissionDenied;
            opened.message = QStringLiteral("This program may not ping.");
        }
        return opened;
    }

private:
    FakeNetwork &m_network;
};

FakeNetwork::FakeNetwork() : now(1000 * second) {}

FakeNetwork::~FakeNetwork() = default;

std::unique_ptr<QIcmpManager> FakeNetwork::makeManager()
{
    QIcmpManagerPrivate::Wiring wiring;
    wiring.clock = std::make_unique<FakeClock>(*this);
    wiring.opener = std::make_unique<FakeOpener>(*this);
    wiring.ownTimer = false;
    return QIcmpManagerPrivate::create(std::move(wiring));
}

void FakeNetwork::run(QIcmpManager *manager, Nanoseconds duration)
{
    constexpr Nanoseconds shortestStep = 10 * microsecond;
    const Nanoseconds end = now + duration;
    const QPointer<QIcmpManager> guard(manager);
    while (guard) {
        QIcmpManagerPrivate *const d = QIcmpManagerPrivate::get(manager);
        d->activate();
        if (!guard || now >= end)
            return;
        Nanoseconds next = d->nextWakeup();
        if (!m_arrivals.empty())
            next = std::min(next, m_arrivals.begin()->first);
        now = std::clamp(next, now + shortestStep, std::max(end, now + shortestStep));
    }
}
