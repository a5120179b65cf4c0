// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "echoload.h"
#include "liveproxy.h"
#include "vethhost.h"
#include "workload.h"

#include <array>
#include <chrono>
#include <ctime>

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

// What it costs to ping through icmp-proxy, the program itself, in the same network.
namespace qicmp::bench {
namespace {

/// Processor time of another process so far.
double cpuSecondsOf(qint64 process)
{
    clockid_t clock{};
    timespec time{};
    if (clock_getcpuclockid(static_cast<pid_t>(process), &clock) != 0 ||
        clock_gettime(clock, &time) != 0)
        qFatal("the processor time of the proxy is not known");
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void startOrExit(LiveProxy &proxy)
{
    if (const QString said = proxy.start(); !said.isEmpty())
        qFatal("%s", qPrintable(said));
}

void openOrExit(QIcmpManager &manager)
{
    manager.setTimeout(5s); // the kernel must answer, however long that takes
    manager.setRetries(0);
    if (!manager.open())
        qFatal("%s", qPrintable(manager.lastError().message()));
}

/// The same as submit-batch, through the proxy. The session is opened within the measured time.
Figures proxiedBatch(const Scale &scale)
{
    LiveProxy proxy;
    startOrExit(proxy);
    QIcmpManager manager;
    manager.setProxy();
    manager.setBatchSignals(true);
    EchoLoad load(scale.hosts, scale.pingsPerHost,
                  [&](const QHostAddress &host) { manager.submit(host); });
    QObject::connect(&manager, &QIcmpManager::finished, &manager,
                     [&](const QList<QIcmpResult> &results) { load.ended(results); });
    openOrExit(manager);
    const double before = cpuSecondsOf(proxy.processId());
    const Meter meter;
    load.run();
    Figures figures = loadFigures(meter, load.total());
    const double ofProxy = cpuSecondsOf(proxy.processId()) - before;
    figures[u"proxy_cpu_microseconds_per_ping"_s] = ofProxy / load.total() * 1e6;
    figures[u"unanswered"_s] = load.outcome().failed;
    return figures;
}

/// Pings one host time and again, with one manager and the other in turns, each once the one
/// before has been answered.
class Turns
{
public:
    Turns(QIcmpManager &direct, QIcmpManager &proxied, const QHostAddress &host, int pings)
        : m_managers{&direct, &proxied}, m_host(host), m_pings(pings)
    {
        for (std::size_t i = 0; i < m_managers.size(); ++i) {
            QObject::connect(m_managers[i], &QIcmpManager::succeeded,
                             [this, i](const QIcmpReply &reply) {
                                 const auto time = reply.roundTripTime();
                                 m_times[i].push_back(static_cast<double>(time.count()) * 1e-3);
                                 next();
                             });
            QObject::connect(m_managers[i], &QIcmpManager::failed, [](const QIcmpError &error) {
                qFatal("%s", qPrintable(error.message()));
            });
        }
    }

    void run()
    {
        next();
        QCoreApplication::exec();
    }
    double medianMicroseconds(std::size_t manager) const { return quantile(m_times[manager], 0.5); }

private:
    void next()
    {
        if (m_made == 2 * m_pings)
            QCoreApplication::quit();
        else
            m_managers[static_cast<std::size_t>(m_made++) % 2]->submit(m_host);
    }

    std::array<QIcmpManager *, 2> m_managers;
    QHostAddress m_host;
    int m_pings;
    int m_made = 0;
    std::array<std::vector<double>, 2> m_times;
};

Figures proxiedRoundTrips(const Scale &scale)
{
    support::VethHost host;
    if (!host.start())
        qFatal("%s", qPrintable(host.errorString()));
    LiveProxy proxy;
    startOrExit(proxy);
    QIcmpManager direct;
    QIcmpManager proxied;
    proxied.setProxy();
    openOrExit(direct);
    openOrExit(proxied);
    Turns turns(direct, proxied, QHostAddress(u"10.88.0.2"_s), 1'000 * scale.seconds);
    turns.run();
    return {{u"direct_microseconds"_s, turns.medianMicroseconds(0)},
            {u"proxied_microseconds"_s, turns.medianMicroseconds(1)}};
}

constexpr std::array workloads{
        Workload{"proxied-batch", "the same as submit-batch, through icmp-proxy", proxiedBatch,
                 true},
        Workload{"proxied-round-trips", "one host, directly and through icmp-proxy in turns",
                 proxiedRoundTrips},
};

} // namespace

std::span<const Workload> proxyWorkloads()
{
    return workloads;
}

} // namespace qicmp::bench
