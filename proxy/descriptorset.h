// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <span>

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

    /// \a number is what readable() calls it. It leaves the set by being closed.
    bool add(int descriptor, std::uint64_t number);

    /// The numbers of those that have something to read, without waiting: all of them have their
    /// turn before one comes twice. Good until the next call.
    std::span<const std::uint64_t> readable();

private:
    int m_descriptor;
    std::array<epoll_event, mostAtOnce> m_events{};
    std::array<std::uint64_t, mostAtOnce> m_numbers{};
};

} // namespace qicmp::proxy
