// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "codec/proxysession.h"

#include <cstdint>

/// PING: echo requests that a client asks for (proxy/PROTOCOL.md, 4).
namespace qicmp::v1 {

/// How the pings of a group are sent.
struct PingOptions
{
    std::uint32_t timeout = 1'000;    ///< in ms from when it leaves the proxy, 1 to maximumTimeout
    std::uint16_t payloadSize = 56;   ///< in bytes, at most 65507 (IPv4) or 65527 (IPv6)
    std::uint8_t ttl = 0;             ///< or hop limit; 0 = the proxy's system decides
    std::int16_t trafficClass = -1;   ///< 0 to 255; -1 = the proxy's system decides
    bool dontFragment = false;        ///< RFC 1191, RFC 8201
    std::uint32_t interfaceIndex = 0; ///< of the proxy's machine; 0 = by its routing table
    IpAddress source;                 ///< of the proxy's machine; null = its system decides

    friend bool operator==(const PingOptions &, const PingOptions &) = default;
};

/// One echo request.
struct Ping
{
    std::uint64_t token = 0; ///< the client's, comes back in every result
    IpAddress target;        ///< link-local IPv6 ones are in the zone of the group's interface

    friend bool operator==(const Ping &, const Ping &) = default;
};

struct PingDecoder
{
    Family family = Family::None;
    std::uint32_t zone = 0;

    Ping operator()(ByteReader &reader) const;
};

/// Pings with equal options and targets of one family.
struct PingGroup
{
    Family family = Family::None;
    PingOptions options;
    Sequence<PingDecoder> pings;
};

struct PingGroupDecoder
{
    PingGroup operator()(ByteReader &reader) const;
};

/// PING: its groups are read from the parsed bytes.
struct PingMessage
{
    SessionHeader header;
    Sequence<PingGroupDecoder> groups;
    std::size_t pings = 0; ///< in all groups
};

/// What a writer made of an entry.
enum class Added : std::uint8_t {
    Yes,
    NoRoom,      ///< the message is full: send it and begin another
    Unencodable, ///< values that the protocol can't carry; nothing was added
};

/// Puts a PING together in a buffer of the caller's, of which it uses maximumMessageSize bytes at
/// most. Neighbours with equal options share a group.
class PingWriter
{
public:
    PingWriter(ByteSpan buffer, const SessionHeader &header);

    /// The zone of \a target takes the place of an interface that is not set; a zone that
    /// contradicts the interface is Unencodable, and so are options out of their bounds.
    Added add(const PingOptions &options, std::uint64_t token, const IpAddress &target);

    std::size_t count() const { return m_count; } ///< pings so far
    /// The message so far, complete; empty as long as nothing has been added.
    ByteView message() const;

private:
    Added beginGroup(const PingOptions &options, const IpAddress &target);

    ByteWriter m_writer;
    std::size_t m_count = 0;
    // The current group
    std::size_t m_groupAt = 0;
    Family m_family = Family::None;
    std::uint32_t m_interface = 0;
    PingOptions m_options;
};

Fault decode(ByteView message, PingMessage &ping);

} // namespace qicmp::v1
