// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/proxyprotocol.h"
#include "engine/clock.h"

#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace qicmp {

/// Puts RESULTs into the order of their numbers, so that a late reply never comes before the
/// outcome that it is later than. Keeps what has come too early; that is bounded by the window.
class ResultOrder
{
public:
    /// A message with this \a number, which is within the window and new, arrived at \a wall. Calls
    /// \a deal(ByteView message, Nanoseconds wall) for each that has its turn.
    template <typename Deal>
    void add(std::uint32_t number, ByteView message, Nanoseconds wall, Deal &&deal)
    {
        if (number != m_next) {
            Early &early = m_early[number % v1::messageWindow];
            early.message.assign(message.begin(), message.end());
            early.wall = wall;
            return;
        }
        ++m_next;
        deal(message, wall);
        while (!m_early[m_next % v1::messageWindow].message.empty()) {
            Early &early = m_early[m_next % v1::messageWindow];
            ++m_next;
            deal(ByteView(early.message), early.wall);
            early.message = {};
        }
    }

    /// No more will come: calls \a deal for what has come too early, in order.
    template <typename Deal>
    void flush(Deal &&deal)
    {
        for (std::uint32_t i = 0; i < v1::messageWindow; ++i, ++m_next) {
            const Early early = std::exchange(m_early[m_next % v1::messageWindow], {});
            if (!early.message.empty())
                deal(ByteView(early.message), early.wall);
        }
    }

private:
    struct Early
    {
        std::vector<std::uint8_t> message; ///< empty: none
        Nanoseconds wall = 0;
    };

    std::array<Early, v1::messageWindow> m_early;
    std::uint32_t m_next = 1;
};

} // namespace qicmp
