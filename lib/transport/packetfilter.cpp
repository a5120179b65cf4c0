// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/packetfilter.h"

#include <array>
#include <cerrno>
#include <iterator>
#include <random>

#include <linux/filter.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace qicmp {
namespace {

constexpr std::uint32_t accept = 0x0003'ffff;
constexpr std::uint32_t identifierMask = 0xffff & ~(IdentifierBlock::size - 1U);

constexpr sock_filter load(std::uint16_t size, std::uint32_t offset)
{
    return BPF_STMT(static_cast<std::uint16_t>(BPF_LD | BPF_IND | size), offset);
}

constexpr sock_filter result(std::uint32_t value)
{
    return BPF_STMT(BPF_RET | BPF_K, value);
}

constexpr sock_filter jumpIfEqual(std::uint32_t value, std::uint8_t then, std::uint8_t otherwise)
{
    return BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, then, otherwise);
}

template <std::size_t N>
int attach(int socket, std::array<sock_filter, N> &program)
{
    const sock_fprog filter{static_cast<unsigned short>(N), program.data()};
    return setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0 ? 0
                                                                                         : errno;
}

/// The packet begins with the IPv4 header. A load beyond its end rejects it, which is what becomes
/// of errors that quote too little.
int attachV4(int socket, std::uint32_t first)
{
    std::array program{
            sock_filter BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0), // X = header length
            load(BPF_B, 0),                                     // ICMP type
            jumpIfEqual(ICMP_ECHOREPLY, 0, 2),
            load(BPF_H, 4),                                   // identifier
            sock_filter BPF_JUMP(BPF_JMP | BPF_JA, 13, 0, 0), // to the test
            jumpIfEqual(ICMP_DEST_UNREACH, 2, 0),
            jumpIfEqual(ICMP_TIME_EXCEEDED, 1, 0),
            jumpIfEqual(ICMP_PARAMETERPROB, 0, 12),
            load(BPF_B, 8 + 9), // quoted protocol
            jumpIfEqual(IPPROTO_ICMP, 0, 10),
            load(BPF_B, 8), // quoted IHL
            sock_filter BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x0f),
            sock_filter BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 2),
            sock_filter BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),
            sock_filter BPF_STMT(BPF_MISC | BPF_TAX, 0), // X += quoted header length
            load(BPF_B, 8),                              // quoted ICMP type
            jumpIfEqual(ICMP_ECHO, 0, 3),
            load(BPF_H, 8 + 4), // quoted identifier
            sock_filter BPF_STMT(BPF_ALU | BPF_AND | BPF_K, identifierMask),
            jumpIfEqual(first, 1, 0),
            result(0),
            result(accept),
    };
    return attach(socket, program);
}

/// The packet begins with the ICMPv6 header; what is no reply is taken for an error, because types
/// are sorted out before. Quotes with extension headers are left to the codec.
int attachV6(int socket, std::uint32_t first)
{
    constexpr std::uint32_t quote = 8;
    constexpr std::uint32_t quotedIcmp = quote + 40;
    std::array program{
            sock_filter BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 0), // type
            jumpIfEqual(ICMP6_ECHO_REPLY, 0, 2),
            sock_filter BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 4),
            sock_filter BPF_JUMP(BPF_JMP | BPF_JA, 9, 0, 0),           // to the test
            sock_filter BPF_STMT(BPF_LD | BPF_B | BPF_ABS, quote + 6), // quoted next header
            jumpIfEqual(IPPROTO_ICMPV6, 4, 0),
            jumpIfEqual(IPPROTO_HOPOPTS, 9, 0),
            jumpIfEqual(IPPROTO_ROUTING, 8, 0),
            jumpIfEqual(IPPROTO_FRAGMENT, 7, 0),
            jumpIfEqual(IPPROTO_DSTOPTS, 6, 5),
            sock_filter BPF_STMT(BPF_LD | BPF_B | BPF_ABS, quotedIcmp),
            jumpIfEqual(ICMP6_ECHO_REQUEST, 0, 3),
            sock_filter BPF_STMT(BPF_LD | BPF_H | BPF_ABS, quotedIcmp + 4),
            sock_filter BPF_STMT(BPF_ALU | BPF_AND | BPF_K, identifierMask),
            jumpIfEqual(first, 1, 0),
            result(0),
            result(accept),
    };
    return attach(socket, program);
}

int passIcmp6Types(int socket)
{
    icmp6_filter types{};
    ICMP6_FILTER_SETBLOCKALL(&types);
    for (const int type : {ICMP6_ECHO_REPLY, ICMP6_DST_UNREACH, ICMP6_PACKET_TOO_BIG,
                           ICMP6_TIME_EXCEEDED, ICMP6_PARAM_PROB})
        ICMP6_FILTER_SETPASS(type, &types);
    return setsockopt(socket, IPPROTO_ICMPV6, ICMP6_FILTER, &types, sizeof types) == 0 ? 0 : errno;
}

/// Spares the kernel a copy of everything else, most of all of our own requests over loopback.
int passIcmp4Types(int socket)
{
    icmp_filter blocked{~0U};
    for (const int type :
         {ICMP_ECHOREPLY, ICMP_DEST_UNREACH, ICMP_TIME_EXCEEDED, ICMP_PARAMETERPROB})
        blocked.data &= ~(1U << type);
    return setsockopt(socket, SOL_RAW, ICMP_FILTER, &blocked, sizeof blocked) == 0 ? 0 : errno;
}

} // namespace

IdentifierBlock IdentifierBlock::random()
{
    std::random_device random;
    return {static_cast<std::uint16_t>(random() & identifierMask)};
}

int attachPacketProgram(int socket, Family family, IdentifierBlock block)
{
    return family == Family::IPv6 ? attachV6(socket, block.first) : attachV4(socket, block.first);
}

int attachFilter(int socket, Family family, IdentifierBlock block)
{
    int error = attachPacketProgram(socket, family, block);
    if (error == 0)
        error = family == Family::IPv6 ? passIcmp6Types(socket) : passIcmp4Types(socket);
    std::array<char, 1> scratch{};
    while (error == 0 && recv(socket, scratch.data(), scratch.size(), MSG_DONTWAIT) >= 0) {
    }
    // For good: a proxy that drops its privileges can't be made to listen to more than this.
    constexpr int locked = 1;
    if (error == 0 && setsockopt(socket, SOL_SOCKET, SO_LOCK_FILTER, &locked, sizeof locked) != 0)
        error = errno;
    return error;
}

} // namespace qicmp
