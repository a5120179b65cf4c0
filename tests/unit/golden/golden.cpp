// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "golden.h"

#include <charconv>
#include <cstring>

namespace golden {

std::vector<Message> messages()
{
    std::vector<Message> all = icmpv4Messages();
    all.insert(all.end(), icmpv6Messages().begin(), icmpv6Messages().end());
    all.insert(all.end(), ipv4Messages().begin(), ipv4Messages().end());
    return all;
}

std::vector<std::uint8_t> bytes(const char *hex)
{
    std::vector<std::uint8_t> result;
    const char *const end = hex + std::strlen(hex);
    while (hex != end) {
        if (*hex == ' ') {
            ++hex;
            continue;
        }
        std::uint8_t byte = 0;
        std::from_chars(hex, hex + 2, byte, 16);
        result.push_back(byte);
        hex += 2;
    }
    return result;
}

std::string title(const Message &message)
{
    static constexpr const char *layers[] = {"icmpv4", "icmpv6", "ipv4"};
    return std::string(layers[static_cast<int>(message.layer)]) + ": " + message.name;
}

} // namespace golden
