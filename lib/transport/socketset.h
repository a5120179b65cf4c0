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

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace qicmp {

/// The ICMP sockets behind one transport, or behind several of a thread: one raw socket a family,
/// or as many datagram sockets as identifiers are needed.
///
/// The kernel hands each ICMP packet to every raw socket there is, and each costs it a copy. So the
/// raw sockets are shared by all transports of a thread and a network namespace. Every identifier
/// is held by one user; what is read goes to the user whose identifier it bears, whoever reads.
class SocketSet final : public std::enable_shared_from_this<SocketSet>, private TransportSink
{
public:
    /// A transport, as the set knows it.
    struct User
    {
        std::function<void()> notify; ///< there is something to do; may destroy the user
        std::function<void()> wake;   ///< has the event loop call notify(); destroys nobody
        TransportSink *sink = nullptr;

        // The set's own notes.
        bool inBatch = false; ///< it has been told of the batch that is being read
    };

    /// A set for one more user: that of this thread, if it may be shared and has room, else a new
    /// one. Null with the error of the first socket that failed when none can be opened.
    static std::shared_ptr<SocketSet> open(IcmpSocket::Kind kind, int &systemError);
    ~SocketSet() override;
    SocketSet(const SocketSet &) = delete;
    SocketSet &operator=(const SocketSet &) = delete;

    void add(User *user) { m_users.push_back(user); }
    /// Its identifiers rest before others get them.
    void remove(User *user);
    /// An identifier for \a user alone, or nothing when there is none left.
    std::optional<std::uint16_t> claimIdentifier(User *user, Family family);

    bool offers(Family family) const;
    bool isReady() const { return !m_blocked && !m_proof; }
    SendResult send(std::span<const OutgoingEcho> echoes);
    /// Reads on behalf of \a reader, for all. Returns whether there may be more.
    bool receive(User *reader);
    std::uint64_t receiveOverflows();

private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    struct Lease
    {
        User *holder = nullptr;
        SteadyTime restsUntil;
    };
    struct Member
    {
        std::unique_ptr<IcmpSocket> socket;
        std::vector<Lease> leases; ///< of its identifiers, in order
        LateDeleted<QSocketNotifier> readable;
        LateDeleted<QSocketNotifier> writable;
    };

    SocketSet(IcmpSocket::Kind kind, std::uint64_t networkNamespace);
    int openSocket(Family family);
    bool hasRoom() const;
    Member *memberFor(Family family, std::uint16_t id);
    User *holderOf(Family family, std::uint16_t id);
    TransportSink *sinkOf(Family family, std::uint16_t id);

    void notifyOne();
    void wakeOthers(const User *than);
    void block(Member &member, int systemError);
    void unblock();

    // TransportSink, of the sockets
    void batchRead() override;
    void transmitted(std::uint64_t probe, std::uint16_t id, Nanoseconds wallStamp) override;
    void received(const ReceivedEcho &echo) override;
    void received(const ReceivedError &error) override;
    void receivedCorrupt() override;
    void concluded(const Conclusion &) override {}

    IcmpSocket::Kind m_kind;
    std::uint64_t m_networkNamespace; ///< 0 = not known
    std::vector<User *> m_users;
    std::size_t m_nextNotified = 0;
    User *m_reader = nullptr; ///< while sockets are read, and
    Family m_familyRead = Family::None;
    std::vector<Member> m_members;
    std::unique_ptr<StampProof> m_proof; ///< null once stamping is known to work, or given up
    LateDeleted<QTimer> m_pause;
    bool m_blocked = false;
    ChecksumErrors m_checksumErrors;
    std::uint64_t m_checksumErrorsBefore = 0;
    std::uint64_t m_overflows = 0;
};

} // namespace qicmp
