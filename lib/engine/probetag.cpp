// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/probetag.h"

#include "engine/randomkey.h"

#include <cstring>

namespace qicmp {
namespace {

// Nobody but this process reads a mark, so host byte order serves.
std::uint64_t load(const std::uint8_t *bytes)
{
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, sizeof value);
    return value;
}

} // namespace

void ProbeMark::write(ByteSpan payload) const
{
    std::memcpy(payload.data(), &probe, sizeof probe);
    std::memcpy(payload.data() + sizeof probe, &tag, sizeof tag);
}

std::optional<ProbeMark> ProbeMark::read(ByteView payload)
{
    if (payload.size() < size)
        return std::nullopt;
    return ProbeMark{load(payload.data()), load(payload.data() + sizeof(std::uint64_t))};
}

ProbeTagger::ProbeTagger() : m_key(randomSipKey()) {}

} // namespace qicmp
