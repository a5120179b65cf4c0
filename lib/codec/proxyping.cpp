// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/proxyping.h"

namespace qicmp::v1 {
namespace {

enum GroupFlag : std::uint8_t {
    GroupIpv6 = 0x01,
    GroupDontFragment = 0x02,
    GroupTrafficClass = 0x04,
    GroupInterface = 0x08,
    GroupSource = 0x10,
    AllGroupFlags = 0x1f,
};

constexpr std::size_t groupCountAt = sessionHeaderSize;
constexpr std::size_t pingCountAt = 1; // within a group
constexpr std::size_t groupHeaderSize = 10;
constexpr std::size_t tokenSize = 8;
// So no list outgrows its count of one byte.
static_assert((maximumMessageSize - sessionHeaderSize) / (tokenSize + 4) < 256);

/// What stands in front of a group's pings.
struct GroupHeader
{
    std::uint8_t flags = 0;
    std::uint8_t count = 0;
    std::uint8_t trafficClass = 0;
    Family family = Family::None;
    PingOptions options;
};

/// An address; a link-local IPv6 one is in the zone of the group's interface.
IpAddress readZoned(ByteReader &reader, Family family, std::uint32_t interfaceIndex)
{
    IpAddress address = readAddress(reader, family);
    if (family == Family::IPv6 && address.isLinkLocal())
        address.scope = interfaceIndex;
    return address;
}

GroupHeader readGroupHeader(ByteReader &reader)
{
    GroupHeader header;
    PingOptions &options = header.options;
    header.flags = reader.read8();
    header.count = reader.read8();
    header.family = (header.flags & GroupIpv6) != 0 ? Family::IPv6 : Family::IPv4;
    options.payloadSize = reader.read16();
    options.timeout = reader.read32();
    options.ttl = reader.read8();
    header.trafficClass = reader.read8();
    if ((header.flags & GroupTrafficClass) != 0)
        options.trafficClass = header.trafficClass;
    options.dontFragment = (header.flags & GroupDontFragment) != 0;
    if ((header.flags & GroupInterface) != 0)
        options.interfaceIndex = reader.read32();
    if ((header.flags & GroupSource) != 0)
        options.source = readZoned(reader, header.family, options.interfaceIndex);
    return header;
}

std::uint16_t largestPayload(Family family)
{
    return family == Family::IPv4 ? 65535 - 20 - 8 : 65535 - 8; // RFC 791, 3.1; RFC 8200, 3
}

bool inBounds(const PingOptions &options, Family family)
{
    return options.timeout != 0 && options.timeout <= maximumTimeout &&
           options.payloadSize <= largestPayload(family);
}

Fault check(const GroupHeader &header)
{
    if ((header.flags & ~AllGroupFlags) != 0)
        return FrameRejection::UnknownFlags;
    if (header.count == 0)
        return FrameRejection::BadCount;
    if (!inBounds(header.options, header.family))
        return FrameRejection::BadValue;
    if ((header.flags & GroupTrafficClass) == 0 && header.trafficClass != 0)
        return FrameRejection::PaddingNotZero;
    if ((header.flags & GroupInterface) != 0 && header.options.interfaceIndex == 0)
        return FrameRejection::BadValue;
    const IpAddress &source = header.options.source;
    if (source.isUnspecified() || source.isIpv4Mapped())
        return FrameRejection::BadAddress;
    return std::nullopt;
}

std::size_t pingSize(Family family)
{
    return tokenSize + addressSize(family);
}

Sequence<PingDecoder> readPings(ByteReader &reader, const GroupHeader &header)
{
    return {reader.read(header.count * pingSize(header.family)), header.count,
            PingDecoder{header.family, header.options.interfaceIndex}};
}

Fault checkGroup(ByteReader &reader, std::size_t &pings)
{
    const GroupHeader header = readGroupHeader(reader);
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    if (const Fault fault = check(header))
        return fault;
    for (const Ping &ping : readPings(reader, header))
        if (ping.target.isIpv4Mapped())
            return FrameRejection::BadAddress;
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    pings += header.count;
    return std::nullopt;
}

/// The interface that a group has to name for one of its targets.
std::uint32_t interfaceFor(const PingOptions &options, const IpAddress &target)
{
    return options.interfaceIndex != 0 ? options.interfaceIndex : target.scope;
}

} // namespace

Ping PingDecoder::operator()(ByteReader &reader) const
{
    const std::uint64_t token = reader.read64();
    return {token, readZoned(reader, family, zone)};
}

PingGroup PingGroupDecoder::operator()(ByteReader &reader) const
{
    const GroupHeader header = readGroupHeader(reader);
    return {header.family, header.options, readPings(reader, header)};
}

Fault decode(ByteView message, PingMessage &ping)
{
    ByteReader reader(message);
    if (const Fault fault = decodeHeader(reader, true, ping.header))
        return fault;
    const std::uint8_t count = reader.read8();
    if (reader.hasFailed())
        return FrameRejection::Truncated;
    if (count == 0)
        return FrameRejection::BadCount;
    ping.groups = {reader.rest(), count};
    ping.pings = 0;
    for (int group = 0; group < count; ++group)
        if (const Fault fault = checkGroup(reader, ping.pings))
            return fault;
    if (!reader.rest().empty())
        return FrameRejection::TrailingBytes;
    return std::nullopt;
}

PingWriter::PingWriter(ByteSpan buffer, const SessionHeader &header)
    : m_writer(beginMessage(buffer, MessageType::Ping, header))
{
    m_writer.write8(0);
}

Added PingWriter::beginGroup(const PingOptions &options, const IpAddress &target)
{
    const bool sourceFits = options.source.isNull() ||
                            (options.source.family == target.family &&
                             !options.source.isUnspecified() && !options.source.isIpv4Mapped());
    if (!inBounds(options, target.family) || !sourceFits || options.trafficClass < -1 ||
        options.trafficClass > 255)
        return Added::Unencodable;
    const std::uint32_t index = interfaceFor(options, target);
    const auto isElsewhere = [index](const IpAddress &address) {
        return address.scope != 0 && address.scope != index;
    };
    if (isElsewhere(target) || isElsewhere(options.source))
        return Added::Unencodable;

    const std::size_t size = groupHeaderSize + (index != 0 ? sizeof index : 0) +
                             (options.source.isNull() ? 0 : addressSize(target.family));
    if (m_writer.room() < size + pingSize(target.family))
        return Added::NoRoom;

    m_groupAt = m_writer.size();
    m_family = target.family;
    m_interface = index;
    m_options = options;
    std::uint8_t flags = 0;
    const auto set = [&flags](bool on, GroupFlag flag) {
        if (on)
            flags = static_cast<std::uint8_t>(flags | flag);
    };
    set(target.family == Family::IPv6, GroupIpv6);
    set(options.dontFragment, GroupDontFragment);
    set(options.trafficClass >= 0, GroupTrafficClass);
    set(index != 0, GroupInterface);
    set(!options.source.isNull(), GroupSource);
    m_writer.write8(flags);
    m_writer.write8(0);
    m_writer.write16(options.payloadSize);
    m_writer.write32(options.timeout);
    m_writer.write8(options.ttl);
    m_writer.write8(options.trafficClass >= 0 ? static_cast<std::uint8_t>(options.trafficClass)
                                              : 0);
    if (index != 0)
        m_writer.write32(index);
    if (!options.source.isNull())
        writeAddress(m_writer, options.source);
    ++m_writer.written()[groupCountAt];
    return Added::Yes;
}

Added PingWriter::add(const PingOptions &options, std::uint64_t token, const IpAddress &target)
{
    if (target.isNull() || target.isIpv4Mapped())
        return Added::Unencodable;
    if (m_writer.hasFailed())
        return Added::NoRoom;
    const bool zoneFits = target.scope == 0 || target.scope == m_interface;
    const bool inGroup = m_count != 0 && target.family == m_family && zoneFits &&
                         interfaceFor(options, target) == m_interface && options == m_options;
    if (!inGroup) {
        if (const Added begun = beginGroup(options, target); begun != Added::Yes)
            return begun;
    } else if (m_writer.room() < pingSize(target.family)) {
        return Added::NoRoom;
    }
    m_writer.write64(token);
    writeAddress(m_writer, target);
    ++m_writer.written()[m_groupAt + pingCountAt];
    ++m_count;
    return Added::Yes;
}

ByteView PingWriter::message() const
{
    return m_count == 0 ? ByteView{} : ByteView(m_writer.written());
}

} // namespace qicmp::v1
