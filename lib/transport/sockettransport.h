// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transport.h"
#include "transport/checksumerrors.h"
#include "transport/deletelater.h"
#include "transport/icmpsocket.h"
#include "transport/stampproof.h"

#include <QtCore/qsocketnotifier.h>
#include <QtCore/qtimer.h>

#include <functional>
#include <memory>
#include <vector>

namespace qicmp {

/// Sends through ICMP sockets of this process: one raw socket a family, or as many datagram sockets
/// as identifiers are needed.
class SocketTransport final : public Transport
{
public:
    /// Opens the first socket of each family. Null with the error of the first that failed when
    /// neither can be had. \a notify is called from the event loop when there is something to do.
    static std::unique_ptr<SocketTransport>
    open(IcmpSocket::Kind kind, const std::function<void()> &notify, int &systemError);
    ~SocketTransport() override;
    SocketTransport(const SocketTransport &) = delete;
    SocketTransport &operator=(const SocketTransport &) = delete;

    /// Whether this machine lets us send with \a family.
    bool offers(Family family) const;

    bool isReady() const override;
    SendResult send(std::span<const OutgoingEcho> echoes) override;
    bool receive(TransportSink &sink) override;
    std::uint64_t receiveOverflows() override;
    std::optional<std::uint16_t> identifier(Family family, std::uint32_t index) override;

private:
    struct Member
    {
        std::unique_ptr<IcmpSocket> socket;
        LateDeleted<QSocketNotifier> readable;
        LateDeleted<QSocketNotifier> writable;
    };

    SocketTransport(IcmpSocket::Kind kind, std::function<void()> notify);
    int add(Family family);
    Member *memberFor(Family family, std::uint16_t id);
    void block(Member &member, int systemError);
    void unblock();

    IcmpSocket::Kind m_kind;
    std::function<void()> m_notify;
    std::vector<Member> m_members;
    std::unique_ptr<StampProof> m_proof; ///< null once stamping is known to work, or given up
    LateDeleted<QTimer> m_pause;
    bool m_blocked = false;
    ChecksumErrors m_checksumErrors;
    std::uint64_t m_checksumErrorsBefore = 0;
    std::uint64_t m_overflows = 0;
};

} // namespace qicmp
