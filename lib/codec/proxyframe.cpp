// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/proxyframe.h"

namespace qicmp::v1 {
namespace {

/// Looks at the 20 bytes that all messages have in common.
Fault checkCommonHeader(ByteView datagram)
{
    if (!datagram.empty() && datagram[0] != magic)
        return FrameRejection::ForeignProtocol;
    if (datagram.size() > 1 && datagram[1] != version)
        return FrameRejection::UnsupportedVersion;
    if (datagram.size() < commonHeaderSize)
        return FrameRejection::Truncated;
    if (datagram.size() > maximumMessageSize)
        return FrameRejection::TooLong;
    const auto type = static_cast<MessageType>(datagram[2]);
    if (!isOneOf(type, MessageType::Hello, MessageType::Close))
        return FrameRejection::UnknownType;
    if (datagram[3] != 0 && type != MessageType::KeepAlive)
        return FrameRejection::UnknownFlags;
    return std::nullopt;
}

/// The message of one type, or why it is none.
template <typename Message, typename Frame, typename... Side>
Frame decoded(ByteView datagram, Side... side)
{
    Message message;
    if (const Fault fault = decode(datagram, side..., message))
        return *fault;
    return message;
}

} // namespace

ClientFrame parseFromClient(ByteView datagram)
{
    if (const Fault fault = checkCommonHeader(datagram))
        return *fault;
    switch (static_cast<MessageType>(datagram[2])) {
    case MessageType::Hello:
        return decoded<Hello, ClientFrame>(datagram);
    case MessageType::Open:
        return decoded<Open, ClientFrame>(datagram);
    case MessageType::Ping:
        return decoded<PingMessage, ClientFrame>(datagram);
    case MessageType::Cancel:
        return decoded<CancelMessage, ClientFrame>(datagram);
    case MessageType::KeepAlive:
        return decoded<KeepAlive, ClientFrame>(datagram, true);
    case MessageType::Close:
        return decoded<Close, ClientFrame>(datagram, true);
    case MessageType::Challenge:
    case MessageType::Opened:
    case MessageType::Error:
    case MessageType::Result:
        break;
    }
    return FrameRejection::WrongDirection;
}

ProxyFrame parseFromProxy(ByteView datagram)
{
    if (const Fault fault = checkCommonHeader(datagram))
        return *fault;
    switch (static_cast<MessageType>(datagram[2])) {
    case MessageType::Challenge:
        return decoded<Challenge, ProxyFrame>(datagram);
    case MessageType::Opened:
        return decoded<Opened, ProxyFrame>(datagram);
    case MessageType::Error:
        return decoded<Error, ProxyFrame>(datagram);
    case MessageType::Result:
        return decoded<ResultMessage, ProxyFrame>(datagram);
    case MessageType::KeepAlive:
        return decoded<KeepAlive, ProxyFrame>(datagram, false);
    case MessageType::Close:
        return decoded<Close, ProxyFrame>(datagram, false);
    case MessageType::Hello:
    case MessageType::Open:
    case MessageType::Ping:
    case MessageType::Cancel:
        break;
    }
    return FrameRejection::WrongDirection;
}

} // namespace qicmp::v1
