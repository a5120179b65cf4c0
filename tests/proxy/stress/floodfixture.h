// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"
#include "liveproxy.h"

#include <QProcess>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

/// The program qicmp-bareecho, and the client that it is connected to.
class BareEcho
{
public:
    BareEcho();
    ~BareEcho();
    Q_DISABLE_COPY_MOVE(BareEcho)

    static constexpr std::uint16_t port = 7'007;

    bool isReady() const { return m_ready; }
    const LiveClient &client() const { return m_client; }

private:
    LiveClient m_client{"127.0.0.1", port};
    QProcess m_process;
    bool m_ready = false;
};

/// Senders that send as fast as they can to several ports of 127.0.0.1, to all of them the same,
/// as long as this lives.
class Flood
{
public:
    Flood(int senders, const std::vector<std::uint16_t> &ports);
    ~Flood() { stop(); }
    Q_DISABLE_COPY_MOVE(Flood)

    void stop();
    /// How many datagrams have been sent to each port.
    std::int64_t datagrams() const { return m_datagrams; }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<std::int64_t> m_datagrams = 0;
    std::vector<std::thread> m_threads;
};

/// Has the kernel stamp what a socket receives.
bool stampArrivals(int descriptor);
/// When the next datagram of a socket arrived, by the wall clock; 0 when there is none.
qicmp::Nanoseconds arrivalOfNext(int descriptor);
