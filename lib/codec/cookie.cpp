// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/cookie.h"

#include "codec/bytes.h"

namespace qicmp::v1 {
namespace {

constexpr std::size_t macAt = 8;

/// A word of a message as SipHash takes it: the least significant byte first.
std::uint64_t littleEndian(ByteView bytes, std::size_t at)
{
    std::uint64_t word = 0;
    for (std::size_t i = sizeof word; i-- > 0;)
        word = word << 8 | bytes[at + i];
    return word;
}

std::uint64_t mac(const SipKey &key, const ClientAddress &client, const Nonce &nonce,
                  std::uint64_t epoch)
{
    const std::uint64_t family = client.address.family == Family::IPv6 ? 6 : 4;
    SipHash<2, 4> hash(key);
    hash.absorb(littleEndian(client.address.bytes, 0));
    hash.absorb(littleEndian(client.address.bytes, 8));
    hash.absorb(std::uint64_t{client.address.scope} << 32 | family << 16 | client.port);
    hash.absorb(littleEndian(nonce.bytes, 0));
    hash.absorb(littleEndian(nonce.bytes, 8));
    hash.absorb(epoch);
    return hash.finish(48);
}

} // namespace

Cookie makeCookie(const SipKey &key, const ClientAddress &client, const Nonce &nonce,
                  std::uint64_t epoch)
{
    Cookie cookie;
    write64(cookie.bytes, 0, epoch);
    write64(cookie.bytes, macAt, mac(key, client, nonce, epoch));
    return cookie;
}

CookieVerdict checkCookie(const SipKey &key, const ClientAddress &client, const Nonce &nonce,
                          const Cookie &cookie, std::uint64_t epoch)
{
    const std::uint64_t made = read64(cookie.bytes, 0);
    // One comparison of whole words: the time it takes tells nothing of where they differ.
    if (read64(cookie.bytes, macAt) != mac(key, client, nonce, made))
        return CookieVerdict::Forged;
    const bool fresh = made == epoch || (epoch != 0 && made == epoch - 1);
    return fresh ? CookieVerdict::Valid : CookieVerdict::Expired;
}

} // namespace qicmp::v1
