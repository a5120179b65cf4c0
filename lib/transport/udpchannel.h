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

namespace qicmp {

/// Plain UDP to a proxy, whose name is looked up first if it has one.
class UdpChannel final : public DatagramChannel
{
public:
    /// \a notify is called from the event loop when there is something to receive or the state has
    /// changed; it may destroy the channel.
    UdpChannel(ProxySettings proxy, std::function<void()> notify);
    ~UdpChannel() override;
    UdpChannel(const UdpChannel &) = delete;
    UdpChannel &operator=(const UdpChannel &) = delete;

    State state() const override { return m_state; }
    ProxyTrouble trouble() const override { return m_trouble; }
    std::size_t maximumSize() const override { return v1::maximumMessageSize; }
    void send(ByteView datagram) override;
    bool receive(DatagramSink &sink) override;
    bool takeRefusal() override;
    void reopen() override;
    bool isPeerTrusted() override;

private:
    void lookUp();
    void found(const IpAddress &address);
    void disconnect();

    ProxySettings m_proxy;
    std::function<void()> m_notify;
    std::shared_ptr<UdpChannel *> m_self; ///< null inside once this is gone, for a late answer
    bool m_asking = false;                ///< within lookUp()
    State m_state = State::Opening;
    ProxyTrouble m_trouble = ProxyTrouble::NoAnswer;
    IpAddress m_peer;
    std::unique_ptr<ConnectedSocket> m_socket;
    LateDeleted<QSocketNotifier> m_readable;
};

} // namespace qicmp
