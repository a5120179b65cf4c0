// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "echoload.h"
#include "workload.h"

#include <QIcmpRequest>

#include <QEventLoop>
#include <QSemaphore>
#include <QThread>

#include <array>
#include <chrono>
#include <memory>

using namespace std::chrono_literals;

// The three ways to make a request, each at full speed over loopback.
namespace qicmp::bench {
namespace {

TimedApplication &application()
{
    return *static_cast<TimedApplication *>(QCoreApplication::instance());
}

Figures measure(EchoLoad &load)
{
    application().forgetLongest();
    const Meter meter;
    load.run();
    Figures figures = loadFigures(meter, load.total());
    figures[QStringLiteral("unanswered")] = load.outcome().failed;
    figures[QStringLiteral("longest_event_milliseconds")] = application().longestMilliseconds();
    figures[QStringLiteral("peak_mebibytes")] = peakResidentMebibytes();
    return figures;
}

void openOrExit(QIcmpManager &manager)
{
    manager.setTimeout(5s); // the kernel must answer, however long that takes
    manager.setRetries(0);
    if (!manager.open())
        qFatal("%s", qPrintable(manager.lastError().message()));
}

/// \a managers share the load among each other.
Figures submitBatch(const Scale &scale, int managers)
{
    std::vector<std::unique_ptr<QIcmpManager>> all;
    std::size_t next = 0;
    EchoLoad load(scale.hosts, scale.pingsPerHost,
                  [&](const QHostAddress &host) { all[next++ % all.size()]->submit(host); });
    for (int i = 0; i < managers; ++i) {
        QIcmpManager &manager = *all.emplace_back(std::make_unique<QIcmpManager>());
        manager.setBatchSignals(true);
        QObject::connect(&manager, &QIcmpManager::finished, &manager,
                         [&](const QList<QIcmpResult> &results) { load.ended(results); });
        openOrExit(manager);
    }
    Figures figures = measure(load);
    double overflows = 0;
    for (const auto &manager : all)
        overflows += static_cast<double>(manager->receiveOverflows());
    figures[QStringLiteral("receive_overflows")] = overflows;
    return figures;
}

Figures oneManager(const Scale &scale)
{
    return submitBatch(scale, 1);
}

Figures eightManagers(const Scale &scale)
{
    return submitBatch(scale, 8);
}

/// The others do nothing and must not be woken. Their sockets are their own, as another process's
/// would be.
Figures besideOthers(const Scale &scale)
{
    constexpr int others = 7;
    QSemaphore open;
    std::vector<std::unique_ptr<QThread>> threads;
    for (int i = 0; i < others; ++i) {
        threads.emplace_back(QThread::create([&open] {
                   QIcmpManager manager;
                   openOrExit(manager);
                   open.release();
                   QEventLoop().exec();
               }))
                ->start();
    }
    open.acquire(others);
    const Figures figures = submitBatch(scale, 1);
    for (const auto &thread : threads) {
        thread->quit();
        thread->wait();
    }
    return figures;
}

Figures submitSignals(const Scale &scale)
{
    QIcmpManager manager;
    EchoLoad load(scale.hosts, scale.pingsPerHost,
                  [&](const QHostAddress &host) { manager.submit(host); });
    QObject::connect(&manager, &QIcmpManager::succeeded, &manager,
                     [&](const QIcmpReply &) { load.succeeded(); });
    QObject::connect(&manager, &QIcmpManager::failed, &manager,
                     [&](const QIcmpError &) { load.failed(); });
    openOrExit(manager);
    return measure(load);
}

Figures pingObjects(const Scale &scale)
{
    QIcmpManager manager;
    EchoLoad *all = nullptr;
    EchoLoad load(scale.hosts, scale.pingsPerHost, [&](const QHostAddress &host) {
        QIcmpRequest *request = manager.ping(host);
        QObject::connect(request, &QIcmpRequest::succeeded, &manager, [&] { all->succeeded(); });
    });
    all = &load;
    // What fails is told by the manager, so that each request has one connection.
    QObject::connect(&manager, &QIcmpManager::failed, &manager,
                     [&](const QIcmpError &) { load.failed(); });
    openOrExit(manager);
    return measure(load);
}

constexpr std::array workloads{
        Workload{"submit-batch", "submit(), results by finished() in batches", oneManager, true},
        Workload{"submit-signals", "submit(), a signal for each result", submitSignals, true},
        Workload{"ping", "ping(), an object and a connection for each request", pingObjects, true},
        Workload{"eight-managers", "the same as submit-batch by eight managers in one thread",
                 eightManagers, true},
        Workload{"beside-others",
                 "the same as submit-batch, beside seven threads with open sockets", besideOthers,
                 true},
};

} // namespace

std::span<const Workload> requestWorkloads()
{
    return workloads;
}

} // namespace qicmp::bench
