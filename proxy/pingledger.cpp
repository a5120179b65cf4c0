// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "pingledger.h"

#include "counters.h"
#include "echoservice.h"
#include "outcome.h"
#include "policy.h"
#include "quota.h"

#include <utility>

namespace qicmp::proxy {
namespace {

/// Pings that can be refused without an acknowledgement: a window full of them.
constexpr std::size_t mostRefused = v1::messageWindow * 98;

EchoOptions echoOptions(const v1::PingOptions &options)
{
    EchoOptions result;
    result.timeout = Nanoseconds{options.timeout} * millisecond;
    result.payloadSize = options.payloadSize;
    result.ttl = options.ttl == 0 ? std::int16_t{-1} : std::int16_t{options.ttl};
    result.trafficClass = options.trafficClass;
    result.dontFragment = options.dontFragment;
    result.interfaceIndex = options.interfaceIndex;
    result.source = options.source;
    return result;
}

std::uint32_t packetSize(Family family, std::uint16_t payloadSize)
{
    constexpr std::uint32_t ipv4Header = 20;
    constexpr std::uint32_t ipv6Header = 40;
    constexpr std::uint32_t icmpHeader = 8;
    return (family == Family::IPv4 ? ipv4Header : ipv6Header) + icmpHeader + payloadSize;
}

} // namespace

PingLedger::PingLedger(const Services &services, std::uint32_t owner, const v1::Grant &grant,
                       std::shared_ptr<RateLimits::Client> client)
    : m_services(services), m_owner(owner), m_grant(grant), m_client(std::move(client))
{
}

PingLedger::~PingLedger()
{
    m_services.quota.removeAll(m_tokens.size());
    std::vector<EchoService::Handle> handles;
    m_tokens.forEach([&handles](std::uint64_t, std::uint64_t value) {
        if (value >= firstHandle)
            handles.push_back(value);
    });
    m_services.counters.outcomes[v1::Outcome::Canceled] += handles.size();
    m_services.echo.forgetAll(m_owner, handles);
    if (m_lastOptions)
        m_services.echo.release(m_lastIndex);
}

bool PingLedger::hasRoomFor(std::size_t pings) const
{
    return m_tokens.size() + pings <= m_grant.outstanding + mostRefused &&
           m_services.quota.mayKeep(m_tokens.size(), pings);
}

void PingLedger::take(const v1::PingMessage &message, Nanoseconds now,
                      std::vector<v1::Result> &refusals)
{
    for (const v1::PingGroup &group : message.groups) {
        for (const v1::Ping &ping : group.pings) {
            if (m_tokens.find(ping.token))
                continue;
            ++m_services.counters.pings;
            auto reason = refusalOf(group, ping);
            if (!reason)
                reason = m_services.limits.admit(
                        *m_client, ping.target, packetSize(group.family, group.options.payloadSize),
                        now);
            m_services.quota.add(m_tokens.size());
            if (reason) {
                m_tokens.insert(ping.token, refusedPing);
                refusals.push_back(refused(ping.token, *reason));
            } else {
                ++m_outstanding;
                m_tokens.insert(ping.token, m_services.echo.ping(m_owner, ping.token, ping.target,
                                                                 optionsOf(group.options)));
            }
        }
    }
}

/// The order is that of PROTOCOL.md, 8. Rates come last: who is refused for another reason spends
/// nothing.
std::optional<v1::RefusalReason> PingLedger::refusalOf(const v1::PingGroup &group,
                                                       const v1::Ping &ping) const
{
    using enum v1::RefusalReason;
    const std::uint16_t family = group.family == Family::IPv4 ? v1::FeatureIpv4 : v1::FeatureIpv6;
    if ((m_grant.features & family) == 0)
        return FamilyUnavailable;
    if (const auto reason = m_services.policy.refusal(ping.target))
        return reason;
    if (group.options.payloadSize > m_grant.payloadSize)
        return PayloadSize;
    if (group.options.timeout > m_grant.maximumTimeout)
        return TimeoutLength;
    const bool sourceDenied =
            !group.options.source.isNull() && (m_grant.features & v1::FeatureSourceAddress) == 0;
    const bool interfaceDenied =
            group.options.interfaceIndex != 0 && (m_grant.features & v1::FeatureInterface) == 0;
    if (sourceDenied || interfaceDenied)
        return OptionDenied;
    if (m_outstanding >= m_grant.outstanding ||
        m_services.echo.waitingOf(m_owner) >= m_grant.outstanding ||
        !m_services.quota.maySpend(m_tokens.size()))
        return Outstanding;
    return std::nullopt;
}

/// Neighbours, and mostly all pings of a session, have equal options: one index is kept at hand.
std::uint32_t PingLedger::optionsOf(const v1::PingOptions &options)
{
    if (m_lastOptions == options)
        return m_lastIndex;
    if (m_lastOptions)
        m_services.echo.release(m_lastIndex);
    m_lastOptions = options;
    m_lastIndex = m_services.echo.acquire(echoOptions(options));
    return m_lastIndex;
}

void PingLedger::cancel(const v1::CancelMessage &message)
{
    for (const std::uint64_t token : message.tokens)
        if (const std::uint64_t *value = m_tokens.find(token); value && *value >= firstHandle)
            m_services.echo.cancel(*value);
}

void PingLedger::ended(std::uint64_t token)
{
    if (std::uint64_t *value = m_tokens.find(token); value && *value >= firstHandle)
        *value = endedPing;
}

void PingLedger::acknowledged(const v1::Result &outcome)
{
    m_services.quota.remove(m_tokens.size());
    m_tokens.remove(outcome.token);
    if (outcome.outcome != v1::Outcome::Refused)
        --m_outstanding;
}

} // namespace qicmp::proxy
