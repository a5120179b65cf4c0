// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "outcome.h"

#include <algorithm>

namespace qicmp::proxy {
namespace {

/// A responder that the protocol can carry and that tells the client something.
IpAddress responderOf(const EngineEvent &event, const IpAddress &unlessIt)
{
    const IpAddress &responder = event.responder;
    const bool carried =
            !responder.isNull() && !responder.isUnspecified() && !responder.isIpv4Mapped();
    return carried && responder != unlessIt ? responder : IpAddress();
}

v1::SendErrorClass sendErrorClass(FailureCode code)
{
    switch (code) {
    case FailureCode::NetworkUnreachable:
        return v1::SendErrorClass::NetworkUnreachable;
    case FailureCode::PermissionDenied:
        return v1::SendErrorClass::PermissionDenied;
    case FailureCode::PacketTooBig:
        return v1::SendErrorClass::PacketTooBig;
    case FailureCode::InvalidArgument:
        return v1::SendErrorClass::InvalidArgument;
    default:
        return v1::SendErrorClass::SendFailed;
    }
}

v1::InterruptionCause interruptionCause(std::uint8_t detail)
{
    switch (static_cast<InterruptionCause>(detail)) {
    case InterruptionCause::ReceiveOverflow:
        return v1::InterruptionCause::ReceiveOverflow;
    case InterruptionCause::Suspended:
        return v1::InterruptionCause::Suspended;
    case InterruptionCause::SocketChanged:
        return v1::InterruptionCause::SocketChanged;
    default:
        return v1::InterruptionCause::Unspecified;
    }
}

v1::Result begin(const EngineEvent &event, v1::Outcome outcome)
{
    v1::Result result;
    result.outcome = outcome;
    result.token = event.context;
    result.sentAt = std::max<Nanoseconds>(event.sentAtWall, 0);
    return result;
}

v1::Result replied(const EngineEvent &event, v1::Outcome outcome)
{
    v1::Result result = begin(event, outcome);
    result.time = std::max<Nanoseconds>(event.roundTripTime, 0);
    result.kernelStamps = event.kernelStamps;
    result.ttl = event.ttl;
    result.payloadSize = static_cast<std::uint16_t>(event.payloadSize);
    result.responder = responderOf(event, event.target);
    return result;
}

v1::Result icmpError(const EngineEvent &event)
{
    v1::Result result = begin(event, v1::Outcome::IcmpError);
    result.time = std::max<Nanoseconds>(event.roundTripTime, 0);
    result.icmpType = static_cast<std::uint8_t>(event.failure.icmpType);
    result.icmpCode = static_cast<std::uint8_t>(event.failure.icmpCode);
    result.mtu = event.failure.mtu;
    result.responder = responderOf(event, {});
    return result;
}

v1::Result sendError(const EngineEvent &event)
{
    v1::Result result;
    result.outcome = v1::Outcome::SendError;
    result.token = event.context;
    result.sendError = sendErrorClass(event.failure.code);
    result.systemError = static_cast<std::uint32_t>(event.failure.systemError);
    result.mtu = event.failure.mtu;
    return result;
}

v1::Result failed(const EngineEvent &event)
{
    if (event.failure.icmpType >= 0)
        return icmpError(event);
    switch (event.failure.code) {
    case FailureCode::Timeout:
        return begin(event, v1::Outcome::Timeout);
    case FailureCode::Canceled:
        return begin(event, v1::Outcome::Canceled);
    case FailureCode::Interrupted: {
        v1::Result result = begin(event, v1::Outcome::Interrupted);
        result.interruption = interruptionCause(event.failure.detail);
        return result;
    }
    default:
        return sendError(event);
    }
}

} // namespace

std::optional<v1::Result> resultOf(const EngineEvent &event)
{
    switch (event.kind) {
    case EngineEvent::Kind::Succeeded:
        return replied(event, v1::Outcome::Reply);
    case EngineEvent::Kind::Late:
        return replied(event, v1::Outcome::LateReply);
    case EngineEvent::Kind::Duplicate:
        return replied(event, v1::Outcome::DuplicateReply);
    case EngineEvent::Kind::Failed:
        return failed(event);
    default:
        return std::nullopt;
    }
}

v1::Result refused(std::uint64_t token, v1::RefusalReason reason)
{
    v1::Result result;
    result.outcome = v1::Outcome::Refused;
    result.token = token;
    result.refusal = reason;
    return result;
}

} // namespace qicmp::proxy
