// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/icmppacket.h"
#include "codec/siphash.h"

#include <cstdint>
#include <optional>

namespace qicmp {

/// What the first bytes of an echo payload carry: which probe it is, and a keyed tag over that.
///
/// Somebody else's reply with our identifier, a stale one and a forged one all fail the tag, which
/// is SipHash-1-3 (Aumasson and Bernstein, 2012) under a key made at random for each engine. A
/// probe handle is not used twice, so whoever saw a tag can answer that one probe, and address,
/// identifier and sequence number are compared with those that it was sent with.
struct ProbeMark
{
    static constexpr std::size_t size = 16;

    std::uint64_t probe = 0; ///< handle in the probe table
    std::uint64_t tag = 0;

    void write(ByteSpan payload) const;
    static std::optional<ProbeMark> read(ByteView payload);
};

class ProbeTagger
{
public:
    using Key = SipKey;

    ProbeTagger(); ///< with a key from the system's random source
    explicit ProbeTagger(const Key &key) : m_key(key) {}

    std::uint64_t tag(std::uint64_t probe) const
    {
        SipHash<1, 3> state(m_key);
        state.absorb(probe);
        return state.finish(sizeof probe);
    }

private:
    Key m_key{};
};

} // namespace qicmp
