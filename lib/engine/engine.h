// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"
#include "engine/deadlinewheel.h"
#include "engine/echooptions.h"
#include "engine/engineevent.h"
#include "engine/enginerecords.h"
#include "engine/identifierspace.h"
#include "engine/pacer.h"
#include "engine/probetag.h"
#include "engine/slottable.h"
#include "engine/transport.h"
#include "engine/wallclockmap.h"

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

namespace qicmp {

/// What a request is made of.
struct RequestSpec
{
    IpAddress target;          ///< null = not known yet: launch() follows
    std::uint32_t options = 0; ///< index in the engine's options table; the reference passes over
    std::uint32_t owner = 0;   ///< whatever the caller wants back with each event; 0 = nobody
    std::uint64_t context = 0;
    bool observed = false; ///< tell about each probe, too
};

/// Sends echo requests, matches what comes back and decides each probe's outcome.
///
/// A request is what the caller asked for, a probe is one echo request packet: each attempt of a
/// request is a probe of its own. The engine owns no thread, timer or socket: activate() does what
/// is due and nextWakeup() says when to call it again. Nothing is reported from inside a call;
/// takeEvents() hands over what happened.
class Engine final : private TransportSink
{
public:
    using Handle = std::uint64_t; ///< of a request; 0 is none
    using Events = std::vector<EngineEvent>;

    struct Counters
    {
        std::uint64_t receiveOverflows = 0; ///< packets our own buffers had no room for
        std::uint64_t corrupt = 0; ///< replies that fit a probe but not its tag, or were damaged
        std::uint64_t foreign = 0; ///< messages that fit no probe: others', stale or forged
    };

    explicit Engine(const Clock &clock);
    ~Engine() override = default;
    Engine(const Engine &) = delete;
    Engine &operator=(const Engine &) = delete;

    OptionsTable &options() { return m_options; }
    void setTransport(Transport *transport); ///< not owned; probes in flight are interrupted
    void setMaximumRate(std::uint32_t packetsPerSecond);

    Handle add(const RequestSpec &spec);
    /// Of a request that has not been released; null otherwise.
    const EchoOptions *optionsOf(Handle handle) const;
    /// Of a request that has not been released; 0 otherwise.
    std::uint32_t ownerOf(Handle handle) const;
    /// The owner has no more interest; there will be no Released event.
    void disown(Handle handle);
    /// Gives an added request its target and queues it. Nothing happens if it has ended meanwhile.
    void launch(Handle handle, const IpAddress &target);
    void fail(Handle handle, const Failure &failure);
    /// Ends a request as Canceled; \a silently without an event. False if it had ended already.
    bool cancel(Handle handle, bool silently = false);
    /// Frees a request with an owner, once its Released event has been dealt with. Until then the
    /// handle stays good, so that an owner can be taken off.
    void discard(Handle handle);
    void failQueued(const Failure &failure); ///< all that wait to be sent
    void cancelAll();

    /// One bounded round: reads, decides, sends. Returns whether more work is at hand right now.
    bool activate();
    Nanoseconds nextWakeup() const;
    bool hasQueued() const;
    /// Of those that wait, whether any has not even been prepared.
    bool hasQueued(Family family) const { return stateOf(family).firstQueued != none; }

    /// Swaps the collected events with \a events, which should be empty.
    void takeEvents(Events &events) { events.swap(m_events); }
    std::size_t eventCount() const { return m_events.size(); }

    const Counters &counters() const { return m_counters; }
    std::uint32_t outstanding() const { return m_outstanding; } ///< requests that have not ended

private:
    static constexpr std::uint32_t batchSize = 64;
    static constexpr std::uint32_t maximumIdentifiers = 64;
    static constexpr std::uint32_t none = UINT32_MAX;

    using RequestSlot = std::uint32_t;
    using ProbeSlot = std::uint32_t;

    /// What is separate for each family, so that neither waits for what the other lacks.
    struct FamilyState
    {
        IdentifierSpace pairs;
        Nanoseconds identifiersExpectedAt = 0; ///< when to ask the transport for more again
        Nanoseconds pairsExpectedAt = 0;       ///< when to look for a free pair again
        RequestSlot firstQueued = none; ///< requests whose next attempt is due, linked in order
        RequestSlot lastQueued = none;
    };

    struct RoundTrip
    {
        Nanoseconds time = 0;
        bool kernelStamps = false;
        bool isUpperBound = false; ///< when it arrived is not known, only when it was read
    };

    // TransportSink
    void batchRead() override;
    void transmitted(std::uint64_t probe, std::uint16_t id, Nanoseconds wallStamp) override;
    void received(const ReceivedEcho &echo) override;
    void received(const ReceivedError &error) override;
    void receivedCorrupt() override { ++m_counters.corrupt; }
    void concluded(const Conclusion &conclusion) override;

