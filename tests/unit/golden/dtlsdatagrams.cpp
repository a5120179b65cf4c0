// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// DTLS records (RFC 6347, 4.1) for a connection with ChaCha20-Poly1305: type, version, epoch,
// sequence number, length; then the body, whose contents matter to nobody here but for the first
// byte of a handshake message.

#include "golden.h"

namespace golden {

const std::vector<Datagram> &dtlsDatagrams()
{
    static const std::vector<Datagram> datagrams = {
            {"ClientHello", "16 feff 0000 000000000000 000c 010000000000000000000000",
             "1 plain hello"},
            {"ClientHello in 1.2", "16 fefd 0000 000000000001 000d 01000001000000000000000100",
             "1 plain hello"},
            {"HelloVerifyRequest", "16 feff 0000 000000000000 000c 030000000000000000000000",
             "1 plain"},
            {"the client's last flight",
             "16 fefd 0000 000000000002 000c 100000000002000000000000 "
             "14 fefd 0000 000000000003 0001 01 "
             "16 fefd 0001 000000000000 0011 00112233445566778899aabbccddeeff00",
             "3 plain sealed"},
            {"plain alert", "15 fefd 0000 000000000004 0002 0228", "1 plain"},
            {"sealed alert", "15 fefd 0001 000000000005 0012 00112233445566778899aabbccddeeff0011",
             "1 sealed"},
            {"shortest application data",
             "17 fefd 0001 000000000006 0011 00112233445566778899aabbccddeeff00", "1 sealed"},
            {"two of application data",
             "17 fefd 0001 000000000007 0011 00112233445566778899aabbccddeeff00 "
             "17 fefd 0001 000000000008 0011 00112233445566778899aabbccddeeff00",
             "2 sealed"},
            {"first byte of a sealed handshake",
             "16 fefd 0001 000000000009 0011 01112233445566778899aabbccddeeff00", "1 sealed"},

            {"empty", "", "Empty"},
            {"header cut", "17 fefd 0001 000000000006 00", "Truncated"},
            {"body cut", "17 fefd 0001 000000000006 0012 00112233445566778899aabbccddeeff00",
             "Truncated"},
            {"byte behind", "17 fefd 0001 000000000006 0011 00112233445566778899aabbccddeeff00 17",
             "Truncated"},
            {"header alone", "17 fefd 0001 000000000006 0000", "BadLength"},
            {"no content", "17 fefd 0001 000000000006 0010 00112233445566778899aabbccddeeff",
             "BadLength"},
            {"no content, behind a sound one",
             "17 fefd 0001 000000000006 0011 00112233445566778899aabbccddeeff00 "
             "17 fefd 0001 000000000007 0010 00112233445566778899aabbccddeeff",
             "BadLength"},
            {"sealed ChangeCipherSpec",
             "14 fefd 0001 000000000006 0011 00112233445566778899aabbccddeeff00", "BadType"},
            {"plain application data",
             "17 fefd 0000 000000000006 0011 00112233445566778899aabbccddeeff00", "BadType"},
            {"heartbeat", "18 fefd 0001 000000000006 0011 00112233445566778899aabbccddeeff00",
             "BadType"},
            {"type 19", "13 fefd 0000 000000000006 0001 01", "BadType"},
            {"sealed in 1.0", "17 feff 0001 000000000006 0011 00112233445566778899aabbccddeeff00",
             "BadVersion"},
            {"DTLS 1.3", "16 fefc 0000 000000000000 000c 010000000000000000000000", "BadVersion"},
            {"TLS 1.2", "16 0303 0000 000000000000 000c 010000000000000000000000", "BadVersion"},
            {"epoch 2", "17 fefd 0002 000000000006 0011 00112233445566778899aabbccddeeff00",
             "BadEpoch"},
            {"epoch 256", "17 fefd 0100 000000000006 0011 00112233445566778899aabbccddeeff00",
             "BadEpoch"},
            {"handshake header cut", "16 feff 0000 000000000000 000b 0100000000000000000000",
             "BadLength"},
            {"plain alert of 1 byte", "15 fefd 0000 000000000004 0001 02", "BadLength"},
            {"plain alert of 3 bytes", "15 fefd 0000 000000000004 0003 022800", "BadLength"},
            {"ChangeCipherSpec of 2 bytes", "14 fefd 0000 000000000003 0002 0101", "BadLength"},
            {"empty ChangeCipherSpec", "14 fefd 0000 000000000003 0000", "BadLength"},
    };
    return datagrams;
}

} // namespace golden
