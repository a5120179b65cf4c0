// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "codec/siphash.h"
#include "secrets.h"
#include "settings.h"

#include <cstdint>

namespace qicmp::proxy {

/// Where things are kept in a table: by a secret, since otherwise others could choose theirs so
/// that all come to the same place.
class KeyedHash
{
public:
    std::size_t operator()(std::uint64_t number) const
    {
        SipHash<1, 3> hash(m_secret);
        hash.absorb(number);
        return hash.finish(sizeof number);
    }
    std::size_t operator()(const IpAddress &address) const { return (*this)(Endpoint{address, 0}); }
    std::size_t operator()(const Endpoint &endpoint) const
    {
        const IpAddress &address = endpoint.address;
        SipHash<1, 3> hash(m_secret);
        hash.absorb(read64(address.bytes, 0));
        hash.absorb(read64(address.bytes, 8));
        hash.absorb(std::uint64_t{address.scope} << 32 |
                    static_cast<std::uint64_t>(address.family) << 16 | endpoint.port);
        return hash.finish(3 * sizeof(std::uint64_t));
    }

private:
    SipKey m_secret = randomKey();
};

} // namespace qicmp::proxy
