// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Messages of version 1, one line a part, written from proxy/PROTOCOL.md; the first ones are its
// examples.

#include "golden.h"

namespace golden {

const std::vector<Frame> &proxyFrames()
{
    constexpr auto client = Frame::Client;
    constexpr auto proxy = Frame::Proxy;
    static const std::vector<Frame> frames = {
            {"hello", client,
             "c1010100 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf "
             "00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000 00000000",
             "Hello a0-af"},
            {"challenge", proxy,
             "c1010200 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf c0c1c2c3c4c5c6c7c8c9cacbcccdcecf",
             "Challenge a0-af cookie c0-cf"},
            {"open, everything as granted", client,
             "c1010300 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf c0c1c2c3c4c5c6c7c8c9cacbcccdcecf "
             "00000000 00000000 0000 "
             "0000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000",
             "Open a0-af cookie c0-cf outstanding 0 rate 0 payload 0"},
            {"opened, loopback client", proxy,
             "c1010400 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf 505152535455565758595a5b5c5d5e5f "
             "0000000000b00710 17c6b3a0d4e00000 00004000 00000000 00000000 0036ee80 00002710 "
             "0000ea60 00007530 05c0 0003",
             "Opened a0-af session 50-5f boot b00710 clock 1713254211608641536 outstanding 16384 "
             "rate 0 burst 0 timeout 3600000 keepalive 10000 idle 60000 linger 30000 payload 1472 "
             "features 3"},
            {"ping, two targets", client,
             "c1010600 505152535455565758595a5b5c5d5e5f 00000001 00000000 0000000000000000 "
             "01 "
             "00 02 0038 000003e8 00 00 "
             "0000000000000001 c0000201 "
             "0000000000000002 c6336407",
             "Ping 50-5f number 1 through 0 beyond 0: [IPv4 size 56 timeout 1000 "
             "1>192.0.2.1 2>198.51.100.7] 2 in all"},
            {"keepalive of the proxy", proxy,
             "c1010900 505152535455565758595a5b5c5d5e5f 00000000 00000001 0000000000000000 "
             "0000000000000000",
             "KeepAlive 50-5f number 0 through 1 beyond 0: kind 0 stamp 0"},
            {"result, a reply and an ICMP error", proxy,
             "c1010700 505152535455565758595a5b5c5d5e5f 00000001 00000001 0000000000000000 "
             "17c6b3a0d5300000 00000000 "
             "02 "
             "01 09 0000000000000001 17c6b3a0d4f00000 000000000016e360 40 0038 "
             "04 02 0000000000000002 17c6b3a0d4f00000 00000000002dc6c0 0b 00 00000000 cb007101",
             "Result 50-5f number 1 through 1 beyond 0 clock 1713254211613884416 dropped 0: "
             "[1 Reply sent 1713254211609690112 time 1500000 ttl 64 size 56 kernel] "
             "[2 IcmpError sent 1713254211609690112 time 3000000 icmp 11/0 mtu 0 from "
             "203.0.113.1]"},
            {"error, unknown session", proxy,
             "c1010500 505152535455565758595a5b5c5d5e5f 0000000000b00711 03 06 0000 "
             "0100000000000000",
             "Error 50-5f boot b00711 reason 3 type 6 retry 0 versions 1"},
            {"close of the client", client,
             "c1010a00 505152535455565758595a5b5c5d5e5f 00000000 00000001 0000000000000000 01",
             "Close 50-5f number 0 through 1 beyond 0: reason 1"},

            {"open with wishes", client,
             "c1010300 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf c0c1c2c3c4c5c6c7c8c9cacbcccdcecf "
             "00002710 000003e8 05c0 "
             "0000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 "
             "00000000",
             "Open a0-af cookie c0-cf outstanding 10000 rate 1000 payload 1472"},
            {"opened, remote client", proxy,
             "c1010400 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf 505152535455565758595a5b5c5d5e5f "
             "ffeeddccbbaa9988 0000000000000000 00000001 000000c8 00000190 00000001 00000001 "
             "00000002 00000000 0000 000f",
             "Opened a0-af session 50-5f boot ffeeddccbbaa9988 clock 0 outstanding 1 rate 200 "
             "burst 400 timeout 1 keepalive 1 idle 2 linger 0 payload 0 features f"},
            {"error, unsupported version", proxy,
             "c1010500 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf ffffffffffffffff 01 63 05dc "
             "0302010000000000",
             "Error a0-af boot ffffffffffffffff reason 1 type 99 retry 1500 versions 3 2 1"},
            {"error, eight versions", proxy,
             "c1010500 a0a1a2a3a4a5a6a7a8a9aaabacadaeaf 0000000000b00710 07 01 ffff "
             "ff07060504030201",
             "Error a0-af boot b00710 reason 7 type 1 retry 65535 versions 255 7 6 5 4 3 2 1"},

            {"ping with every option", client,
             "c1010600 505152535455565758595a5b5c5d5e5f ffffffff fffffffe 8000000000000002 "
             "01 "
             "1f 02 05ac 000000fa 03 b8 00000002 fd000000000000000000000000000001 "
             "fffffffffffffffe fe8000000000000000000000000000a1 "
             "ffffffffffffffff 20010db8000000000000000000000007",
             "Ping 50-5f number 4294967295 through 4294967294 beyond 8000000000000002: "
             "[IPv6 size 1452 timeout 250 ttl 3 class 184 df interface 2 source fd00::1 "
             "fffffffffffffffe>fe80::a1%2 ffffffffffffffff>2001:db8::7] 2 in all"},
            {"ping, groups at their bounds", client,
             "c1010600 505152535455565758595a5b5c5d5e5f 00000000 00000007 0000000000000000 "
             "03 "
             "16 01 ffe3 0036ee80 ff 00 c6336402 0000000000000000 00000000 "
             "09 01 fff7 00000001 00 00 ffffffff 0000000000000001 "
             "ff020000000000000000000000000001 "
             "01 01 0000 00000001 01 00 0000000000000002 00000000000000000000000000000000",
             "Ping 50-5f number 0 through 7 beyond 0: "
             "[IPv4 size 65507 timeout 3600000 ttl 255 class 0 df source 198.51.100.2 0>0.0.0.0] "
             "[IPv6 size 65527 timeout 1 interface 4294967295 1>ff02::1] "
             "[IPv6 size 0 timeout 1 ttl 1 2>::] 3 in all"},
            {"ping, equal groups", client,
             "c1010600 505152535455565758595a5b5c5d5e5f 00000002 00000000 0000000000000000 "
             "02 "
             "00 01 0038 000003e8 00 00 0000000000000001 c0000201 "
             "00 01 0038 000003e8 00 00 0000000000000001 c0000201",
             "Ping 50-5f number 2 through 0 beyond 0: "
             "[IPv4 size 56 timeout 1000 1>192.0.2.1] [IPv4 size 56 timeout 1000 1>192.0.2.1] "
             "2 in all"},
            {"link-local source without an interface", client,
             "c1010600 505152535455565758595a5b5c5d5e5f 00000002 00000000 0000000000000000 "
             "01 "
             "11 01 0038 000003e8 00 00 fe800000000000000000000000000001 "
             "0000000000000001 fe800000000000000000000000000002",
             "Ping 50-5f number 2 through 0 beyond 0: "
             "[IPv6 size 56 timeout 1000 source fe80::1 1>fe80::2] 1 in all"},
            {"cancel", client,
             "c1010800 505152535455565758595a5b5c5d5e5f 00000003 00000000 0000000000000000 "
             "02 0000000000000001 8000000000000000",
             "Cancel 50-5f number 3 through 0 beyond 0: 1 8000000000000000"},
            {"keepalive, answer wanted", client,
             "c1010901 505152535455565758595a5b5c5d5e5f 00000000 00000005 000000000000000a "
             "1122334455667788",
             "KeepAlive 50-5f number 0 through 5 beyond a: kind 1 stamp 1122334455667788"},
            {"keepalive of the client", client,
             "c1010900 505152535455565758595a5b5c5d5e5f 00000000 00000005 0000000000000000 "
             "0000000000000000",
             "KeepAlive 50-5f number 0 through 5 beyond 0: kind 0 stamp 0"},
            {"keepalive, answer", proxy,
             "c1010902 505152535455565758595a5b5c5d5e5f 00000000 00000005 0000000000000000 "
             "1122334455667788",
             "KeepAlive 50-5f number 0 through 5 beyond 0: kind 2 stamp 1122334455667788"},
            {"result, every outcome", proxy,
             "c1010700 505152535455565758595a5b5c5d5e5f 00000009 00000007 0000000000000006 "
             "7fffffffffffffff ffffffff "
             "0a "
             "01 06 0000000000000001 0000000000000001 0000000000000000 00 0000 "
             "fe800000000000000000000000000001 00000002 "
             "02 08 0000000000000002 0000000000000002 000000012a05f200 00 ffff "
             "03 0b 0000000000000003 0000000000000003 7fffffffffffffff ff 0010 c0000201 "
             "04 00 0000000000000004 0000000000000004 0000000000000004 03 04 00000578 "
             "04 06 0000000000000005 0000000000000004 0000000000000004 02 00 00000500 "
             "20010db8000000000000000000000001 00000000 "
             "05 00 0000000000000006 0000000000000005 "
             "06 00 0000000000000007 03 0000005a 000005dc "
             "07 00 0000000000000008 0a "
             "08 00 0000000000000009 0000000000000000 03 "
             "09 00 000000000000000a 0000000000000006",
             "Result 50-5f number 9 through 7 beyond 6 clock 9223372036854775807 dropped "
             "4294967295: "
             "[1 Reply sent 1 time 0 ttl -1 size 0 from fe80::1%2] "
             "[2 LateReply sent 2 time 5000000000 ttl 0 size 65535] "
             "[3 DuplicateReply sent 3 time 9223372036854775807 ttl 255 size 16 kernel from "
             "192.0.2.1] "
             "[4 IcmpError sent 4 time 4 icmp 3/4 mtu 1400] "
             "[5 IcmpError sent 4 time 4 icmp 2/0 mtu 1280 from 2001:db8::1] "
             "[6 Timeout sent 5] "
             "[7 SendError class 3 errno 90 mtu 1500] "
             "[8 Refused reason 10] "
             "[9 Interrupted sent 0 cause 3] "
             "[a Canceled sent 6]"},
            {"close, shutting down", proxy,
             "c1010a00 505152535455565758595a5b5c5d5e5f 00000000 00000001 0000000000000000 02",
             "Close 50-5f number 0 through 1 beyond 0: reason 2"},
            {"close, evicted", proxy,
             "c1010a00 505152535455565758595a5b5c5d5e5f 00000000 00000001 0000000000000000 04",
             "Close 50-5f number 0 through 1 beyond 0: reason 4"},
    };
    return frames;
}

} // namespace golden
