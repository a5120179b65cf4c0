// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/datagramchannel.h"
#include "transport/peersocket.h"
#include "transport/portholder.h"

#include <functional>
#include <memory>

namespace qicmp {

/// Plain UDP to a proxy.
class UdpChannel final : public DatagramChannel
{
public:
    /// \a notify is called from the event loop when there is something to receive or the state has
    /// changed; it may destroy the channel.
    UdpChannel(const ProxySettings &proxy, std::function<void()> notify);

    State state() const override { return m_peer.state(); }
    ProxyTrouble trouble() const override { return m_peer.trouble(); }
    std::size_t maximumSize() const override { return v1::maximumMessageSize; }
    void send(ByteView datagram) override;
    bool receive(DatagramSink &sink) override;
    Nanoseconds arrivedAt() const override { return m_arrivedAt; }
    bool takeRefusal() override;
    void reopen() override;
    bool isPeerTrusted() override;

private:
    std::unique_ptr<UdpTables> m_tables; ///< none: the application has named the peer
    std::uint16_t m_port;
    PeerSocket m_peer;
    unsigned m_unanswered = 0; ///< datagrams since the peer was heard, or became the peer
    unsigned m_patience;       ///< how many of them, before another address is tried
    Nanoseconds m_arrivedAt = 0;
};

} // namespace qicmp
