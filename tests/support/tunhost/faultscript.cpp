// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/faultscript.h"

#include <optional>

namespace qicmp::tunhost {

namespace {

enum Lane : std::uint64_t { SelectionLane = 0, JitterLane = 1 };

bool isSelected(const Selection &when, std::uint64_t count, const SeededDraw &draw)
{
    if (count <= when.after)
        return false;
    const std::uint64_t nth = count - when.after;
    if ((when.first > 0 && nth > when.first) || nth % when.every != 0)
        return false;
    return when.percent >= 100 || draw.fraction(SelectionLane) * 100 < when.percent;
}

bool isErrorDue(const Action &action, const IcmpMessage &request)
{
    switch (action.kind) {
    case ActionKind::Hops: // the last of them is the host itself
        return request.timeToLive < action.number;
    case ActionKind::PathMtu:
        return request.packetSize > action.number && request.dontFragment;
    default:
        return true;
    }
}

} // namespace

std::string_view nameOf(PacketKind kind)
{
    switch (kind) {
    case PacketKind::Reply:
        return "reply";
    case PacketKind::Damaged:
        return "damaged";
    case PacketKind::Duplicate:
        return "duplicate";
    case PacketKind::Error:
        return "error";
    case PacketKind::Notice:
        return "notice";
    case PacketKind::Forged:
        return "forged";
    }
    return "";
}

struct FaultScript::Case
{
    const IcmpMessage &request;
    ByteView packet;
    const Host &host;
    ReplyDraft draft;
    Plan plan;
    std::chrono::nanoseconds delay{0};
    std::chrono::nanoseconds held{0};
    std::optional<std::chrono::nanoseconds> duplicateGap;
    std::optional<PlannedPacket> error;
};

void FaultScript::setRouter(const Address &router)
{
    (router.family == 4 ? m_router4 : m_router6) = router;
}

const Rule *FaultScript::ruleFor(const Address &destination) const
{
    const Rule *best = nullptr;
    for (const Rule &rule : m_rules) {
        if (rule.target.contains(destination) &&
            (!best || rule.target.prefixLength >= best->target.prefixLength))
            best = &rule;
    }
    return best;
}

/// False where the request's family doesn't have this message or the router isn't known.
bool FaultScript::addError(const Action &action, Case &current) const
{
    support::ErrorMessage message = action.error;
    const bool v4 = current.request.destination.family == 4;
    if (!v4 && message.kind == support::ErrorKind::Redirect)
        message.code = 0; // RFC 4861, 4.5
    const Address &router = !action.router.isNull() ? action.router : v4 ? m_router4 : m_router6;
    const bool isNotice = action.kind == ActionKind::Notice;
    PlannedPacket made{isNotice ? PacketKind::Notice : PacketKind::Error,
                       {},
                       action.name,
                       router,
                       support::buildError(message, router, current.packet)};
    if (made.bytes.empty())
        return false;
    if (isNotice)
        current.plan.packets.push_back(std::move(made));
    else
        current.error = std::move(made);
    return true;
}

bool FaultScript::addForgery(const Action &action, const SeededDraw &draw, Case &current)
{
    if (action.address.family != current.request.destination.family)
        return false;
    const Host claimed = action.latestIdentity ? m_hosts[action.address] : current.host;
    Bytes packet = current.draft.forgery(action.address, claimed.latestId, claimed.latestSequence,
                                         action.randomPayload ? &draw : nullptr);
    current.plan.packets.push_back(
            {PacketKind::Forged, {}, action.name, action.address, std::move(packet)});
    return true;
}

void FaultScript::apply(const Action &action, const SeededDraw &draw, Case &current)
{
    bool tookHold = true;
    switch (action.kind) {
    case ActionKind::Delay:
        current.delay += action.time + draw.below(action.jitter, JitterLane);
        return;
    case ActionKind::Drop:
        current.plan.dropped = true;
        break;
    case ActionKind::Duplicate:
        current.duplicateGap = action.time;
        break;
    case ActionKind::Reorder:
        current.held += action.time;
        break;
    case ActionKind::Hops:
        current.draft.setHops(action.number);
        [[fallthrough]];
    case ActionKind::PathMtu:
    case ActionKind::Error:
        tookHold =
                !current.error && isErrorDue(action, current.request) && addError(action, current);
        break;
    case ActionKind::Notice:
        tookHold = addError(action, current);
        break;
    case ActionKind::Forge:
        tookHold = addForgery(action, draw, current);
        break;
    default:
        tookHold = current.draft.apply(action, draw);
    }
    if (tookHold)
        current.plan.actions.push_back(action.name);
}

Plan FaultScript::plan(const IcmpMessage &request, ByteView packet)
{
    Host &host = m_hosts[request.destination];
    ++host.requests;
    host.latestId = request.id;
    host.latestSequence = request.sequence;

    Case current{request, packet, host, ReplyDraft(request), {}, {}, {}, {}, {}};
    if (const Rule *const rule = ruleFor(request.destination)) {
        for (std::size_t index = 0; index < rule->actions.size(); ++index) {
            const Action &action = rule->actions[index];
            const SeededDraw draw(m_seed, request.destination, host.requests, index);
            if (isSelected(action.when, host.requests, draw))
                apply(action, draw, current);
        }
    }

    Plan &plan = current.plan;
    if (current.error) {
        plan.dropped = false;
        plan.refused = true;
        plan.packets.push_back(std::move(*current.error));
    } else if (!plan.dropped) {
        plan.held = current.held.count() > 0;
        const ReplyDraft &draft = current.draft;
        PlannedPacket reply{draft.isDamaged() ? PacketKind::Damaged : PacketKind::Reply,
                            current.held, draft.damage(), draft.source(), draft.packet()};
        plan.packets.push_back(reply);
        if (current.duplicateGap) {
            reply.kind = PacketKind::Duplicate;
            reply.delay += *current.duplicateGap;
            plan.packets.push_back(std::move(reply));
        }
    }
    for (PlannedPacket &planned : plan.packets)
        planned.delay += current.delay;
    return std::move(plan);
}

} // namespace qicmp::tunhost
