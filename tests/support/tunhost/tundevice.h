// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/bytes.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace qicmp::tunhost {

/// How the interface is to be set up; addresses and routes as `ip` takes them.
struct TunSettings
{
    std::string interface = "tun0";
    std::vector<std::string> addresses; ///< ours, with prefix: "10.77.0.1/24"
    std::vector<std::string> routes;    ///< further networks behind the interface
    unsigned mtu = 1500;
    unsigned queueLength =
            16384; ///< packets the kernel keeps for us; the default of 500 loses bursts
};

/// A TUN interface of the current network namespace: what the kernel sends out through it is read
/// here, what is written here the kernel receives from it. It vanishes with the object.
class TunDevice
{
public:
    TunDevice() = default;
    ~TunDevice();
    TunDevice(const TunDevice &) = delete;
    TunDevice &operator=(const TunDevice &) = delete;

    /// Creates the interface and brings it up. Returns an empty string or what went wrong.
    std::string open(const TunSettings &settings);

    int descriptor() const { return m_descriptor; }
    /// The next packet, in \a buffer; empty when there is none. Never waits.
    support::ByteView read(std::span<std::uint8_t> buffer) const;
    bool write(support::ByteView packet) const;
    /// Packets that the kernel lost because the queue to us was full.
    std::uint64_t queueDrops() const;

private:
    int m_descriptor = -1;
    std::string m_interface;
};

} // namespace qicmp::tunhost
