// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "helloverifier.h"
#include "keyedhash.h"
#include "ratelimits.h"
#include "sealedlink.h"
#include "switchboard.h"
#include "udpsocket.h"

#include <QByteArray>
#include <QHash>

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <unordered_map>

namespace qicmp::proxy {

/// Takes DTLS datagrams, and passes on the messages in them (proxy/PROTOCOL.md, 10): cookies first,
/// then handshakes, of which there are few at a time, then connections.
class DtlsGate
{
public:
    static constexpr std::size_t mostConnections = SessionTable::capacity;
    static constexpr std::size_t mostHandshakes = 256;
    static constexpr std::size_t mostHandshakesOfOne = 64;  ///< of one address, or IPv6 /64
    static constexpr std::size_t mostConnectionsOfOne = 64; ///< of one identity
    /// Reads the socket of a connection that is about to end, once.
    using Look = std::function<void(UdpSocket &socket, const Endpoint &client)>;

    /// \a switchboard and \a listener outlive it.
    DtlsGate(Switchboard &switchboard, UdpSocket &listener, QHash<QByteArray, QByteArray> keys,
             Look look, Nanoseconds now);
    ~DtlsGate();
    DtlsGate(const DtlsGate &) = delete;
    DtlsGate &operator=(const DtlsGate &) = delete;

    void take(const Datagram &datagram, Nanoseconds now);
    /// Once a turn. Ends what is overdue.
    void work(Nanoseconds now);
    Nanoseconds nextWakeup() const { return m_nextLook; }
    /// Says farewell to all clients, whose sessions have ended.
    void shutDown();

    /// The socket that the set of descriptors calls by that number, or null.
    UdpSocket *socketOf(std::uint64_t number);
    /// That of the connection with a client, or null.
    UdpSocket *socketOf(const Endpoint &client);
    /// Whose connection it is that has this number, if there is one.
    const Endpoint *clientOf(std::uint64_t number) const;

private:
    struct Handshake
    {
        Endpoint client;
        IpAddress local; ///< our address that it speaks to
        HelloRandom random{};
        std::unique_ptr<DtlsConnection> connection;
        Nanoseconds until = 0;
        unsigned heard = 0; ///< datagrams
    };
    struct Entry
    {
        std::shared_ptr<SealedLink> link;
        std::uint64_t number = 0; ///< of its socket, in the set of descriptors
    };
    using Handshakes = std::list<Handshake>; ///< the oldest first

    void hear(const Datagram &datagram, Nanoseconds now);
    bool mayBegin(const Endpoint &client, bool again, Nanoseconds now);
    void begin(const Datagram &datagram, HelloVerifier::Verified verified, Nanoseconds now);
    bool makeRoomFor(const Endpoint &client, Nanoseconds now);
    Handshakes::iterator find(const Endpoint &client);
    void proceed(Handshakes::iterator handshake, ByteView bytes, Nanoseconds now);
    void stand(Handshake handshake, Nanoseconds now);
    bool isFull(const QByteArray &identity) const;
    bool makeRoom(const QByteArray &identity, Nanoseconds now);
    bool isQuietFor(const std::shared_ptr<SealedLink> &link, Nanoseconds time, Nanoseconds now);
    void open(const std::shared_ptr<SealedLink> &link, ByteView bytes, Nanoseconds now);
    void end(const std::shared_ptr<SealedLink> &link, SessionEnd why);
    void refuseStranger(const Datagram &datagram);
    QByteArray keyOf(const QByteArray &identity) const;

    Switchboard &m_switchboard;
    UdpSocket &m_listener;
    QHash<QByteArray, QByteArray> m_keys;
    QByteArray m_noKey; ///< of identities that nobody has
    Look m_look;
    HelloVerifier m_verifier;
    Allowance m_pace; ///< handshakes a second of one address
    DestinationBuckets m_buckets;
    Handshakes m_handshakes;
    unsigned m_begunInTurn = 0;
    std::unordered_map<Endpoint, Entry, KeyedHash> m_links;
    std::unordered_map<std::uint64_t, std::shared_ptr<SealedLink>> m_byNumber;
    std::uint64_t m_lastNumber;
    Nanoseconds m_nextLook;
};

/// Shakes hands with itself, so that everything Qt loads for DTLS is there before files can't be
/// opened any more. Returns an empty string or why clients could not do it either.
QString dtlsTrial();

} // namespace qicmp::proxy
