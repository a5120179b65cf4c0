// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "floodfixture.h"
#include "netnamespace.h"
#include "stressscale.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include <poll.h>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace std::chrono_literals;

/// An honest client while others flood the proxy's port, held against a bare echo server whose port
/// they flood as well.
class tst_Proxy_Stress_Flood : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void honestClientIsServed();
};

namespace {

constexpr int senders = 16;
constexpr int rate = 1'000; // pings a second

/// When what was sent, and how long it took until the answer was there.
struct Delays
{
    std::vector<Nanoseconds> sentAt;
    std::vector<Nanoseconds> taken;

    void answered(std::uint64_t number, Nanoseconds arrivedAt)
    {
        if (number < sentAt.size())
            taken.push_back(arrivedAt - sentAt[number]);
    }
    double microseconds(double share)
    {
        if (taken.empty())
            return 0;
        const auto rank = share * static_cast<double>(taken.size() - 1);
        const auto at = taken.begin() + static_cast<std::ptrdiff_t>(rank);
        std::nth_element(taken.begin(), at, taken.end());
        return static_cast<double>(*at) / microsecond;
    }
};

/// Asks the proxy and the bare server, a thousand times a second each.
class HonestClient
{
public:
    HonestClient(LiveClient &client, const LiveClient &bareClient)
        : m_proxied(client), m_bare(bareClient)
    {
    }

    /// Goes on for so long, and then until all is answered or no answer comes.
    void run(std::chrono::seconds duration)
    {
        proxied = bare = {};
        outcomes.clear();
        const std::uint64_t first = m_next;
        m_first = first;
        const Nanoseconds began = m_clock.monotonic();
        const Nanoseconds length = std::chrono::nanoseconds(duration).count();
        const Nanoseconds pace = second / rate;
        const auto most = static_cast<std::uint64_t>(duration.count()) * rate;
        while (m_next - first < most && m_clock.monotonic() - began < 2 * length) {
            const Nanoseconds due = began + static_cast<Nanoseconds>(m_next - first) * pace;
            const Nanoseconds wait = due - m_clock.monotonic();
            if (wait > 0)
                await(wait);
            else
                ask();
            take();
        }
        const Nanoseconds ended = m_clock.monotonic();
        while (proxied.taken.size() < most && m_clock.monotonic() - ended < 3 * second) {
            m_proxied.acknowledge();
            await(20 * millisecond);
            take();
        }
    }

    Delays proxied;
    Delays bare;
    std::map<v1::Outcome, std::size_t> outcomes;

private:
    void ask()
    {
        proxied.sentAt.push_back(m_clock.realtime());
        m_proxied.ping({{m_next, IpAddress::v4(0x7f000001)}});
        Bytes datagram(64); // as long as such a PING, nearly
        std::memcpy(datagram.data(), &m_next, sizeof m_next);
        bare.sentAt.push_back(m_clock.realtime());
        m_bare.send(datagram);
        ++m_next;
    }

    void await(Nanoseconds time) const
    {
        std::array<pollfd, 2> sockets{pollfd{m_proxied.descriptor(), POLLIN, 0},
                                      pollfd{m_bare.descriptor(), POLLIN, 0}};
        const timespec limit{time / second, time % second};
        ppoll(sockets.data(), sockets.size(), &limit, nullptr);
    }

    void take()
    {
        while (const Nanoseconds arrived = arrivalOfNext(m_proxied.descriptor())) {
            for (const v1::Result &result : m_proxied.readDatagram()) {
                ++outcomes[result.outcome];
                proxied.answered(result.token - m_first, arrived);
            }
        }
        while (const Nanoseconds arrived = arrivalOfNext(m_bare.descriptor())) {
            std::uint64_t number = 0;
            if (const auto datagram = m_bare.receive(0ms); datagram && datagram->size() == 64)
                std::memcpy(&number, datagram->data(), sizeof number);
            bare.answered(number - m_first, arrived);
        }
    }

    SystemClock m_clock;
    LiveClient &m_proxied;
    const LiveClient &m_bare;
    std::uint64_t m_next = 0;
    std::uint64_t m_first = 0;
};

} // namespace

void tst_Proxy_Stress_Flood::honestClientIsServed()
{
    const std::chrono::seconds duration(scaled(3, 30));
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    const BareEcho bareEcho;
    QVERIFY(bareEcho.isReady());
    LiveClient client;
    QVERIFY(client.open());
    QVERIFY(stampArrivals(client.descriptor()) && stampArrivals(bareEcho.client().descriptor()));

    HonestClient honest(client, bareEcho.client());
    honest.run(1s);
    const double quietProxied = honest.proxied.microseconds(0.5);
    const double quietBare = honest.bare.microseconds(0.5);

    Flood flood(senders, {v1::defaultPort, BareEcho::port});
    honest.run(duration);
    flood.stop();
    const std::size_t asked = honest.proxied.sentAt.size();
    const double addedProxied = honest.proxied.microseconds(0.99) - quietProxied;
    const double addedBare = honest.bare.microseconds(0.99) - quietBare;
    qInfo().noquote() << u"%1 hostile datagrams a second to each port; %2 pings, %3 answered; "
                         "quiet %4 us, bare %5 us; added at p50 %6 us, bare %7 us; added at p99 "
                         "%8 us, bare %9 us: %10"_s.arg(flood.datagrams() / duration.count())
                                 .arg(asked)
                                 .arg(honest.outcomes[v1::Outcome::Reply])
                                 .arg(quietProxied, 0, 'f', 0)
                                 .arg(quietBare, 0, 'f', 0)
                                 .arg(honest.proxied.microseconds(0.5) - quietProxied, 0, 'f', 0)
                                 .arg(honest.bare.microseconds(0.5) - quietBare, 0, 'f', 0)
                                 .arg(addedProxied, 0, 'f', 0)
                                 .arg(addedBare, 0, 'f', 0)
                                 .arg(addedProxied / addedBare, 0, 'f', 2);
    QVERIFY(asked >= static_cast<std::size_t>(duration.count()) * rate / 2);
    QVERIFY(flood.datagrams() > 10'000);
    QCOMPARE(honest.outcomes[v1::Outcome::Reply], asked);
    // How long it takes is a figure, to be taken on a quiet machine; not a verdict.
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Stress_Flood)
#include "tst_proxy_stress_flood.moc"
