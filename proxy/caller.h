// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "peerchannel.h"
#include "policy.h"
#include "settings.h"

#include <QByteArray>

#include <memory>

namespace qicmp::proxy {

/// Whoever has sent a message of version 1, for as long as that is dealt with. What it came through
/// decides how it is answered.
class Caller
{
public:
    Caller(const Endpoint &address, ClientKind kind) : m_address(address), m_kind(kind) {}
    virtual ~Caller() = default;
    Caller(const Caller &) = delete;
    Caller &operator=(const Caller &) = delete;

    const Endpoint &address() const { return m_address; }
    ClientKind kind() const { return m_kind; }
    /// Whose key it has shown that it has; null in plain text.
    virtual const QByteArray *identity() const { return nullptr; }

    /// Sends one message back. Returns whether it left.
    virtual bool answer(ByteView message) = 0;
    /// What a session speaks to it through. Null with \a systemError set when the system refuses.
    virtual std::unique_ptr<PeerChannel> openChannel(int &systemError) = 0;

private:
    Endpoint m_address;
    ClientKind m_kind;
};

/// One that speaks in plain text.
class PlainCaller final : public Caller
{
public:
    /// Its datagram had been sent to \a local, on the port of \a listener.
    PlainCaller(const Endpoint &address, ClientKind kind, UdpSocket &listener,
                const IpAddress &local)
        : Caller(address, kind), m_listener(listener), m_local(local)
    {
    }

    bool answer(ByteView message) override
    {
        return m_listener.sendTo(address(), m_local, message);
    }
    std::unique_ptr<PeerChannel> openChannel(int &systemError) override
    {
        auto socket = UdpSocket::beside(m_listener, m_local, address(), systemError);
        return socket ? std::make_unique<PlainChannel>(std::move(socket)) : nullptr;
    }

private:
    UdpSocket &m_listener;
    IpAddress m_local;
};

} // namespace qicmp::proxy
