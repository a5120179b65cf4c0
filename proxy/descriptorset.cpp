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

std::optional<std::uint64_t> DescriptorSet::next()
{
    if (m_count == 0) {
        // What it has told of goes to the end of the kernel's list, whether it is read or not.
        const int count = ::epoll_wait(m_descriptor, m_events.data(), mostAtOnce, 0);
        m_count = static_cast<std::size_t>(count < 0 ? 0 : count);
        m_taken = 0;
    }
    if (m_taken < m_count) {
        const std::uint64_t number = m_events[m_taken++].data.u64;
        return number;
    }
    m_count = 0;
    return std::nullopt;
}

} // namespace qicmp::proxy
