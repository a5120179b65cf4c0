// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/probetag.h"

#include <cstring>
#include <random>

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

ProbeTagger::ProbeTagger()
{
    std::random_device random;
    for (std::uint64_t &word : m_key)
        word = std::uint64_t{random()} << 32 | random();
}

std::uint64_t ProbeTagger::tag(std::uint64_t probe, std::uint16_t id, std::uint16_t sequence,
                               const IpAddress &target) const
{
    SipHash<1, 3> state(m_key);
    state.absorb(probe);
    state.absorb(std::uint64_t{target.scope} << 32 | std::uint64_t{id} << 16 | sequence);
    state.absorb(load(target.bytes.data()));
    if (target.family != Family::IPv6)
        return state.finish(24);
    state.absorb(load(target.bytes.data() + 8));
    return state.finish(32);
}

} // namespace qicmp
