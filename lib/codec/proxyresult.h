// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "codec/proxyping.h"
#include "codec/proxysession.h"

#include <cstdint>

/// RESULT: what became of pings (proxy/PROTOCOL.md, 4).
namespace qicmp::v1 {

/// One result. Which fields mean something is told by the outcome; the others are as they are here.
struct Result
{
    Outcome outcome = Outcome::Timeout;
    std::uint64_t token = 0; ///< of the ping

    /// When the probe left, by the proxy's wall clock, ns since 1970. Not with SendError and
    /// Refused; 0 with Interrupted and Canceled: it never left.
    std::int64_t sentAt = 0;

    // Reply, LateReply, DuplicateReply and IcmpError
    std::int64_t time = 0; ///< from then until the answer arrived, ns
    IpAddress responder;   ///< null: the target, or of an IcmpError not known

    // Reply, LateReply and DuplicateReply
    bool kernelStamps = false; ///< both ends of the time are kernel time stamps
    std::int16_t ttl = -1;     ///< -1 = not known
    std::uint16_t payloadSize = 0;

    // IcmpError
    std::uint8_t icmpType = 0;
    std::uint8_t icmpCode = 0;
    std::uint32_t mtu = 0; ///< in bytes, 0 = not told; also of a SendError

    SendErrorClass sendError = SendErrorClass::SendFailed;    ///< SendError
    std::uint32_t systemError = 0;                            ///< SendError: of the proxy's system
    RefusalReason refusal = RefusalReason::DestinationDenied; ///< Refused
    InterruptionCause interruption = InterruptionCause::Unspecified; ///< Interrupted

    friend bool operator==(const Result &, const Result &) = default;
};

struct ResultDecoder
{
    Result operator()(ByteReader &reader) const;
};

/// RESULT: its results are read from the parsed bytes.
struct ResultMessage
{
    SessionHeader header;
    std::int64_t clock = 0;    ///< the proxy's wall clock when the message left, ns since 1970
    std::uint32_t dropped = 0; ///< packets its receive buffers had no room for, modulo 2^32
    Sequence<ResultDecoder> results;
};

/// Puts a RESULT together in a buffer of the caller's, of which it uses maximumMessageSize bytes at
/// most.
class ResultWriter
{
public:
    ResultWriter(ByteSpan buffer, const SessionHeader &header, std::int64_t clock,
                 std::uint32_t dropped);

    /// Writes the fields that the outcome of \a result has. Unencodable are negative times, an
    /// IPv4-mapped or unspecified responder, and what is no value of its enumeration.
    Added add(const Result &result);

    std::size_t count() const { return m_count; } ///< results so far
    /// The message so far, complete; empty as long as nothing has been added.
    ByteView message() const;

private:
    ByteWriter m_writer;
    std::uint8_t m_count = 0;
};

/// Brings a RESULT that is sent again up to date: the time of day, and how much has been dropped.
void refreshClock(ByteSpan message, std::int64_t clock, std::uint32_t dropped);

Fault decode(ByteView message, ResultMessage &result);

} // namespace qicmp::v1
