// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "descriptorset.h"

#include <unistd.h>

namespace qicmp::proxy {

DescriptorSet::DescriptorSet() : m_descriptor(::epoll_create1(EPOLL_CLOEXEC)) {}

DescriptorSet::~DescriptorSet()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

bool DescriptorSet::add(int descriptor, std::uint64_t number)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = number;
    return ::epoll_ctl(m_descriptor, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

std::span<const std::uint64_t> DescriptorSet::readable()
{
    const int count = ::epoll_wait(m_descriptor, m_events.data(), mostAtOnce, 0);
    for (int i = 0; i < count; ++i)
        m_numbers[static_cast<std::size_t>(i)] = m_events[static_cast<std::size_t>(i)].data.u64;
    return {m_numbers.data(), static_cast<std::size_t>(count < 0 ? 0 : count)};
}

} // namespace qicmp::proxy
