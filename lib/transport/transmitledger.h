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
    void sent(std::uint64_t probe) { (*m_probes)[m_count++ % capacity] = probe; }

    /// The probe of the packet number \a count, if it is not too long ago.
    std::optional<std::uint64_t> probe(std::uint32_t count) const
    {
        const std::uint32_t age = m_count - count; // both wrap at 2^32
        if (age == 0 || age > capacity)
            return std::nullopt;
        const std::uint64_t probe = (*m_probes)[count % capacity];
        return probe == 0 ? std::nullopt : std::optional(probe);
    }

    /// The kernel has begun to count from 0 again.
    void restart()
    {
        m_probes->fill(0);
        m_count = 0;
    }

private:
    static constexpr std::uint32_t capacity = 8192; // more than any socket's buffers hold

    std::unique_ptr<std::array<std::uint64_t, capacity>> m_probes =
            std::make_unique<std::array<std::uint64_t, capacity>>();
    std::uint32_t m_count = 0;
};

} // namespace qicmp
