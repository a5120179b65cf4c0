// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "pingbench.h"

#include "unprivileged.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qicmp::support {

void addWayRows(int number)
{
    QTest::addColumn<Way>("way");
    QTest::addColumn<QString>("host");
    const QString v4 = u"10.77.0.%1"_s.arg(number);
    const QString v6 = u"fd77::%1"_s.arg(number, 0, 16);
    const Way raw{QIcmpManager::Backend::RawSocket, false};
    const Way datagram{QIcmpManager::Backend::DatagramSocket, true};
    QTest::newRow("raw, IPv4") << raw << v4;
    QTest::newRow("raw, IPv6") << raw << v6;
    QTest::newRow("datagram as nobody, IPv4") << datagram << v4;
    QTest::newRow("datagram as nobody, IPv6") << datagram << v6;
}

PingBench::PingBench(Way way)
{
    m_manager.setBackend(way.backend);
    {
        const UnprivilegedScope scope(way.asNobody);
        m_open = m_manager.open();
    }
    QObject::connect(&m_manager, &QIcmpManager::succeeded, &m_manager,
                     [this](const QIcmpReply &reply) { replies += reply; });
    QObject::connect(&m_manager, &QIcmpManager::failed, &m_manager,
                     [this](const QIcmpError &error) { errors += error; });
    QObject::connect(&m_manager, &QIcmpManager::lateReply, &m_manager,
                     [this](const QIcmpReply &reply) { lateReplies += reply; });
    QObject::connect(&m_manager, &QIcmpManager::duplicateReply, &m_manager,
                     [this](const QIcmpReply &reply) { duplicates += reply; });
    run(30ms); // the proof that stamping works
}

bool PingBench::waitForEnds(int ends, std::chrono::milliseconds limit)
{
    return QTest::qWaitFor([&] { return this->ends() >= ends; }, static_cast<int>(limit.count()));
}

void PingBench::run(std::chrono::milliseconds time)
{
    QTest::qWait(static_cast<int>(time.count()));
}

QIcmpOptions options(std::chrono::milliseconds timeout, int retries)
{
    QIcmpOptions options;
    options.setTimeout(timeout);
    options.setRetries(retries);
    return options;
}

} // namespace qicmp::support
