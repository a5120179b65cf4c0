// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "describeframe.h"

#include <array>
#include <cstdio>

using namespace qicmp;
using namespace qicmp::v1;

namespace {

std::string hex(std::uint64_t value)
{
    char digits[20] = {};
    std::snprintf(digits, sizeof digits, "%llx", static_cast<unsigned long long>(value));
    return digits;
}

template <typename Number>
std::string labelled(const char *label, Number value)
{
    return ' ' + (label + (' ' + std::to_string(value)));
}

std::string ends(const std::array<std::uint8_t, 16> &bytes)
{
    return ' ' + hex(bytes.front()) + '-' + hex(bytes.back());
}

std::string describe(const SessionHeader &header)
{
    return ends(header.session.bytes) + labelled("number", header.number) +
           labelled("through", header.acknowledgement.through) + " beyond " +
           hex(header.acknowledgement.beyond);
}

std::string describe(const PingGroup &group)
{
    const PingOptions &options = group.options;
    std::string text = group.family == Family::IPv6 ? " [IPv6" : " [IPv4";
    text += labelled("size", options.payloadSize) + labelled("timeout", options.timeout);
    if (options.ttl != 0)
        text += labelled("ttl", int{options.ttl});
    if (options.trafficClass >= 0)
        text += labelled("class", options.trafficClass);
    if (options.dontFragment)
        text += " df";
    if (options.interfaceIndex != 0)
        text += labelled("interface", options.interfaceIndex);
    if (!options.source.isNull())
        text += " source " + IpAddress(options.source).toString();
    for (const Ping &ping : group.pings)
        text += ' ' + hex(ping.token) + '>' + ping.target.toString();
    return text + ']';
}

std::string answer(const Result &result)
{
    std::string text = labelled("sent", result.sentAt) + labelled("time", result.time);
    if (result.outcome == Outcome::IcmpError)
        text += " icmp " + std::to_string(result.icmpType) + '/' + std::to_string(result.icmpCode) +
                labelled("mtu", result.mtu);
    else
        text += labelled("ttl", result.ttl) + labelled("size", result.payloadSize);
    if (result.kernelStamps)
        text += " kernel";
    if (!result.responder.isNull())
        text += " from " + result.responder.toString();
    return text;
}

std::string describe(const Result &result)
{
    static constexpr const char *names[] = {
            "",        "Reply",     "LateReply", "DuplicateReply", "IcmpError",
            "Timeout", "SendError", "Refused",   "Interrupted",    "Canceled"};
    std::string text = " [" + hex(result.token) + ' ' + names[static_cast<int>(result.outcome)];
    switch (result.outcome) {
    case Outcome::Reply:
    case Outcome::LateReply:
    case Outcome::DuplicateReply:
    case Outcome::IcmpError:
        text += answer(result);
        break;
    case Outcome::Timeout:
    case Outcome::Canceled:
        text += labelled("sent", result.sentAt);
        break;
    case Outcome::SendError:
        text += labelled("class", static_cast<int>(result.sendError)) +
                labelled("errno", result.systemError) + labelled("mtu", result.mtu);
        break;
    case Outcome::Refused:
        text += labelled("reason", static_cast<int>(result.refusal));
        break;
    case Outcome::Interrupted:
        text += labelled("sent", result.sentAt) +
                labelled("cause", static_cast<int>(result.interruption));
        break;
    }
    return text + ']';
}

struct Describer
{
    std::string operator()(FrameRejection rejection) const { return ::describe(rejection); }
    std::string operator()(const Hello &hello) const { return "Hello" + ends(hello.nonce.bytes); }
    std::string operator()(const Challenge &challenge) const
    {
        return "Challenge" + ends(challenge.nonce.bytes) + " cookie" + ends(challenge.cookie.bytes);
    }
    std::string operator()(const Open &open) const
    {
        return "Open" + ends(open.nonce.bytes) + " cookie" + ends(open.cookie.bytes) +
               labelled("outstanding", open.outstanding) + labelled("rate", open.rate) +
               labelled("payload", open.payloadSize);
    }
    std::string operator()(const Opened &opened) const
    {
        const Grant &grant = opened.grant;
        return "Opened" + ends(opened.nonce.bytes) + " session" + ends(opened.session.bytes) +
               " boot " + hex(opened.bootId) + labelled("clock", opened.clock) +
               labelled("outstanding", grant.outstanding) + labelled("rate", grant.rate) +
               labelled("burst", grant.burst) + labelled("timeout", grant.maximumTimeout) +
               labelled("keepalive", grant.keepAlive) + labelled("idle", grant.idle) +
               labelled("linger", grant.linger) + labelled("payload", grant.payloadSize) +
               " features " + hex(grant.features);
    }
    std::string operator()(const Error &error) const
    {
        std::string text = "Error" + ends(error.correlator) + " boot " + hex(error.bootId) +
                           labelled("reason", static_cast<int>(error.reason)) +
                           labelled("type", int{error.refusedType}) +
                           labelled("retry", error.retryAfter) + " versions";
        for (const std::uint8_t version : error.versions)
            if (version != 0)
                text += ' ' + std::to_string(version);
        return text;
    }
    std::string operator()(const PingMessage &ping) const
    {
        std::string text = "Ping" + describe(ping.header) + ':';
        for (const PingGroup &group : ping.groups)
            text += describe(group);
        return text + ' ' + std::to_string(ping.pings) + " in all";
    }
    std::string operator()(const ResultMessage &message) const
    {
        std::string text = "Result" + describe(message.header) + labelled("clock", message.clock) +
                           labelled("dropped", message.dropped) + ':';
        for (const Result &result : message.results)
            text += describe(result);
        return text;
    }
    std::string operator()(const CancelMessage &cancel) const
    {
        std::string text = "Cancel" + describe(cancel.header) + ':';
        for (const std::uint64_t token : cancel.tokens)
            text += ' ' + hex(token);
        return text;
    }
    std::string operator()(const KeepAlive &keepAlive) const
    {
        return "KeepAlive" + describe(keepAlive.header) + ':' +
               labelled("kind", static_cast<int>(keepAlive.kind)) + " stamp " +
               hex(keepAlive.stamp);
    }
    std::string operator()(const Close &close) const
    {
        return "Close" + describe(close.header) + ':' +
               labelled("reason", static_cast<int>(close.reason));
    }
};

} // namespace

std::string describe(FrameRejection rejection)
{
    static constexpr const char *names[] = {
            "Truncated",      "TooLong",        "ForeignProtocol", "UnsupportedVersion",
            "UnknownType",    "WrongDirection", "UnknownFlags",    "TrailingBytes",
            "PaddingNotZero", "BadCount",       "BadAddress",      "BadValue"};
    return names[static_cast<int>(rejection)];
}

std::string describe(const ClientFrame &frame)
{
    return std::visit(Describer(), frame);
}

std::string describe(const ProxyFrame &frame)
{
    return std::visit(Describer(), frame);
}
