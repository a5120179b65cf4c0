// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include <sys/epoll.h>

namespace qicmp::proxy {

/// Which of many descriptors have something to read, at a cost that only those have (epoll(7)). Its
/// own descriptor is readable when one of them is, so an event loop watches one instead of
/// thousands.
class DescriptorSet
{
public:
    static constexpr std::size_t mostAtOnce = 64;

    DescriptorSet();
    ~DescriptorSet();
    DescriptorSet(const DescriptorSet &) = delete;
    DescriptorSet &operator=(const DescriptorSet &) = delete;

    int descriptor() const { return m_descriptor; } ///< -1: the system refused

    /// \a number is what next() calls it. It leaves the set by being closed.
    bool add(int descriptor, std::uint64_t number);

    /// The number of one that has something to read, without waiting. Nothing ends a round: the
    /// call after it begins another. A round that is left unfinished goes on with the next call,
    /// so all of them have their turn before one comes twice, however little is read at a time.
    std::optional<std::uint64_t> next();

private:
    int m_descriptor;
    std::array<epoll_event, mostAtOnce> m_events{};
    std::size_t m_count = 0; ///< of m_events in this round
    std::size_t m_taken = 0; ///< of those
};

} // namespace qicmp::proxy
