// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>

namespace qicmp {

/// Which probe a transmit stamp belongs to. The kernel counts the packets of a socket
/// (SOF_TIMESTAMPING_OPT_ID) and names each stamp by that count; so does this ledger.
class TransmitLedger
{
public:
    struct Packet
    {
        std::uint64_t probe = 0; ///< 0 = none
        std::uint16_t id = 0;    ///< the ICMP identifier it bears
    };

    /// One more has been sent.
    void add(const Packet &packet) { (*m_packets)[m_count++ % capacity] = packet; }

    /// The packet number \a count, if it is of a probe and not too long ago.
    std::optional<Packet> find(std::uint32_t count) const
    {
        const std::uint32_t age = m_count - count; // both wrap at 2^32
        if (age == 0 || age > capacity)
            return std::nullopt;
        const Packet &packet = (*m_packets)[count % capacity];
        return packet.probe == 0 ? std::nullopt : std::optional(packet);
    }

    /// The kernel has begun to count from 0 again.
    void restart()
    {
        m_packets->fill({});
        m_count = 0;
    }

private:
    static constexpr std::uint32_t capacity = 8192; // more than any socket's buffers hold

    std::unique_ptr<std::array<Packet, capacity>> m_packets =
            std::make_unique<std::array<Packet, capacity>>();
    std::uint32_t m_count = 0;
};

} // namespace qicmp
