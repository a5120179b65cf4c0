// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Requests of version 0, the protocol of the Ruby gem icmp4em's proxy: length, target in ASCII,
// ICMP echo request. The first is the example of proxy/PROTOCOL.md.

#include "golden.h"

namespace golden {

const std::vector<Datagram> &legacyRequests()
{
    static const std::vector<Datagram> requests = {
            {"127.0.0.1", "0009 3132372e302e302e31 080006fa 12340001 70696e67",
             "127.0.0.1 echo 1234/1 payload 4 packet 12"},
            {"shortest", "0007 312e312e312e31 0800f7ff 00000000",
             "1.1.1.1 echo 0/0 payload 0 packet 8"},
            {"longest target, odd payload",
             "000f 3235352e3235352e3235352e323535 0800339d ffffffff 616263",
             "255.255.255.255 echo ffff/65535 payload 3 packet 11"},
            {"0.0.0.0", "0007 302e302e302e30 080006fa 12340001 70696e67",
             "0.0.0.0 echo 1234/1 payload 4 packet 12"},

            {"empty", "", "Truncated"},
            {"one byte", "00", "Truncated"},
            {"ff ff", "ffff", "BadLength"},
            {"00 04 abc", "0004 616263", "BadLength"},
            {"length 0", "0000 080006fa 12340001 70696e67", "BadLength"},
            {"length 6", "0006 312e312e312e 0800f7ff 00000000", "BadLength"},
            {"length 16", "0010 3235352e3235352e3235352e32353520 0800f7ff 00000000", "BadLength"},
            {"length of 256 and 7", "0107 312e312e312e31 0800f7ff 00000000", "BadLength"},
            {"length reaches into the packet", "0008 312e312e312e31 0800f7ff 00000000",
             "BadTarget"},
            {"length ends within the target", "0008 3132372e302e302e31 080006fa 12340001 70696e67",
             "BadTarget"},
            {"length but no target", "0009", "Truncated"},
            {"three numbers", "0007 3132372e302e30 0800f7ff 00000000", "BadTarget"},
            {"five numbers", "0009 312e312e312e312e31 0800f7ff 00000000", "BadTarget"},
            {"256", "0009 312e312e312e323536 0800f7ff 00000000", "BadTarget"},
            {"1000", "000a 312e312e312e31303030 0800f7ff 00000000", "BadTarget"},
            {"leading zero", "0008 312e312e312e3031 0800f7ff 00000000", "BadTarget"},
            {"two zeros", "0008 30302e312e312e31 0800f7ff 00000000", "BadTarget"},
            {"a dot more", "0008 312e312e312e312e 0800f7ff 00000000", "BadTarget"},
            {"dot in front", "0008 2e312e312e312e31 0800f7ff 00000000", "BadTarget"},
            {"two dots", "0008 312e2e312e312e31 0800f7ff 00000000", "BadTarget"},
            {"sign", "0008 2b312e312e312e31 0800f7ff 00000000", "BadTarget"},
            {"blank", "0008 312e312e312e3120 0800f7ff 00000000", "BadTarget"},
            {"NUL", "0008 312e312e312e3100 0800f7ff 00000000", "BadTarget"},
            {"name", "0009 6c6f63616c686f7374 080006fa 12340001 70696e67", "BadTarget"},
            {"IPv6", "0007 323030313a3a31 0800f7ff 00000000", "BadTarget"},
            {"hexadecimal", "000a 3078372e312e312e3130 0800f7ff 00000000", "BadTarget"},

            {"no packet", "0009 3132372e302e302e31", "Truncated"},
            {"packet of 7 bytes", "0007 312e312e312e31 0800f7ff 000000", "Truncated"},
            {"wrong checksum", "0009 3132372e302e302e31 080006fb 12340001 70696e67", "BadChecksum"},
            {"byte behind the packet", "0009 3132372e302e302e31 080006fa 12340001 70696e67 01",
             "BadChecksum"},
            {"echo reply", "0009 3132372e302e302e31 00000efa 12340001 70696e67", "NotARequest"},
            {"code 1", "0009 3132372e302e302e31 080106f9 12340001 70696e67", "NotARequest"},
            {"timestamp request",
             "0009 3132372e302e302e31 0d00e0ca 12340001 00000000 00000000 00000000", "NotARequest"},
            {"unreachable",
             "0009 3132372e302e302e31 030079df 00000000 "
             "4500001c 00000000 40010000 7f000001 7f000001 0800e5ca 12340001",
             "NotARequest"},
    };
    return requests;
}

} // namespace golden
