// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// What must not be accepted: golden messages with some bytes replaced.

#include "golden.h"

#include <algorithm>

namespace golden {
namespace {

constexpr const char *two = "result, a reply and an ICMP error";
constexpr const char *every = "result, every outcome";

// Where the later results of that message begin
constexpr int timeout = 49 + 49 + 29 + 33 + 32 + 52;
constexpr int sendError = timeout + 18;
constexpr int refused = sendError + 19;
constexpr int interrupted = refused + 11;

} // namespace

const std::vector<Alteration> &malformedFrames()
{
    static const std::vector<Alteration> alterations = {
            {"hello", "text", 0, "48454c4c4f", "ForeignProtocol"},
            {"hello", "version 0", 1, "00", "UnsupportedVersion"},
            {"hello", "version 2", 1, "02", "UnsupportedVersion"},
            {"hello", "type 0", 2, "00", "UnknownType"},
            {"hello", "type 11", 2, "0b", "UnknownType"},
            {"hello", "flags", 3, "01", "UnknownFlags"},
            {"hello", "first of the padding", 20, "01", "PaddingNotZero"},
            {"hello", "last of the padding", 63, "80", "PaddingNotZero"},
            {"open with wishes", "first of the padding", 46, "01", "PaddingNotZero"},
            {"open with wishes", "last of the padding", 83, "01", "PaddingNotZero"},
            {"challenge", "flags", 3, "80", "UnknownFlags"},

            {"opened, remote client", "time before 1970", 44, "80", "BadValue"},
            {"opened, remote client", "none outstanding", 52, "00000000", "BadValue"},
            {"opened, remote client", "rate without burst", 60, "00000000", "BadValue"},
            {"opened, remote client", "burst without rate", 56, "00000000", "BadValue"},
            {"opened, remote client", "no timeout", 64, "00000000", "BadValue"},
            {"opened, remote client", "timeout beyond an hour", 64, "0036ee81", "BadValue"},
            {"opened, remote client", "no keepalive", 68, "00000000", "BadValue"},
            {"opened, remote client", "idle as keepalive", 72, "00000001", "BadValue"},
            {"opened, remote client", "feature 0x0010", 82, "0010", "UnknownFlags"},
            {"opened, remote client", "feature 0x8000", 82, "8000", "UnknownFlags"},

            {"error, unknown session", "reason 0", 28, "00", "BadValue"},
            {"error, unknown session", "reason 8", 28, "08", "BadValue"},
            {"error, unknown session", "no version", 32, "00", "BadValue"},
            {"error, unknown session", "a version twice", 32, "0202", "BadValue"},
            {"error, unknown session", "versions ascend", 32, "0102", "BadValue"},
            {"error, unknown session", "a version behind zeros", 39, "01", "BadValue"},
            {"error, eight versions", "no version in front", 32, "00", "BadValue"},

            {"ping, two targets", "flags", 3, "01", "UnknownFlags"},
            {"ping, two targets", "the missing one has arrived", 35, "01", "BadValue"},
            {"ping, two targets", "no group", 36, "00", "BadCount"},
            {"ping, two targets", "one group more", 36, "02", "Truncated"},
            {"ping, two targets", "255 groups", 36, "ff", "Truncated"},
            {"ping, two targets", "flag 0x20", 37, "20", "UnknownFlags"},
            {"ping, two targets", "flag 0x80", 37, "80", "UnknownFlags"},
            {"ping, two targets", "no ping", 38, "00", "BadCount"},
            {"ping, two targets", "one ping less", 38, "01", "TrailingBytes"},
            {"ping, two targets", "one ping more", 38, "03", "Truncated"},
            {"ping, two targets", "255 pings", 38, "ff", "Truncated"},
            {"ping, two targets", "as IPv6", 37, "01", "Truncated"},
            {"ping, two targets", "payload of 65508", 39, "ffe4", "BadValue"},
            {"ping, two targets", "no timeout", 41, "00000000", "BadValue"},
            {"ping, two targets", "timeout beyond an hour", 41, "0036ee81", "BadValue"},
            {"ping, two targets", "class without its flag", 46, "b8", "PaddingNotZero"},
            {"ping with every option", "as IPv4", 37, "1e", "TrailingBytes"},
            {"ping with every option", "payload of 65528", 39, "fff8", "BadValue"},
            {"ping with every option", "interface 0", 47, "00000000", "BadValue"},
            {"ping with every option", "source ::", 51, "00000000000000000000000000000000",
             "BadAddress"},
            {"ping with every option", "source mapped", 51, "00000000000000000000ffffc0000201",
             "BadAddress"},
            {"ping with every option", "first target mapped", 75,
             "00000000000000000000ffffc0000201", "BadAddress"},
            {"ping with every option", "last target mapped", 99, "00000000000000000000ffffc0000201",
             "BadAddress"},
            {"ping, groups at their bounds", "source 0.0.0.0", 47, "00000000", "BadAddress"},
            {"ping, equal groups", "second group empty", 60, "00", "BadCount"},

            {"cancel", "no token", 36, "00", "BadCount"},
            {"cancel", "one token less", 36, "01", "TrailingBytes"},
            {"cancel", "one token more", 36, "03", "Truncated"},
            {"cancel", "flags", 3, "02", "UnknownFlags"},

            {"keepalive of the client", "numbered", 23, "01", "BadValue"},
            {"keepalive of the client", "stamp without a reason", 43, "01", "PaddingNotZero"},
            {"keepalive, answer wanted", "both kinds", 3, "03", "UnknownFlags"},
            {"keepalive, answer wanted", "the proxy's kind", 3, "02", "UnknownFlags"},
            {"keepalive, answer", "the client's kind", 3, "01", "UnknownFlags"},
            {"close of the client", "numbered", 20, "80", "BadValue"},
            {"close of the client", "reason 0", 36, "00", "BadValue"},
            {"close of the client", "the proxy's reason", 36, "02", "BadValue"},
            {"close, evicted", "the client's reason", 36, "01", "BadValue"},
            {"close, evicted", "reason 5", 36, "05", "BadValue"},

            {two, "flags", 3, "01", "UnknownFlags"},
            {two, "time before 1970", 36, "ff", "BadValue"},
            {two, "no result", 48, "00", "BadCount"},
            {two, "one result less", 48, "01", "TrailingBytes"},
            {two, "one result more", 48, "03", "Truncated"},
            {two, "255 results", 48, "ff", "Truncated"},
            {two, "outcome 0", 49, "00", "BadValue"},
            {two, "outcome 10", 49, "0a", "BadValue"},
            {two, "flag 0x10", 50, "19", "UnknownFlags"},
            {two, "IPv6 but no responder", 50, "0d", "UnknownFlags"},
            {two, "ttl that is not known", 50, "01", "PaddingNotZero"},
            {two, "sent before 1970", 59, "80", "BadValue"},
            {two, "answered before it was sent", 67, "80", "BadValue"},
            {two, "ICMP error with stamps", 79, "03", "UnknownFlags"},
            {two, "ICMP error with a ttl", 79, "0a", "UnknownFlags"},
            {two, "responder 0.0.0.0", 110, "00000000", "BadAddress"},

            {every, "responder ::", 78, "00000000000000000000000000000000", "BadAddress"},
            {every, "responder mapped", 78, "00000000000000000000ffffc0000201", "BadAddress"},
            {every, "timeout with a flag", timeout + 1, "01", "UnknownFlags"},
            {every, "timeout with a responder", timeout + 1, "02", "UnknownFlags"},
            {every, "class 0", sendError + 10, "00", "BadValue"},
            {every, "class 6", sendError + 10, "06", "BadValue"},
            {every, "refused for no reason", refused + 10, "00", "BadValue"},
            {every, "reason 11", refused + 10, "0b", "BadValue"},
            {every, "interrupted before 1970", interrupted + 10, "80", "BadValue"},
            {every, "cause 4", interrupted + 18, "04", "BadValue"},
            {every, "canceled with a flag", interrupted + 19 + 1, "08", "UnknownFlags"},
    };
    return alterations;
}

const Frame &frameNamed(const std::string &name)
{
    const std::vector<Frame> &frames = proxyFrames();
    return *std::find_if(frames.begin(), frames.end(),
                         [&](const Frame &frame) { return frame.name == name; });
}

std::vector<std::uint8_t> bytes(const Alteration &alteration)
{
    std::vector<std::uint8_t> message = bytes(frameNamed(alteration.frame).hex);
    const std::vector<std::uint8_t> change = bytes(alteration.hex);
    std::copy(change.begin(), change.end(), message.begin() + alteration.at);
    return message;
}

std::string title(const Alteration &alteration)
{
    return std::string(alteration.frame) + ": " + alteration.what;
}

} // namespace golden
