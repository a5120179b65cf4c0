// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// ICMPv6 messages (RFC 4443). "captured" ones are from Linux hosts and a Linux router between
// them; the others were written from the RFCs, with a checksum that means nothing.

#include "golden.h"

namespace golden {

const std::vector<Message> &icmpv6Messages()
{
    // One line a part: header, then what it quotes or carries.
    static const std::vector<Message> messages = {
            {"captured: request", Layer::Icmpv6,
             "8000bbcf 12340001 "
             "b3e6036b 00000000 ee540c00 00000000",
             "request 1234/1 payload 8+16"},
            {"captured: reply", Layer::Icmpv6,
             "8100bacf 12340001 "
             "b3e6036b 00000000 ee540c00 00000000",
             "reply 1234/1 payload 8+16"},
            {"captured: hop limit exceeded", Layer::Icmpv6,
             "03004c3f 00000000 "
             "600fbade 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000002 "
             "80005cc5 12340001 2ee7036b 00000000 75d50d00 00000000",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::2 echo 1234/1 payload 56+16"},
            {"captured: prohibited", Layer::Icmpv6,
             "0101231d 00000000 "
             "600ae5c5 00183a40 20010db8 000a0000 00000000 00000002 20010db8 000c0000 "
             "00000000 00000005 "
             "8000d5ff 12340001 30e7036b 00000000 ff960800 00000000",
             "DestinationUnreachable 1/1 mtu 0 target 2001:db8:c::5 echo 1234/1 payload 56+16"},
            {"reply without payload", Layer::Icmpv6, "8100beef abcd0203",
             "reply abcd/515 no payload"},
            {"reply, odd length", Layer::Icmpv6,
             "8100beef abcd0203 "
             "a0a1a2a3 a4",
             "reply abcd/515 payload 8+5"},
            {"no route, 8 bytes quoted", Layer::Icmpv6,
             "0100beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "DestinationUnreachable 1/0 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"no route, all quoted", Layer::Icmpv6,
             "0100beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "DestinationUnreachable 1/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"address unreachable, 8 bytes quoted", Layer::Icmpv6,
             "0103beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "DestinationUnreachable 1/3 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"address unreachable, all quoted", Layer::Icmpv6,
             "0103beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "DestinationUnreachable 1/3 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"port unreachable, 8 bytes quoted", Layer::Icmpv6,
             "0104beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "DestinationUnreachable 1/4 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"port unreachable, all quoted", Layer::Icmpv6,
             "0104beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "DestinationUnreachable 1/4 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"packet too big, 8 bytes quoted", Layer::Icmpv6,
             "0200beef 00000500 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "PacketTooBig 2/0 mtu 1280 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"packet too big, all quoted", Layer::Icmpv6,
             "0200beef 00000500 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "PacketTooBig 2/0 mtu 1280 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"packet too big, 32-bit MTU, 8 bytes quoted", Layer::Icmpv6,
             "0200beef 00011170 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "PacketTooBig 2/0 mtu 70000 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"packet too big, 32-bit MTU, all quoted", Layer::Icmpv6,
             "0200beef 00011170 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "PacketTooBig 2/0 mtu 70000 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"hop limit exceeded, 8 bytes quoted", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"hop limit exceeded, all quoted", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"reassembly time exceeded, 8 bytes quoted", Layer::Icmpv6,
             "0301beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "TimeExceeded 3/1 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"reassembly time exceeded, all quoted", Layer::Icmpv6,
             "0301beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/1 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"erroneous header field, 8 bytes quoted", Layer::Icmpv6,
             "0400beef 00000004 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "ParameterProblem 4/0 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"erroneous header field, all quoted", Layer::Icmpv6,
             "0400beef 00000004 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "ParameterProblem 4/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"unknown next header, 8 bytes quoted", Layer::Icmpv6,
             "0401beef 00000028 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203",
             "ParameterProblem 4/1 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"unknown next header, all quoted", Layer::Icmpv6,
             "0401beef 00000028 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "ParameterProblem 4/1 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"hop-by-hop options", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00200001 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a000104 00000000 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 64+16"},
            {"routing header", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00302b01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a02fd00 00000000 00000000 00000000 00000000 00000000 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 80+16"},
            {"destination options of 16 bytes", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00283c01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a01010c 00000000 00000000 00000000 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 72+16"},
            {"first fragment", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00202c01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a000001 00000077 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 64+16"},
            {"every extension header, 8 bytes quoted", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00480001 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "2b000104 00000000 "
             "2c02fd00 00000000 00000000 00000000 00000000 00000000 "
             "3c000000 00000077 "
             "3a000104 00000000 "
             "800051d3 abcd0203",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"RFC 4884: padded quote, label stack", Layer::Icmpv6,
             "0300beef 10000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "20000df4 00080101 0001d101",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"RFC 4884: cut quote, label stack", Layer::Icmpv6,
             "0103beef 10000000 "
             "60012345 00803a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 "
             "18191a1b 1c1d1e1f 20212223 24252627 28292a2b 2c2d2e2f 30313233 34353637 "
             "38393a3b 3c3d3e3f 40414243 44454647 48494a4b 4c4d4e4f "
             "20000df4 00080101 0001d101",
             "DestinationUnreachable 1/3 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+80"},
            {"RFC 4884: length beyond the quote", Layer::Icmpv6,
             "0300beef 10000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"RFC 4884: length cuts the quoted echo", Layer::Icmpv6,
             "0300beef 05000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Truncated"},
            {"an MTU is no length attribute", Layer::Icmpv6,
             "0200beef 05000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "PacketTooBig 2/0 mtu 83886080 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"a pointer is no length attribute", Layer::Icmpv6,
             "0400beef 05000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "ParameterProblem 4/0 mtu 0 target 2001:db8:b::7 echo abcd/515 payload 56+16"},
            {"quoted payload length 0", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00003a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 3/0 mtu 0 target 2001:db8:b::7 echo abcd/515 no payload"},
            {"no quote", Layer::Icmpv6, "0300beef 00000000", "Truncated"},
            {"quoted header cut", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 000000",
             "Truncated"},
            {"quoted header alone", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007",
             "Truncated"},
            {"7 bytes quoted", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd02",
             "Truncated"},
            {"extension header missing", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00200001 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007",
             "Truncated"},
            {"extension header cut at 7 bytes", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00200001 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a000104 000000",
             "Truncated"},
            {"extension header shorter than it says", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00283c01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a01010c 00000000 00000000 000000",
             "Truncated"},
            {"extension header of 2048 bytes", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00203c01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3aff0000 00000000 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Truncated"},
            {"fragment header cut", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00202c01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a000000 000000",
             "Truncated"},
            {"later fragment", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00202c01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "3a000008 00000077 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted UDP", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00181101 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted UDP behind options", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00200001 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "11000104 00000000 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"no next header", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183b01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"ICMPv4 in IPv6", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00180101 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted IPv4", Layer::Icmpv6,
             "0300beef 00000000 "
             "40012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted reply", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "810051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted request with a code", Layer::Icmpv6,
             "0300beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800151d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"neighbour solicitation", Layer::Icmpv6,
             "8700beef 00000000 "
             "fe800000 00000000 00000000 00000001",
             "Irrelevant"},
            {"redirect", Layer::Icmpv6,
             "8900beef 00000000 "
             "fe800000 00000000 00000000 00000001 "
             "20010db8 00000000 00000000 00000001",
             "Irrelevant"},
            {"unknown error", Layer::Icmpv6,
             "6400beef 00000000 "
             "60012345 00183a01 20010db8 000a0000 00000000 00000002 20010db8 000b0000 "
             "00000000 00000007 "
             "800051d3 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"request with a code", Layer::Icmpv6,
             "8001beef abcd0203 "
             "a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"types of ICMPv4 mean nothing", Layer::Icmpv6,
             "0800beef abcd0203 "
             "a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"empty", Layer::Icmpv6, "", "Truncated"},
            {"7 bytes", Layer::Icmpv6, "810051d3 abcd02", "Truncated"},
    };
    return messages;
}

} // namespace golden
