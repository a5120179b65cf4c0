// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QHostAddress>
#include <QIcmpManager>

#include <functional>
#include <vector>

namespace qicmp::bench {

/// Addresses of 127.0.0.0/8, all of them this machine.
std::vector<QHostAddress> loopbackHosts(int count);

/// Keeps a window of requests under way until all hosts have been pinged so often.
class EchoLoad
{
public:
    struct Outcome
    {
        int succeeded = 0;
        int failed = 0;
    };

    /// \a request makes one request to the given host.
    EchoLoad(int hosts, int pingsPerHost, std::function<void(const QHostAddress &)> request)
        : m_hosts(loopbackHosts(hosts))
        , m_total(hosts * pingsPerHost)
        , m_request(std::move(request))
    {
    }

    void setWindow(int window) { m_window = window; }

    /// Makes the first requests and runs the event loop until the last has ended.
    void run();

    // To be called as requests end.
    void succeeded(int count = 1)
    {
        m_outcome.succeeded += count;
        ended(count);
    }
    void failed(int count = 1)
    {
        m_outcome.failed += count;
        ended(count);
    }
    void ended(const QList<QIcmpResult> &results);

    const Outcome &outcome() const { return m_outcome; }
    int total() const { return m_total; }

private:
    void ended(int count);
    void fill();

    std::vector<QHostAddress> m_hosts;
    int m_total;
    int m_window = 4096;
    std::function<void(const QHostAddress &)> m_request;
    int m_made = 0;
    int m_ended = 0;
    Outcome m_outcome;
};

} // namespace qicmp::bench
