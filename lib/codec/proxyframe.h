// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyhandshake.h"
#include "codec/proxyping.h"
#include "codec/proxyresult.h"
#include "codec/proxysession.h"

#include <variant>

/// Reading version 1 of the protocol between clients and icmp-proxy (proxy/PROTOCOL.md). Writing is
/// in the headers of the messages: encode() where a message has one size, else its writer.
///
/// A message is accepted whole or rejected whole. What is accepted has one encoding (but for the
/// grouping of pings, which is the client's choice): written again, it gives the same bytes. Lists
/// stay in the parsed bytes, which must live as long.
namespace qicmp::v1 {

/// What a client may send.
using ClientFrame =
        std::variant<FrameRejection, Hello, Open, PingMessage, CancelMessage, KeepAlive, Close>;

/// What a proxy may send.
using ProxyFrame =
        std::variant<FrameRejection, Challenge, Opened, Error, ResultMessage, KeepAlive, Close>;

/// Parses a datagram that a client sent. What else could be of this protocol is UnsupportedVersion,
/// which is to be answered with refusal(); any other rejection is for the counters.
ClientFrame parseFromClient(ByteView datagram);

/// Parses a datagram that a proxy sent. ERROR is version 1 whatever the versions of both sides.
ProxyFrame parseFromProxy(ByteView datagram);

} // namespace qicmp::v1
