// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/proxyconclusion.h"

#include "engine/icmpfailure.h"

#include <algorithm>
#include <limits>

namespace qicmp {
namespace {

constexpr Nanoseconds oldest = 24 * 3600 * second; ///< that a probe can be

/// By our wall clock. Of the proxy's only differences are believed, and none that can't be: it may
/// have been set between the two moments.
Nanoseconds sentAtHere(const v1::Result &result, const ProxyMoment &moment)
{
    if (result.sentAt == 0)
        return 0;
    return moment.here - std::clamp<Nanoseconds>(moment.proxy - result.sentAt, 0, oldest);
}

Failure icmpFailure(const v1::Result &result, Family family)
{
    const auto kind = classifyError(family, result.icmpType, result.icmpCode);
    return {.code = failureCode(kind.value_or(ErrorKind::DestinationUnreachable)),
            .icmpType = result.icmpType,
            .icmpCode = result.icmpCode,
            .systemError = 0,
            .mtu = result.mtu};
}

FailureCode failureCode(v1::SendErrorClass sendError)
{
    switch (sendError) {
    case v1::SendErrorClass::NetworkUnreachable:
        return FailureCode::NetworkUnreachable;
    case v1::SendErrorClass::PermissionDenied:
        return FailureCode::PermissionDenied;
    case v1::SendErrorClass::PacketTooBig:
        return FailureCode::PacketTooBig;
    case v1::SendErrorClass::InvalidArgument:
        return FailureCode::InvalidArgument;
    case v1::SendErrorClass::SendFailed:
        break;
    }
    return FailureCode::SendFailed;
}

/// The same that ends a request at once when this machine's own system says it.
bool isFinal(v1::SendErrorClass sendError)
{
    return sendError == v1::SendErrorClass::PermissionDenied ||
           sendError == v1::SendErrorClass::PacketTooBig ||
           sendError == v1::SendErrorClass::InvalidArgument;
}

/// A rule stays; that there was too much at a time does not.
bool isFinal(v1::RefusalReason reason)
{
    switch (reason) {
    case v1::RefusalReason::Outstanding:
    case v1::RefusalReason::ClientRate:
    case v1::RefusalReason::DestinationRate:
    case v1::RefusalReason::TotalRate:
        return false;
    default:
        return true;
    }
}

void describeReply(Conclusion &conclusion, const v1::Result &result)
{
    conclusion.kernelStamps = result.kernelStamps;
    conclusion.ttl = result.ttl;
    conclusion.payloadSize = result.payloadSize;
}

} // namespace

Conclusion concludeFrom(const v1::Result &result, Family family, const ProxyMoment &moment)
{
    Conclusion conclusion;
    conclusion.probe = result.token;
    conclusion.sentAtWall = sentAtHere(result, moment);
    conclusion.time = std::clamp<Nanoseconds>(result.time, 0, oldest);
    conclusion.responder = result.responder;
    switch (result.outcome) {
    case v1::Outcome::Reply:
        conclusion.kind = Conclusion::Kind::Reply;
        describeReply(conclusion, result);
        break;
    case v1::Outcome::LateReply:
        conclusion.kind = Conclusion::Kind::LateReply;
        describeReply(conclusion, result);
        break;
    case v1::Outcome::DuplicateReply:
        conclusion.kind = Conclusion::Kind::DuplicateReply;
        describeReply(conclusion, result);
        break;
    case v1::Outcome::IcmpError:
        conclusion.kind = Conclusion::Kind::IcmpError;
        conclusion.failure = icmpFailure(result, family);
        break;
    case v1::Outcome::Timeout:
        conclusion.kind = Conclusion::Kind::Timeout;
        break;
    case v1::Outcome::SendError:
        conclusion.kind = Conclusion::Kind::Unsent;
        conclusion.final = isFinal(result.sendError);
        conclusion.failure.code = failureCode(result.sendError);
        conclusion.failure.atProxy = true;
        conclusion.failure.systemError = static_cast<int>(
                std::min<std::uint32_t>(result.systemError, std::numeric_limits<int>::max()));
        conclusion.failure.mtu = result.mtu;
        break;
    case v1::Outcome::Refused:
        conclusion.kind = Conclusion::Kind::Unsent;
        conclusion.final = isFinal(result.refusal);
        conclusion.failure.code = FailureCode::ProxyRefused;
        conclusion.failure.detail = static_cast<std::uint8_t>(result.refusal);
        break;
    case v1::Outcome::Interrupted:
        conclusion.kind = Conclusion::Kind::Interrupted;
        conclusion.failure = interruption(static_cast<InterruptionCause>(result.interruption));
        conclusion.failure.atProxy = true;
        break;
    case v1::Outcome::Canceled: // and not because we asked for it
        conclusion.kind = Conclusion::Kind::Interrupted;
        conclusion.failure = interruption(InterruptionCause::Unspecified);
        break;
    }
    return conclusion;
}

bool endsPing(v1::Outcome outcome)
{
    return outcome != v1::Outcome::LateReply && outcome != v1::Outcome::DuplicateReply;
}

} // namespace qicmp