    // sending
    bool flush();
    bool prepareBatch(Nanoseconds now, std::uint32_t count);
    void prepareFrom(FamilyState &family, Nanoseconds now, std::uint32_t count);
    bool prepareProbe(FamilyState &family, RequestSlot slot, Nanoseconds now);
    std::optional<IdentifierSpace::Key> acquireKey(FamilyState &family, Family name,
                                                   ProbeSlot probe, Nanoseconds now);
    bool sendBatch(Nanoseconds now);
    void dropEndedFromBatch();
    OutgoingEcho outgoing(ProbeSlot slot) const;
    void markSent(ProbeSlot slot, Nanoseconds now);
    void failUnsent(ProbeSlot slot, const Failure &failure, bool isFinal);
    void holdTurn(ProbeSlot slot);

    // receiving
    void setTransmitStamp(std::uint64_t handle, Nanoseconds wallStamp);
    std::uint32_t probeOf(const ReceivedEcho &echo);
    std::uint32_t markedProbeOf(const ReceivedEcho &echo) const;
    bool isAnswer(const ReceivedEcho &echo, ProbeSlot slot) const;
    std::uint32_t probeOf(const ReceivedError &error) const;
    RoundTrip roundTrip(const ProbeRecord &probe, Nanoseconds wallStamp) const;
    void lateReply(ProbeSlot slot, EngineEvent &reply);
    void answer(RequestSlot slot, EngineEvent &reply);

    // concluding, when the transport does
    static bool concludes(ProbeState state, Conclusion::Kind kind);

    // deciding
    void checkSuspend();
    void checkOverflow();
    bool expire();
    Nanoseconds timeoutOf(const ProbeRecord &probe) const;
    Nanoseconds endOf(const ProbeRecord &probe) const;
    void retire(ProbeSlot slot, ProbeState outcome);
    void failAttempt(ProbeSlot slot, ProbeState outcome, const Failure &failure,
                     const IpAddress &responder = {}, Nanoseconds roundTripTime = -1);
    void interruptInFlight(InterruptionCause cause);
    void endRequest(RequestSlot slot, const EngineEvent &event);
    void queueAttempt(RequestSlot slot);
    RequestSlot takeQueued(FamilyState &family);

    // letting go
    bool releaseOld();
    void releaseRested();
    void releaseAll();
    bool releaseFrom(std::deque<ProbeSlot> &lingering, Nanoseconds endedBefore,
                     std::size_t keepAtMost, std::size_t most);
    void fetchAhead(const std::deque<ProbeSlot> &lingering) const;
    void releaseProbe(ProbeSlot slot);
    void releaseIfDone(RequestSlot slot);
    void freeRequest(RequestSlot slot);

    EngineEvent describe(EngineEvent::Kind kind, RequestSlot slot) const;
    EngineEvent describe(EngineEvent::Kind kind, const ProbeRecord &probe) const;
    void tell(RequestSlot slot, const EngineEvent &event);
    void tellObserver(RequestSlot slot, EngineEvent::Kind kind, const EngineEvent &event);
    FamilyState &stateOf(Family family) { return m_families[family == Family::IPv6]; }
    const FamilyState &stateOf(Family family) const { return m_families[family == Family::IPv6]; }

    const Clock &m_clock;
    Transport *m_transport = nullptr;
    bool m_transportConcludes = false;
    ProbeTagger m_tagger;
    OptionsTable m_options;
    SlotTable<RequestRecord> m_requests;
    SlotTable<ProbeRecord> m_probes;
    DeadlineWheel m_wheel; ///< newest probe of each attempting request, and probes in flight
    std::array<FamilyState, 2> m_families; ///< IPv4, IPv6
    bool m_ipv6First = false;              ///< whose turn it is to fill the next batch
    Pacer m_pacer;
    std::uint32_t m_maximumRate = 0;
    WallClockMap m_wallClock;

    std::vector<std::uint32_t> m_batch;   ///< probes prepared but not accepted yet
    std::vector<OutgoingEcho> m_outgoing; ///< scratch space of sendBatch()
    std::deque<ProbeSlot> m_lingering;    ///< ended unanswered, kept for late replies
    std::deque<ProbeSlot> m_answered;     ///< kept for duplicates
    Events m_events;
    Counters m_counters;
    std::uint32_t m_outstanding = 0;

    Nanoseconds m_now;                ///< when the current batch was read, or the round began
    Nanoseconds m_drainedThrough = 0; ///< all that had arrived by then has been read
    Nanoseconds m_overflowThrough;    ///< an overflow may have hit probes sent before
    Nanoseconds m_suspended;          ///< boottime minus monotonic
    std::uint64_t m_overflowsSeen = 0;
};

} // namespace qicmp
