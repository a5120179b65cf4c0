// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "policy.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <net/if.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace qicmp::proxy {
namespace {

// A local client may drive a monitor of 10,000 hosts at one ping a second each, and its user could
// load this machine by other means anyhow. A remote one gets what a small monitor needs.
constexpr std::uint32_t localOutstanding = 16'384;
constexpr std::uint32_t remoteOutstanding = 2'048;
constexpr std::uint32_t remoteRate = 200;
constexpr std::uint32_t remoteDestinationRate = 10;
constexpr std::uint16_t largestPayload = 65'527;     // of IPv6
constexpr std::uint16_t unfragmentedPayload = 1'472; // of IPv4 over Ethernet
constexpr std::uint32_t remoteTimeout = 60'000;      // ms

bool isInAny(const std::vector<Network> &networks, const IpAddress &address)
{
    return std::ranges::any_of(networks,
                               [&](const Network &network) { return network.contains(address); });
}

/// The smaller of a wish and a limit, of which 0 means any.
std::uint32_t least(std::uint32_t wish, std::uint32_t limit)
{
    return wish == 0 || (limit != 0 && limit < wish) ? limit : wish;
}

std::uint32_t v4(const sockaddr &address)
{
    sockaddr_in internet{};
    std::memcpy(&internet, &address, sizeof internet);
    return ntohl(internet.sin_addr.s_addr);
}

/// An entry for each IPv4 address of this machine.
std::vector<ifreq> addressEntries(int descriptor)
{
    ifconf list{};
    if (ioctl(descriptor, SIOCGIFCONF, &list) != 0) // asks how much there is
        return {};
    std::vector<ifreq> entries(static_cast<std::size_t>(list.ifc_len) / sizeof(ifreq));
    list.ifc_req = entries.data();
    if (entries.empty() || ioctl(descriptor, SIOCGIFCONF, &list) != 0)
        return {};
    entries.resize(static_cast<std::size_t>(list.ifc_len) / sizeof(ifreq));
    return entries;
}

} // namespace

// By ioctl(), netdevice(7), since getifaddrs() takes a netlink socket, which the systemd units do
// not allow. It tells IPv4 addresses only, and those alone have a broadcast address.
std::vector<IpAddress> broadcastAddresses()
{
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return {};
    std::vector<IpAddress> result;
    for (const ifreq &entry : addressEntries(descriptor)) {
        const std::uint32_t address = v4(entry.ifr_addr);
        ifreq query = entry; // name and address: an interface may have several
        if (ioctl(descriptor, SIOCGIFNETMASK, &query) == 0) {
            const std::uint32_t hostBits = ~v4(query.ifr_netmask);
            if (hostBits > 1) // networks of one or two addresses have none (RFC 3021)
                result.push_back(IpAddress::v4(address | hostBits));
        }
        query = entry;
        if (ioctl(descriptor, SIOCGIFBRDADDR, &query) == 0 && v4(query.ifr_broadaddr) != 0)
            result.push_back(IpAddress::v4(v4(query.ifr_broadaddr)));
    }
    close(descriptor);
    return result;
}

Policy::Policy(const Settings &settings, std::uint16_t families, std::vector<IpAddress> broadcasts)
    : m_allow(settings.allow)
    , m_deny(settings.deny)
    , m_plaintextFrom(settings.allowPlaintextFrom)
    , m_broadcasts(std::move(broadcasts))
    , m_families(families)
    , m_localRate(settings.clientRate.value_or(0))
    , m_remoteRate(settings.clientRate.value_or(remoteRate))
    , m_localDestinationRate(settings.destinationRate.value_or(0))
    , m_remoteDestinationRate(settings.destinationRate.value_or(remoteDestinationRate))
    , m_total(Allowance::ofRate(settings.totalRate.value_or(0)))
{
}

ClientKind Policy::kindOf(const IpAddress &client) const
{
    if (isLoopback(client))
        return ClientKind::Local;
    return isInAny(m_plaintextFrom, client) ? ClientKind::Remote : ClientKind::Denied;
}

v1::Grant Policy::grant(ClientKind kind, const v1::Open &wishes) const
{
    const bool local = kind == ClientKind::Local;
    v1::Grant grant;
    grant.outstanding = least(wishes.outstanding, local ? localOutstanding : remoteOutstanding);
    grant.rate = least(wishes.rate, local ? m_localRate : m_remoteRate);
    grant.burst = grant.rate;
    grant.maximumTimeout = local ? v1::maximumTimeout : remoteTimeout;
    grant.payloadSize = static_cast<std::uint16_t>(
            least(wishes.payloadSize, local ? largestPayload : unfragmentedPayload));
    grant.features = m_families;
    if (local)
        grant.features |= v1::FeatureSourceAddress | v1::FeatureInterface;
    return grant;
}

RateLimits::Client Policy::limits(ClientKind kind) const
{
    const bool local = kind == ClientKind::Local;
    return {Allowance::ofRate(local ? m_localRate : m_remoteRate),
            Allowance::ofRate(local ? m_localDestinationRate : m_remoteDestinationRate),
            {}};
}

bool Policy::isForbidden(const IpAddress &target) const
{
    if (target.isMulticast() || target.isUnspecified())
        return true;
    if (target.family != Family::IPv4)
        return false;
    const std::uint8_t first = target.bytes[0];
    return first == 0 || first >= 240 || // RFC 1122, 3.2.1.3; RFC 1112, 4; RFC 919
           std::ranges::find(m_broadcasts, target) != m_broadcasts.end();
}

std::optional<v1::RefusalReason> Policy::refusal(const IpAddress &target) const
{
    if (isForbidden(target))
        return v1::RefusalReason::DestinationForbidden;
    if (isInAny(m_deny, target) || (!m_allow.empty() && !isInAny(m_allow, target)))
        return v1::RefusalReason::DestinationDenied;
    return std::nullopt;
}

} // namespace qicmp::proxy
