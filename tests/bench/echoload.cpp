// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "echoload.h"

#include <QCoreApplication>

#include <algorithm>

namespace qicmp::bench {

std::vector<QHostAddress> loopbackHosts(int count)
{
    std::vector<QHostAddress> hosts;
    hosts.reserve(static_cast<std::size_t>(count));
    for (quint32 i = 0; i < static_cast<quint32>(count); ++i)
        hosts.emplace_back(0x7f010001U + i);
    return hosts;
}

void EchoLoad::run()
{
    fill();
    QCoreApplication::exec();
}

void EchoLoad::fill()
{
    for (; m_made < m_total && m_made - m_ended < m_window; ++m_made)
        m_request(m_hosts[static_cast<std::size_t>(m_made) % m_hosts.size()]);
}

void EchoLoad::ended(const QList<QIcmpResult> &results)
{
    const auto good = std::count_if(results.begin(), results.end(), [](const QIcmpResult &result) {
        return std::holds_alternative<QIcmpReply>(result);
    });
    m_outcome.succeeded += static_cast<int>(good);
    m_outcome.failed += static_cast<int>(results.size() - good);
    ended(static_cast<int>(results.size()));
}

void EchoLoad::ended(int count)
{
    m_ended += count;
    fill();
    if (m_ended == m_total)
        QCoreApplication::quit();
}

} // namespace qicmp::bench
