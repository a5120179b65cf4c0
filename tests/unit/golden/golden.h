// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Messages whose meaning is known, for the codec's tests and as seeds of its fuzzer.
namespace golden {

enum class Layer { Icmpv4, Icmpv6, Ipv4 };

struct Message
{
    const char *name;
    Layer layer;
    const char *hex;
    /// What the parser has to make of it, in the words of describe(). Echo
    /// identifiers are hexadecimal, sequence numbers decimal; a payload is offset+length within all
    /// the bytes.
    const char *meaning;
};

const std::vector<Message> &icmpv4Messages();
const std::vector<Message> &icmpv6Messages();
const std::vector<Message> &ipv4Messages();

/// All of the above.
std::vector<Message> messages();

/// The bytes that hexadecimal digits stand for; spaces are skipped.
std::vector<std::uint8_t> bytes(const char *hex);

/// "icmpv4: net unreachable, all quoted"; unique among all messages.
std::string title(const Message &message);

} // namespace golden
