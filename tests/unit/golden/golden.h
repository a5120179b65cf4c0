// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

/// Messages whose meaning is known, for the codec's tests and as seeds of its fuzzers.
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

/// All of the three above.
std::vector<Message> messages();

/// A datagram between a client and icmp-proxy.
struct Frame
{
    const char *name;
    enum Sender { Client, Proxy } sender;
    const char *hex;
    const char *meaning; ///< in the words of describe()
};

const std::vector<Frame> &proxyFrames();
const Frame &frameNamed(const std::string &name);

/// A Frame with some bytes replaced, which makes it malformed.
struct Alteration
{
    const char *frame; ///< its name
    const char *what;
    int at;
    const char *hex;     ///< that take the place of the bytes from there on
    const char *meaning; ///< the rejection
};

const std::vector<Alteration> &malformedFrames();
std::vector<std::uint8_t> bytes(const Alteration &alteration);
/// "hello: type 0"; unique among all alterations.
std::string title(const Alteration &alteration);

/// A datagram of which one parser alone has to say something.
struct Datagram
{
    const char *name;
    const char *hex;
    const char *meaning; ///< in the words of the parser's test
};

const std::vector<Datagram> &legacyRequests();
const std::vector<Datagram> &dtlsDatagrams();

/// The bytes that hexadecimal digits stand for; spaces are skipped.
std::vector<std::uint8_t> bytes(const char *hex);

/// "icmpv4: net unreachable, all quoted"; unique among all messages.
std::string title(const Message &message);

} // namespace golden
