// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/icmppacket.h"
#include "engine/conclusion.h"
#include "engine/echooptions.h"
#include "engine/failure.h"

#include <cstdint>
#include <optional>
#include <span>

namespace qicmp {

/// One echo request on its way out.
struct OutgoingEcho
{
    IpAddress target;
    const EchoOptions *options = nullptr; ///< good for the duration of the call
    std::uint64_t probe = 0;              ///< comes back with the transmit stamp
    std::uint64_t tag = 0;
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
};

/// What became of a batch: the first `accepted` echoes left, and why the next one did not. A
/// transport may take fewer than it is offered, one at least, and be called again at once.
struct SendResult
{
    enum class Verdict : std::uint8_t {
        Complete,
        Blocked, ///< no room: isReady() turns true again when there is, nothing is lost
        Refused, ///< `failure` says why; the ones after it have not been tried
    };

    std::uint32_t accepted = 0;
    Verdict verdict = Verdict::Complete;
    Failure failure;
};

struct ReceivedEcho
{
    IpAddress source;
    std::uint16_t id = 0;
    std::uint16_t sequence = 0;
    std::int16_t ttl = -1; ///< -1 = not known
    std::uint32_t payloadSize = 0;
    ByteView payload; ///< the first bytes of it at least, good for the duration of the call
    Nanoseconds wallStamp = 0; ///< when the kernel received it, wall clock; 0 = not stamped
};

struct ReceivedError
{
    IpAddress responder;
    ErrorMessage message;
    Nanoseconds wallStamp = 0;
};

/// Where a transport delivers what it read.
class TransportSink
{
public:
    virtual ~TransportSink() = default;

    /// A batch has been read from the kernel, its contents follow.
    virtual void batchRead() = 0;
    /// \a probe, which bears the identifier \a id, has left.
    virtual void transmitted(std::uint64_t probe, std::uint16_t id, Nanoseconds wallStamp) = 0;
    virtual void received(const ReceivedEcho &echo) = 0;
    virtual void received(const ReceivedError &error) = 0;
    virtual void receivedCorrupt() = 0; ///< a packet for us whose checksum or length is wrong
    /// Instead of all these, from a transport that concludes().
    virtual void concluded(const Conclusion &conclusion) = 0;
};

/// The seam between the engine and the world. It knows packets and nothing of requests.
class Transport
{
public:
    virtual ~Transport() = default;

    /// Whether send() can be expected to accept packets.
    virtual bool isReady() const = 0;
    virtual SendResult send(std::span<const OutgoingEcho> echoes) = 0;

    /// Reads one batch of each kind. Returns whether there may be more.
    virtual bool receive(TransportSink &sink) = 0;

    /// How many packets the receive buffers have dropped for lack of room since the start.
    virtual std::uint64_t receiveOverflows() = 0;

    /// The ICMP identifier number \a index that this transport offers to \a family, or nothing when
    /// it has no more at present. Asked for each index in order, until there is one.
    virtual std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) = 0;

    /// Whether it finds out itself what became of a probe, timeouts included, and tells it through
    /// TransportSink::concluded(), once for each probe it accepted and has not been told to
    /// withdraw; then perhaps of late and duplicate replies. Otherwise it tells what it received,
    /// and the engine concludes.
    virtual bool concludes() const { return false; }
    /// Nobody is interested in \a probe any more.
    virtual void withdraw(std::uint64_t probe) { static_cast<void>(probe); }

    /// How fast the engine sends, in packets a second, 0 = as fast as it can: for a transport that
    /// keeps what it has accepted for a while.
    virtual void setMaximumRate(std::uint32_t packetsPerSecond)
    {
        static_cast<void>(packetsPerSecond);
    }
};

} // namespace qicmp
