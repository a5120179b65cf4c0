// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"
#include "codec/proxyprotocol.h"
#include "codec/siphash.h"

#include <cstdint>

/// Cookies by which a proxy knows, without having remembered anything, that a client receives at
/// the address it names (proxy/PROTOCOL.md, 3).
namespace qicmp::v1 {

/// Where a client's datagrams come from.
struct ClientAddress
{
    IpAddress address;
    std::uint16_t port = 0;

    friend bool operator==(const ClientAddress &, const ClientAddress &) = default;
};

/// The cookie for a client and its nonce. \a epoch counts periods of cookieEpoch since the proxy
/// started; \a key is made at random then, and told nobody.
Cookie makeCookie(const SipKey &key, const ClientAddress &client, const Nonce &nonce,
                  std::uint64_t epoch);

enum class CookieVerdict : std::uint8_t {
    Valid,
    Expired, ///< made by us for this client, but neither in this epoch nor in the one before
    Forged,  ///< for another client or nonce, altered, or from before a restart
};

/// What \a cookie is worth in \a epoch, when it comes from \a client with \a nonce.
CookieVerdict checkCookie(const SipKey &key, const ClientAddress &client, const Nonce &nonce,
                          const Cookie &cookie, std::uint64_t epoch);

} // namespace qicmp::v1
