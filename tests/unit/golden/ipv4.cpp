// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// IPv4 packets (RFC 791) as a raw socket delivers them. "captured" ones are from Linux hosts
// and a Linux router between them.

#include "golden.h"

namespace golden {

const std::vector<Message> &ipv4Messages()
{
    // One line a part: header, then what it quotes or carries.
    static const std::vector<Message> messages = {
            {"captured: reply", Layer::Ipv4,
             "4500002c 2b930000 3f016406 c6336402 c0000202 "
             "000081fa 12340001 "
             "24e7036b 00000000 367e0d00 00000000",
             "198.51.100.2 > 192.0.2.2 ttl 63 tc 0 icmp 20+24: reply 1234/1 payload 28+16"},
            {"captured: reply, IHL 15", Layer::Ipv4,
             "4f000054 2cd60000 3f019371 c6336402 c0000202 072718c0 000202c6 336401c6 "
             "336402c6 336402c0 00020100 00000000 00000000 00000000 00000000 "
             "000039fb 12340001 "
             "26e7036b 00000000 857d0400 00000000",
             "198.51.100.2 > 192.0.2.2 ttl 63 tc 0 icmp 60+24: reply 1234/1 payload 68+16"},
            {"captured: TTL exceeded, class CS6", Layer::Ipv4,
             "45c00070 427d0000 4001b34c c0000201 c0000202 "
             "0b00f4ff 00000000 "
             "45000054 f8c14000 010194af c0000202 c6336402 "
             "0800fe8d 12340001 27e7036b 00000000 f0170d00 00000000 10111213 14151617 "
             "18191a1b 1c1d1e1f 20212223 24252627 28292a2b 2c2d2e2f 30313233 34353637",
             "192.0.2.1 > 192.0.2.2 ttl 64 tc 192 icmp 20+92: TimeExceeded 11/0 mtu 0 target "
             "198.51.100.2 echo 1234/1 payload 56+56"},
            {"captured: TTL exceeded, IHL 15 twice", Layer::Ipv4,
             "4fc00098 42c50000 40018b6f c0000201 c0000202 072710c0 000202c0 000201c0 "
             "00020100 00000000 00000000 00000000 00000000 00000000 00000000 "
             "0b0032fa 00000000 "
             "4f000054 f9b24000 01019fac c0000202 c6336402 0107270c c0000202 c0000201 "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "08000876 12340001 29e7036b 00000000 ac020400 00000000",
             "192.0.2.1 > 192.0.2.2 ttl 64 tc 192 icmp 60+92: TimeExceeded 11/0 mtu 0 target "
             "198.51.100.2 echo 1234/1 payload 136+16"},
            {"captured: prohibited", Layer::Ipv4,
             "45c00048 430d0000 4001b2e4 c0000201 c0000202 "
             "030dfcf2 00000000 "
             "4500002c f5554000 40014773 c0000202 cb007105 "
             "0800cc2d 12340001 2ae7036b 00000000 e14a0a00 00000000",
             "192.0.2.1 > 192.0.2.2 ttl 64 tc 192 icmp 20+52: DestinationUnreachable 3/13 mtu 0 "
             "target 203.0.113.5 echo 1234/1 payload 56+16"},
            {"bytes beyond the total length", Layer::Ipv4,
             "4500002c 1d0c4000 39013888 c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf "
             "00000000 00000000 00000000 00000000 0000",
             "198.51.100.7 > 192.0.2.2 ttl 57 tc 0 icmp 20+24: reply abcd/515 payload 28+16"},
            {"no ICMP at all", Layer::Ipv4, "45000014 1d0c4000 390138a0 c6336407 c0000202",
             "198.51.100.7 > 192.0.2.2 ttl 57 tc 0 icmp 20+0: Truncated"},
            {"first fragment", Layer::Ipv4,
             "4500002c 1d0c2000 39015888 c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "198.51.100.7 > 192.0.2.2 ttl 57 tc 0 icmp 20+24: reply abcd/515 payload 28+16"},
            {"empty", Layer::Ipv4, "", "Truncated"},
            {"header cut", Layer::Ipv4, "4500002c 1d0c4000 39013888 c6336407 c00002", "Truncated"},
            {"options cut", Layer::Ipv4, "46000030 1d0c4000 3901a37f c6336407 c0000202 940400",
             "Truncated"},
            {"IHL 4", Layer::Ipv4,
             "44000028 1d0c4000 3901398c c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Truncated"},
            {"total length less than the header", Layer::Ipv4,
             "45000013 1d0c4000 390138a1 c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Truncated"},
            {"total length beyond the bytes", Layer::Ipv4,
             "4500002d 1d0c4000 39013887 c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "Truncated"},
            {"later fragment", Layer::Ipv4,
             "4500002c 1d0c0001 39017887 c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "NotIcmp"},
            {"UDP", Layer::Ipv4,
             "4500002c 1d0c4000 39113878 c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "NotIcmp"},
            {"IPv6", Layer::Ipv4,
             "6500002c 1d0c4000 39011888 c6336407 c0000202 "
             "000014ea abcd0203 a0a1a2a3 a4a5a6a7 a8a9aaab acadaeaf",
             "NotIcmp"},
    };
    return messages;
}

} // namespace golden
