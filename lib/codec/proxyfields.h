// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytecursor.h"
#include "codec/ipaddress.h"
#include "codec/proxyprotocol.h"

#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

/// What the messages of version 1 are put together from.
namespace qicmp::v1 {

/// Nothing, or why a part of a message can't be accepted.
using Fault = std::optional<FrameRejection>;

/// Writes the 20 bytes that every message begins with.
inline void writeCommonHeader(ByteWriter &writer, MessageType type, ByteView correlator,
                              std::uint8_t flags = 0)
{
    writer.write8(magic);
    writer.write8(version);
    writer.write8(static_cast<std::uint8_t>(type));
    writer.write8(flags);
    writer.write(correlator);
}

/// An address of a known family, without a zone.
inline IpAddress readAddress(ByteReader &reader, Family family)
{
    return family == Family::IPv4 ? IpAddress::v4(reader.read32())
                                  : IpAddress::v6(reader.readArray<16>());
}

inline std::size_t addressSize(Family family)
{
    return family == Family::IPv4 ? 4 : 16;
}

inline void writeAddress(ByteWriter &writer, const IpAddress &address)
{
    writer.write(ByteView(address.bytes).first(addressSize(address.family)));
}

/// Times are signed on the wire but never negative.
inline bool isTime(std::int64_t nanoseconds)
{
    return nanoseconds >= 0;
}

/// Whether \a value is one of an enumeration that has no gap from \a First to \a Last.
template <typename Enumeration>
bool isOneOf(Enumeration value, Enumeration first, Enumeration last)
{
    return value >= first && value <= last;
}

/// Whether nothing but zeros is left to read.
inline bool restIsZero(const ByteReader &reader)
{
    return std::ranges::all_of(reader.rest(), [](std::uint8_t byte) { return byte == 0; });
}

/// Values of various size that stand one behind another in bytes that have been checked. They are
/// decoded as a `for` reaches them, so a message is never copied. The bytes must live as long.
template <typename Decoder>
class Sequence
{
public:
    using Value = std::invoke_result_t<const Decoder &, ByteReader &>;

    class Iterator
    {
    public:
        using value_type = Value;
        using difference_type = std::ptrdiff_t;

        Iterator(ByteView bytes, std::size_t count, const Decoder &decoder)
            : m_reader(bytes), m_left(count), m_decoder(decoder)
        {
            decode();
        }

        const Value &operator*() const { return m_value; }
        const Value *operator->() const { return &m_value; }
        Iterator &operator++()
        {
            --m_left;
            decode();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const Iterator &i, std::default_sentinel_t) { return i.m_left == 0; }

    private:
        void decode()
        {
            if (m_left != 0)
                m_value = m_decoder(m_reader);
        }

        ByteReader m_reader;
        std::size_t m_left;
        Decoder m_decoder;
        Value m_value{};
    };

    Sequence() = default;
    /// The first \a count values in \a bytes.
    Sequence(ByteView bytes, std::size_t count, Decoder decoder = {})
        : m_bytes(bytes), m_count(count), m_decoder(std::move(decoder))
    {
    }

    std::size_t size() const { return m_count; }
    Iterator begin() const { return {m_bytes, m_count, m_decoder}; }
    std::default_sentinel_t end() const { return {}; }

private:
    ByteView m_bytes;
    std::size_t m_count = 0;
    Decoder m_decoder{};
};

} // namespace qicmp::v1
