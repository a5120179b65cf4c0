// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/probetag.h"

#include <bit>
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

struct SipState
{
    std::uint64_t v0, v1, v2, v3;

    explicit SipState(const ProbeTagger::Key &key)
        : v0(key[0] ^ 0x736f6d6570736575)
        , v1(key[1] ^ 0x646f72616e646f6d)
        , v2(key[0] ^ 0x6c7967656e657261)
        , v3(key[1] ^ 0x7465646279746573)
    {
    }

    void round()
    {
        v0 += v1;
        v1 = std::rotl(v1, 13) ^ v0;
        v0 = std::rotl(v0, 32);
        v2 += v3;
        v3 = std::rotl(v3, 16) ^ v2;
        v0 += v3;
        v3 = std::rotl(v3, 21) ^ v0;
        v2 += v1;
        v1 = std::rotl(v1, 17) ^ v2;
        v2 = std::rotl(v2, 32);
    }
    void absorb(std::uint64_t word)
    {
        v3 ^= word;
        round();
        v0 ^= word;
    }
    std::uint64_t finish(std::uint64_t length)
    {
        absorb(length << 56);
        v2 ^= 0xff;
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }
};

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
    SipState state(m_key);
    state.absorb(probe);
    state.absorb(std::uint64_t{target.scope} << 32 | std::uint64_t{id} << 16 | sequence);
    state.absorb(load(target.bytes.data()));
    if (target.family != Family::IPv6)
        return state.finish(24);
    state.absorb(load(target.bytes.data() + 8));
    return state.finish(32);
}

} // namespace qicmp
