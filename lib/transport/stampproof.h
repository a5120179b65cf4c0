// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transport.h"
#include "transport/deletelater.h"
#include "transport/icmpsocket.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qtimer.h>

#include <functional>

namespace qicmp {

/// Proves that the kernel stamps what a socket receives, before anything is measured with it.
///
/// Linux switches receive stamps on from deferred work, so the first packets after SO_TIMESTAMPING
/// may come without one. This pings the loopback address until a reply carries a stamp, at most for
/// some ten milliseconds.
class StampProof final : private TransportSink
{
public:
    /// \a progress is called from the event loop whenever proceed() should be.
    StampProof(IcmpSocket &socket, const std::function<void()> &progress);
    ~StampProof() override;
    StampProof(const StampProof &) = delete;
    StampProof &operator=(const StampProof &) = delete;

    /// To be called when the socket may have something to read. Returns whether the proof is over.
    bool proceed();

private:
    void ping();

    void batchRead() override {}
    void transmitted(std::uint64_t, std::uint16_t, Nanoseconds) override {}
    void received(const ReceivedEcho &echo) override;
    void received(const ReceivedError &) override {}
    void receivedCorrupt() override {}
    void concluded(const Conclusion &) override {}

    IcmpSocket &m_socket;
    IpAddress m_loopback;
    EchoOptions m_options;
    QElapsedTimer m_elapsed;
    LateDeleted<QTimer> m_timer;
    bool m_stamped = false;
};

} // namespace qicmp
