// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace qicmp {

/// A 128-bit key; the first eight bytes of its written form are the first word, the least
/// significant byte first.
using SipKey = std::array<std::uint64_t, 2>;

/// SipHash-c-d (Aumasson and Bernstein, 2012): a keyed hash for short messages, which nobody
/// without the key can foretell. A message is absorbed as 64-bit words.
template <int Compressions, int Finalizations>
class SipHash
{
public:
    explicit SipHash(const SipKey &key)
        : m_v0(key[0] ^ 0x736f6d6570736575)
        , m_v1(key[1] ^ 0x646f72616e646f6d)
        , m_v2(key[0] ^ 0x6c7967656e657261)
        , m_v3(key[1] ^ 0x7465646279746573)
    {
    }

    /// The next eight bytes of the message, the first of them in the lowest bits.
    void absorb(std::uint64_t word)
    {
        m_v3 ^= word;
        rounds<Compressions>();
        m_v0 ^= word;
    }

    /// The hash of a message of \a length bytes, of which all whole words have been absorbed;
    /// \a rest holds the others, the first of them in the lowest bits.
    std::uint64_t finish(std::uint64_t length, std::uint64_t rest = 0)
    {
        absorb(length << 56 | rest);
        m_v2 ^= 0xff;
        rounds<Finalizations>();
        return m_v0 ^ m_v1 ^ m_v2 ^ m_v3;
    }

private:
    template <int Count>
    void rounds()
    {
        for (int i = 0; i < Count; ++i) {
            m_v0 += m_v1;
            m_v1 = std::rotl(m_v1, 13) ^ m_v0;
            m_v0 = std::rotl(m_v0, 32);
            m_v2 += m_v3;
            m_v3 = std::rotl(m_v3, 16) ^ m_v2;
            m_v0 += m_v3;
            m_v3 = std::rotl(m_v3, 21) ^ m_v0;
            m_v2 += m_v1;
            m_v1 = std::rotl(m_v1, 17) ^ m_v2;
            m_v2 = std::rotl(m_v2, 32);
        }
    }

    std::uint64_t m_v0;
    std::uint64_t m_v1;
    std::uint64_t m_v2;
    std::uint64_t m_v3;
};

} // namespace qicmp
