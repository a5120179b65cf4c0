// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transport.h"
#include "transport/packetfilter.h"
#include "transport/transmitledger.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace qicmp {

/// One ICMP socket of one family, raw or datagram, non-blocking: options, batches, time stamps.
///
/// A datagram ("ping") socket has one identifier, which the kernel chose and writes into each
/// packet, and hears of ICMP errors by its error queue. A raw socket uses a block of identifiers
/// and hears of errors as packets.
class IcmpSocket
{
public:
    enum class Kind : std::uint8_t { Raw, Datagram };

    /// Null with \a systemError set when the system refuses.
    static std::unique_ptr<IcmpSocket> open(Kind kind, Family family, int &systemError);
    ~IcmpSocket();
    IcmpSocket(const IcmpSocket &) = delete;
    IcmpSocket &operator=(const IcmpSocket &) = delete;

    int descriptor() const { return m_descriptor; }
    Family family() const { return m_family; }
    std::uint16_t firstIdentifier() const { return m_firstIdentifier; }
    std::uint16_t identifierCount() const
    {
        return m_kind == Kind::Raw ? IdentifierBlock::size : std::uint16_t{1};
    }
    bool owns(std::uint16_t id) const
    {
        return static_cast<std::uint16_t>(id - m_firstIdentifier) < identifierCount();
    }

    /// All of \a echoes are of this family and carry identifiers of this socket.
    SendResult send(std::span<const OutgoingEcho> echoes);
    /// Reads up to a batch of packets and of the error queue. Returns whether there may be more.
    bool receive(TransportSink &sink);
    /// How many packets the kernel had no room for in this socket's receive buffer (SO_MEMINFO).
    std::uint32_t drops() const;

private:
    struct Batches;

    IcmpSocket(Kind kind, Family family, int descriptor);
    int configure();
    int chooseIdentifiers();
    bool setStamping(bool counted);

    // sending
    int applySocketOptions(const EchoOptions &options);
    std::size_t prepareGroup(std::span<const OutgoingEcho> echoes);
    void prepareMessage(std::size_t index, const OutgoingEcho &echo);
    void recordSent(std::span<const OutgoingEcho> echoes);

    // receiving
    int readPackets();
    int readErrorQueue();
    void deliverPacket(TransportSink &sink, std::size_t index);
    void deliverError(TransportSink &sink, std::size_t index);

    Kind m_kind;
    Family m_family;
    int m_descriptor;
    std::uint16_t m_firstIdentifier = 0;
    bool m_dontFragment = false;
    bool m_broadcast = false;
    bool m_icmpErrorRead = false; ///< in this round: there may be packets behind it
    bool m_stampsInDoubt = false; ///< the kernel's packet count may have left ours
    TransmitLedger m_ledger;
    std::unique_ptr<Batches> m_batches;
};

/// What a send error means for the request.
Failure classifySendError(int systemError, const EchoOptions &options);

} // namespace qicmp
