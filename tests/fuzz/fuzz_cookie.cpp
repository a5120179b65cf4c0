// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Cookies: the input is epoch (8), family and zone (1), address (16), port (2), nonce (16), cookie
// (16), and which bit to spoil (1). No cookie is good but the one that was made, and that one only
// for whom and when it was made.

#include "check.h"
#include "codec/bytecursor.h"
#include "codec/cookie.h"

using namespace qicmp;
using namespace qicmp::v1;

namespace {

constexpr SipKey key{0x0123456789abcdef, 0xfedcba9876543210};

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    ByteReader reader({data, size});
    const std::uint64_t epoch = reader.read64();
    const std::uint8_t family = reader.read8();
    ClientAddress client;
    client.address = family % 2 == 0 ? IpAddress::v4(reader.read32())
                                     : IpAddress::v6(reader.readArray<16>(), family / 2U);
    client.port = reader.read16();
    const Nonce nonce{reader.readArray<16>()};
    const Cookie offered{reader.readArray<16>()};
    const std::uint8_t spoiled = reader.read8() % 128;

    const Cookie made = makeCookie(key, client, nonce, epoch);
    require(checkCookie(key, client, nonce, made, epoch) == CookieVerdict::Valid);
    require(checkCookie(key, client, nonce, made, epoch + 2) == CookieVerdict::Expired);
    if (epoch != UINT64_MAX)
        require(checkCookie(key, client, nonce, made, epoch + 1) == CookieVerdict::Valid);

    // 2^-64 is never.
    if (checkCookie(key, client, nonce, offered, epoch) != CookieVerdict::Forged)
        require(offered == makeCookie(key, client, nonce, read64(offered.bytes, 0)));
    Cookie altered = made;
    altered.bytes[spoiled / 8] ^= static_cast<std::uint8_t>(1U << spoiled % 8);
    require(checkCookie(key, client, nonce, altered, epoch) == CookieVerdict::Forged);
    Nonce otherNonce = nonce;
    otherNonce.bytes[spoiled / 8] ^= static_cast<std::uint8_t>(1U << spoiled % 8);
    require(checkCookie(key, client, otherNonce, made, epoch) == CookieVerdict::Forged);
    ClientAddress elsewhere = client;
    elsewhere.port ^= static_cast<std::uint16_t>(1U << spoiled % 16);
    require(checkCookie(key, elsewhere, nonce, made, epoch) == CookieVerdict::Forged);
    return 0;
}
