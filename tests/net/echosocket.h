// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/icmpmessage.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace qicmp::support {

/// An ICMP error as the kernel understood it (IP_RECVERR in ip(7), IPV6_RECVERR in ipv6(7)).
struct KernelError
{
    int systemError = 0;
    int type = 0;
    int code = 0;
    std::uint32_t info = 0; ///< the MTU or the pointer
    Address offender;
    Address target; ///< of the request that the error is about
};

/// A bare ICMP socket, with which the bench is checked without the library.
class EchoSocket
{
public:
    enum Kind {
        Raw,      ///< sends with any id, receives every reply of its family
        Datagram, ///< the kernel writes the id and reports errors to this socket
    };

    EchoSocket() = default;
    ~EchoSocket();
    EchoSocket(const EchoSocket &) = delete;
    EchoSocket &operator=(const EchoSocket &) = delete;

    /// Returns an empty string or what went wrong.
    std::string open(int family, Kind kind = Raw);
    bool setTimeToLive(int hops) const;
    bool forbidFragments() const; ///< the IPv4 flag

    bool send(const Address &destination, std::uint16_t id, std::uint16_t sequence,
              std::size_t payloadSize = 56) const;
    /// Receives echo replies until they are \a most or the time is over; says how many there were.
    int receiveReplies(int most, std::chrono::milliseconds limit) const;
    bool awaitReplies(int count, std::chrono::milliseconds limit) const
    {
        return receiveReplies(count, limit) == count;
    }
    std::optional<KernelError> awaitError(std::chrono::milliseconds limit) const;

private:
    int m_descriptor = -1;
    int m_family = 4;
};

} // namespace qicmp::support
