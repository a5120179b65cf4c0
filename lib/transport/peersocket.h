// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/connectedsocket.h"
#include "transport/datagramchannel.h"
#include "transport/deletelater.h"
#include "transport/proxysettings.h"

#include <QtCore/qsocketnotifier.h>

#include <functional>
#include <memory>
#include <vector>

namespace qicmp {

/// The socket to a proxy. Its name is looked up first if it has one; of the addresses that it has,
/// those are tried one after another, until somebody answers.
class PeerSocket
{
public:
    using State = DatagramChannel::State;

    /// Takes datagrams up to \a largest bytes. \a notify is called from the event loop when there
    /// is something to receive or the state has changed; it may destroy this.
    PeerSocket(ProxySettings proxy, std::size_t largest, std::function<void()> notify);
    ~PeerSocket();
    PeerSocket(const PeerSocket &) = delete;
    PeerSocket &operator=(const PeerSocket &) = delete;

    State state() const { return m_state; }
    ProxyTrouble trouble() const { return m_trouble; }
    /// Null unless the state is Open. May be another one after tryNext(), lookUp() and whenever the
    /// event loop has run.
    ConnectedSocket *socket() const { return m_socket.get(); }
    const IpAddress &address() const { return m_address; }
    /// Datagrams that this and the sockets before it had no room for.
    std::uint64_t drops() const;

    /// Looks the name up again: whoever was there is gone. Until the answer comes, and if it is
    /// that there is no address, the one in use stays. So it does if it answers meanwhile.
    void lookUp();
    /// A datagram has come.
    void heard() { m_heard = true; }
    /// Nobody answers: goes on to the next address, unless somebody has since lookUp().
    void tryNext();

private:
    void found(const std::vector<IpAddress> &addresses);
    void connectFrom(std::size_t index);
    void disconnect();

    ProxySettings m_proxy;
    std::size_t m_largest;
    std::function<void()> m_notify;
    std::shared_ptr<PeerSocket *> m_self; ///< null inside once this is gone, for a late answer
    bool m_asking = false;                ///< within lookUp()
    bool m_pending = false;               ///< a lookup is under way
    bool m_heard = false;
    State m_state = State::Opening;
    ProxyTrouble m_trouble = ProxyTrouble::NoAnswer;
    std::vector<IpAddress> m_addresses;
    std::size_t m_index = 0; ///< of the one in use
    IpAddress m_address;
    std::unique_ptr<ConnectedSocket> m_socket;
    LateDeleted<QSocketNotifier> m_readable;
    std::uint64_t m_earlierDrops = 0;
};

} // namespace qicmp
