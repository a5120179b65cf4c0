// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "describe.h"

#include <cstdio>
#include <functional>

using namespace qicmp;

namespace {

const char *name(Rejection rejection)
{
    switch (rejection) {
    case Rejection::Truncated:
        return "Truncated";
    case Rejection::BadChecksum:
        return "BadChecksum";
    case Rejection::NotIcmp:
        return "NotIcmp";
    case Rejection::Irrelevant:
        return "Irrelevant";
    }
    return "?";
}

const char *name(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::DestinationUnreachable:
        return "DestinationUnreachable";
    case ErrorKind::PacketTooBig:
        return "PacketTooBig";
    case ErrorKind::TimeExceeded:
        return "TimeExceeded";
    case ErrorKind::ParameterProblem:
        return "ParameterProblem";
    }
    return "?";
}

/// "offset+length" of \a part in \a whole.
std::string place(ByteView part, ByteView whole)
{
    const bool within = std::less_equal<>{}(whole.data(), part.data()) &&
                        std::less_equal<>{}(part.data() + part.size(), whole.data() + whole.size());
    if (!within)
        return "outside";
    return std::to_string(part.data() - whole.data()) + '+' + std::to_string(part.size());
}

std::string echo(std::uint16_t id, std::uint16_t sequence, ByteView payload, ByteView whole)
{
    char digits[8] = {};
    std::snprintf(digits, sizeof digits, "%x", unsigned{id});
    return std::string(digits) + '/' + std::to_string(sequence) +
           (payload.empty() ? " no payload" : " payload " + place(payload, whole));
}

} // namespace

std::string describe(const IcmpMessage &message, ByteView whole)
{
    if (const auto *rejection = std::get_if<Rejection>(&message))
        return name(*rejection);
    if (const auto *found = std::get_if<EchoMessage>(&message))
        return (found->isReply ? "reply " : "request ") +
               echo(found->id, found->sequence, found->payload, whole);
    const auto &error = std::get<ErrorMessage>(message);
    return name(error.kind) + (' ' + std::to_string(error.type)) + '/' +
           std::to_string(error.code) + " mtu " + std::to_string(error.mtu) + " target " +
           error.quotedTarget.toString() + " echo " +
           echo(error.id, error.sequence, error.payload, whole);
}

std::string describe(const std::variant<Rejection, Ipv4Packet> &packet, ByteView whole)
{
    if (const auto *rejection = std::get_if<Rejection>(&packet))
        return name(*rejection);
    const auto &found = std::get<Ipv4Packet>(packet);
    return found.source.toString() + " > " + found.destination.toString() + " ttl " +
           std::to_string(found.ttl) + " tc " + std::to_string(found.trafficClass) + " icmp " +
           place(found.icmp, whole) + ": " + describe(parseIcmp(Family::IPv4, found.icmp), whole);
}
