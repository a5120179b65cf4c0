// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/siphash.h"

#include <QRandomGenerator>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

/// What nobody else may be able to guess, from the system's random source.
namespace qicmp::proxy {

inline std::uint64_t randomNumber()
{
    return QRandomGenerator::system()->generate64();
}

inline SipKey randomKey()
{
    return {randomNumber(), randomNumber()};
}

template <typename Name> // v1::SessionId, v1::Nonce
Name randomName()
{
    Name name;
    for (std::size_t i = 0; i < name.bytes.size(); i += sizeof(std::uint64_t)) {
        const auto bytes = std::bit_cast<std::array<std::uint8_t, 8>>(randomNumber());
        std::ranges::copy(bytes, name.bytes.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return name;
}

} // namespace qicmp::proxy
