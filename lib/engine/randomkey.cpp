// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/randomkey.h"

#include <random>

namespace qicmp {

SipKey randomSipKey()
{
    std::random_device random;
    SipKey key{};
    for (std::uint64_t &word : key)
        word = std::uint64_t{random()} << 32 | random();
    return key;
}

} // namespace qicmp
