// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// ICMPv4 messages (RFC 792). "captured" ones are from Linux hosts and a Linux router between
// them, the others were written from the RFCs.

#include "golden.h"

namespace golden {

const std::vector<Message> &icmpv4Messages()
{
    // One line a part: header, then what it quotes or carries.
    static const std::vector<Message> messages = {
            {"captured: request", Layer::Icmpv4,
             "08001c55 12340001 "
             "b2e6036b 00000000 0d240600 00000000",
             "request 1234/1 payload 8+16"},
            {"captured: reply", Layer::Icmpv4,
             "00002455 12340001 "
             "b2e6036b 00000000 0d240600 00000000",
             "reply 1234/1 payload 8+16"},
            {"captured: request, odd length", Layer::Icmpv4,
             "08003738 12350001 "
             "b5e6036b 00000000 983f0300 00000000 5a",
             "request 1235/1 payload 8+17"},
            {"captured: reply, odd length", Layer::Icmpv4,
             "00003f38 12350001 "
             "b5e6036b 00000000 983f0300 00000000 5a",
             "reply 1235/1 payload 8+17"},
            {"captured: TTL exceeded", Layer::Icmpv4,
             "0b00f4ff 00000000 "
             "45000054 f8c14000 010194af c0000202 c6336402 "
             "0800fe8d 12340001 27e7036b 00000000 f0170d00 00000000 10111213 14151617 "
             "18191a1b 1c1d1e1f 20212223 24252627 28292a2b 2c2d2e2f 30313233 34353637",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.2 echo 1234/1 payload 36+56"},
            {"captured: TTL exceeded, quoted IHL 15", Layer::Icmpv4,
             "0b0032fa 00000000 "
             "4f000054 f9b24000 01019fac c0000202 c6336402 0107270c c0000202 c0000201 "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "08000876 12340001 29e7036b 00000000 ac020400 00000000",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.2 echo 1234/1 payload 76+16"},
            {"captured: prohibited", Layer::Icmpv4,
             "030dfcf2 00000000 "
             "4500002c f5554000 40014773 c0000202 cb007105 "
             "0800cc2d 12340001 2ae7036b 00000000 e14a0a00 00000000",
             "DestinationUnreachable 3/13 mtu 0 target 203.0.113.5 echo 1234/1 payload 36+16"},
            {"reply without payload", Layer::Icmpv4, "0000522f abcd0203",
             "reply abcd/515 no payload"},
            {"reply with checksum 0", Layer::Icmpv4, "00000000 ffff0000",
             "reply ffff/0 no payload"},
            {"net unreachable, 8 bytes quoted", Layer::Icmpv4,
             "03003a45 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "DestinationUnreachable 3/0 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"net unreachable, all quoted", Layer::Icmpv4,
             "0300fcff 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "DestinationUnreachable 3/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"host unreachable, 8 bytes quoted", Layer::Icmpv4,
             "03013a44 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "DestinationUnreachable 3/1 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"host unreachable, all quoted", Layer::Icmpv4,
             "0301fcfe 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "DestinationUnreachable 3/1 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"port unreachable, 8 bytes quoted", Layer::Icmpv4,
             "03033a42 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "DestinationUnreachable 3/3 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"port unreachable, all quoted", Layer::Icmpv4,
             "0303fcfc 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "DestinationUnreachable 3/3 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"fragmentation needed, 8 bytes quoted", Layer::Icmpv4,
             "03043541 00000500 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "PacketTooBig 3/4 mtu 1280 target 198.51.100.7 echo abcd/515 no payload"},
            {"fragmentation needed, all quoted", Layer::Icmpv4,
             "0304f7fb 00000500 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "PacketTooBig 3/4 mtu 1280 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"fragmentation needed, no MTU told, 8 bytes quoted", Layer::Icmpv4,
             "03043a41 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "PacketTooBig 3/4 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"fragmentation needed, no MTU told, all quoted", Layer::Icmpv4,
             "0304fcfb 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "PacketTooBig 3/4 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"TTL exceeded, 8 bytes quoted", Layer::Icmpv4,
             "0b003245 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"TTL exceeded, all quoted", Layer::Icmpv4,
             "0b00f4ff 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"reassembly time exceeded, 8 bytes quoted", Layer::Icmpv4,
             "0b013244 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "TimeExceeded 11/1 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"reassembly time exceeded, all quoted", Layer::Icmpv4,
             "0b01f4fe 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 11/1 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"parameter problem, 8 bytes quoted", Layer::Icmpv4,
             "0c001d45 14000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "ParameterProblem 12/0 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"parameter problem, all quoted", Layer::Icmpv4,
             "0c00dfff 14000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "ParameterProblem 12/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"required option missing, 8 bytes quoted", Layer::Icmpv4,
             "0c013144 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203",
             "ParameterProblem 12/1 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"required option missing, all quoted", Layer::Icmpv4,
             "0c01f3fe 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "ParameterProblem 12/1 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"odd length of quote", Layer::Icmpv4,
             "030152fe 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4",
             "DestinationUnreachable 3/1 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+5"},
            {"quoted IHL 6, 8 bytes quoted", Layer::Icmpv4,
             "0b003245 00000000 "
             "46000030 1d0c4000 0101db7f c0000202 c6336407 94040000 "
             "08000cea abcd0203",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"quoted first fragment", Layer::Icmpv4,
             "0b01f4fe 00000000 "
             "4500002c 1d0c2000 01019088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 11/1 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"RFC 4884: padded quote, label stack", Layer::Icmpv4,
             "0b00f4df 00200000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000 00000000 00000000 00000000 00000000 "
             "20000df4 00080101 0001d101",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"RFC 4884: cut quote, label stack", Layer::Icmpv4,
             "0b003b30 00200000 "
             "45000094 1d0c4000 01017020 c0000202 c6336407 "
             "08006811 abcd0203 00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 "
             "18191a1b 1c1d1e1f 20212223 24252627 28292a2b 2c2d2e2f 30313233 34353637 "
             "38393a3b 3c3d3e3f 40414243 44454647 48494a4b 4c4d4e4f 50515253 54555657 "
             "58595a5b 5c5d5e5f 60616263 "
             "20000df4 00080101 0001d101",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+100"},
            {"RFC 4884: with next-hop MTU", Layer::Icmpv4,
             "03043e2c 00200500 "
             "45000094 1d0c4000 01017020 c0000202 c6336407 "
             "08006811 abcd0203 00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 "
             "18191a1b 1c1d1e1f 20212223 24252627 28292a2b 2c2d2e2f 30313233 34353637 "
             "38393a3b 3c3d3e3f 40414243 44454647 48494a4b 4c4d4e4f 50515253 54555657 "
             "58595a5b 5c5d5e5f 60616263 "
             "20000df4 00080101 0001d101",
             "PacketTooBig 3/4 mtu 1280 target 198.51.100.7 echo abcd/515 payload 36+100"},
            {"RFC 4884: length beyond the quote", Layer::Icmpv4,
             "0b00f4df 00200000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"RFC 4884: length cuts the quoted echo", Layer::Icmpv4,
             "0b00f4f9 00060000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Truncated"},
            {"old extension after 128 bytes, no length", Layer::Icmpv4,
             "0b00f4ff 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000 00000000 00000000 00000000 00000000 "
             "20000df4 00080101 0001d101",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"quoted total length less its header", Layer::Icmpv4,
             "0b00f4ff 00000000 "
             "45000008 1d0c4000 010170ac c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 no payload"},
            {"quoted total length byte-swapped", Layer::Icmpv4,
             "0b00f4ff 00000000 "
             "45002c00 1d0c4000 010144b4 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "TimeExceeded 11/0 mtu 0 target 198.51.100.7 echo abcd/515 payload 36+16"},
            {"no quote", Layer::Icmpv4, "0301fcfe 00000000", "Truncated"},
            {"quoted header cut", Layer::Icmpv4,
             "0301fd05 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c63364",
             "Truncated"},
            {"quoted options cut", Layer::Icmpv4,
             "0301fcfe 00000000 "
             "46000030 1d0c4000 0101db7f c0000202 c6336407 940400",
             "Truncated"},
            {"quoted header alone", Layer::Icmpv4,
             "0301fcfe 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407",
             "Truncated"},
            {"7 bytes quoted", Layer::Icmpv4,
             "03013a47 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd02",
             "Truncated"},
            {"quoted IHL 4", Layer::Icmpv4,
             "0301fcfe 00000000 "
             "44000028 1d0c4000 0101718c c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Truncated"},
            {"quoted UDP", Layer::Icmpv4,
             "0303fcfc 00000000 "
             "4500002c 1d0c4000 01117078 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted UDP, no payload", Layer::Icmpv4,
             "0303fcfc 00000000 "
             "4500002c 1d0c4000 01117078 c0000202 c6336407",
             "Irrelevant"},
            {"quoted later fragment", Layer::Icmpv4,
             "0b01f4fe 00000000 "
             "4500002c 1d0c0001 0101b087 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted IPv6", Layer::Icmpv4,
             "0301fcfe 00000000 "
             "6500002c 1d0c4000 01015088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted reply", Layer::Icmpv4,
             "0301fcfe 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"quoted request with a code", Layer::Icmpv4,
             "0301fcfe 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08090ce1 abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"source quench", Layer::Icmpv4,
             "0400fbff 00000000 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"redirect", Layer::Icmpv4,
             "050138f5 c0000209 "
             "4500002c 1d0c4000 01017088 c0000202 c6336407 "
             "08000cea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"timestamp", Layer::Icmpv4,
             "0d00452f abcd0203 "
             "00000000 00000000 00000000",
             "Irrelevant"},
            {"request with a code", Layer::Icmpv4,
             "08090ce1 abcd0203 "
             "a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"reply with a code", Layer::Icmpv4,
             "000114e9 abcd0203 "
             "a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Irrelevant"},
            {"empty", Layer::Icmpv4, "", "Truncated"},
            {"7 bytes", Layer::Icmpv4, "000014ea abcd02", "Truncated"},
            {"all zero", Layer::Icmpv4, "00000000 00000000", "BadChecksum"},
            {"checksum off by one", Layer::Icmpv4,
             "000014eb abcd0203 "
             "a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "BadChecksum"},
            {"payload altered", Layer::Icmpv4,
             "000014ea abcd0203 "
             "a0a1a2a3 a4a5a6a7 a8a9aaab acadae00",
             "BadChecksum"},
    };
    return messages;
}

} // namespace golden
