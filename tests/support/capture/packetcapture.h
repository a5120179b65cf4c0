// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "capture/capturesocket.h"

#include <string>
#include <thread>
#include <vector>

namespace qicmp::support {

/// An echo request and its first reply, as the kernel stamped them on the interface.
struct CapturedExchange
{
    Address destination;
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
    std::int64_t sentAt = 0;        ///< ns, CLOCK_REALTIME
    std::int64_t roundTripTime = 0; ///< ns
};

/// Requests that left and their replies that came in; what has no partner or no stamp is left out.
std::vector<CapturedExchange> pairEchoes(const std::vector<CapturedPacket> &packets);

/// Collects the ICMP packets of an interface on a thread of its own, which starts in the network
/// namespace of the thread that calls start().
class PacketCapture
{
public:
    PacketCapture() = default;
    ~PacketCapture();
    PacketCapture(const PacketCapture &) = delete;
    PacketCapture &operator=(const PacketCapture &) = delete;

    /// Every packet after the return is captured. Returns an empty string or what went wrong.
    std::string start(const std::string &interface);
    /// Ends the thread, after what the kernel had already queued, and hands over the packets.
    std::vector<CapturedPacket> stop();
    /// Packets lost between start() and stop(): a sound test demands 0.
    std::uint64_t drops() const { return m_drops; }

private:
    void run();
    void drain();

    CaptureSocket m_socket;
    int m_stopEvent = -1;
    std::thread m_thread;
    std::vector<CapturedPacket> m_packets;
    std::uint64_t m_drops = 0;
};

} // namespace qicmp::support
