// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/checksumerrors.h"

#include <array>
#include <charconv>
#include <string_view>

#include <fcntl.h>
#include <unistd.h>

namespace qicmp {

// The thread's own view: it may live in another network namespace than the process began in.
ChecksumErrors::ChecksumErrors()
    : m_descriptor(::open("/proc/thread-self/net/snmp6", O_RDONLY | O_CLOEXEC))
{
}

ChecksumErrors::~ChecksumErrors()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

std::uint64_t ChecksumErrors::count() const
{
    constexpr std::string_view name = "Icmp6InCsumErrors";
    std::array<char, 16'384> buffer{}; // some ninety lines of fifty characters at most
    std::size_t size = 0;
    for (ssize_t part = 1; part > 0 && size < buffer.size();
         size += static_cast<std::size_t>(part)) {
        part = ::pread(m_descriptor, buffer.data() + size, buffer.size() - size,
                       static_cast<off_t>(size));
        if (part < 0)
            return 0;
    }
    const std::string_view text(buffer.data(), size);
    const std::size_t at = text.find(name);
    const std::size_t digits =
            at == std::string_view::npos ? at : text.find_first_not_of(" \t", at + name.size());
    std::uint64_t value = 0;
    if (digits != std::string_view::npos)
        std::from_chars(text.data() + digits, text.data() + text.size(), value);
    return value;
}

} // namespace qicmp
