// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/eventlog.h"

#include <algorithm>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace qicmp::tunhost {

namespace {

const char *fateOf(const Plan &plan)
{
    return plan.dropped ? "dropped" : plan.refused ? "error" : "replied";
}

std::string jsonList(const std::vector<std::string> &words)
{
    std::string list;
    for (const std::string &word : words)
        list += (list.empty() ? "\"" : ",\"") + word + '"';
    return '[' + list + ']';
}

} // namespace

EventLog::~EventLog()
{
    flush();
    if (m_descriptor >= 0)
        close(m_descriptor);
}

std::string EventLog::open(const std::string &path)
{
    if (path.empty())
        return {};
    m_descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (m_descriptor < 0)
        return "cannot write the log " + path + ": " + std::strerror(errno);
    m_buffer.reserve(std::size_t{32} << 20);
    return {};
}

void EventLog::append(const LineBuffer &text, int size)
{
    if (size > 0)
        m_buffer.append(text.data(), std::min(static_cast<std::size_t>(size), text.size() - 1));
}

void EventLog::addRequest(std::uint64_t number, const Moment &readAt, const IcmpMessage &request,
                          const Plan &plan)
{
    Totals &totals = m_totals[request.destination];
    ++totals.requests;
    totals.dropped += plan.dropped;
    totals.held += plan.held;
    if (m_descriptor < 0)
        return;
    LineBuffer text;
    const int size = std::snprintf(
            text.data(), text.size(),
            "{\"event\":\"request\",\"request\":%" PRIu64 ",\"monotonic\":%" PRId64
            ",\"realtime\":%" PRId64 ",\"family\":%d,\"source\":\"%s\",\"destination\":\"%s\","
            "\"id\":%d,\"sequence\":%d,\"ttl\":%d,\"trafficClass\":%d,\"dontFragment\":%s,"
            "\"size\":%zu,\"payload\":%zu,\"checksum\":%s,\"fate\":\"%s\",\"actions\":%s}\n",
            number, readAt.monotonic, readAt.realtime, request.source.family,
            request.source.toString().c_str(), request.destination.toString().c_str(), request.id,
            request.sequence, request.timeToLive, request.trafficClass,
            request.dontFragment ? "true" : "false", request.packetSize, request.payload.size(),
            request.headerChecksumValid && request.icmpChecksumValid ? "true" : "false",
            fateOf(plan), jsonList(plan.actions).c_str());
    append(text, size);
}

void EventLog::addPacket(const WrittenPacket &packet)
{
    Totals &totals = m_totals[packet.destination];
    switch (packet.planned.kind) {
    case PacketKind::Reply:
        ++totals.replies;
        break;
    case PacketKind::Damaged:
        ++totals.damaged;
        break;
    case PacketKind::Duplicate:
        ++totals.duplicates;
        break;
    case PacketKind::Error:
        ++totals.errors;
        break;
    case PacketKind::Notice:
        ++totals.notices;
        break;
    case PacketKind::Forged:
        ++totals.forged;
        break;
    }
    m_mostLate = std::max(m_mostLate, packet.lateness);
    if (m_descriptor < 0)
        return;
    LineBuffer text;
    const int size = std::snprintf(
            text.data(), text.size(),
            "{\"event\":\"packet\",\"request\":%" PRIu64
            ",\"kind\":\"%s\",\"detail\":\"%s\",\"source\":\"%s\",\"before\":%" PRId64
            ",\"after\":%" PRId64 ",\"rtt\":%" PRId64 ",\"late\":%" PRId64
            ",\"size\":%zu,\"accepted\":%s}\n",
            packet.request, nameOf(packet.planned.kind).data(), packet.planned.detail.c_str(),
            packet.planned.source.toString().c_str(), packet.realtimeBefore, packet.realtimeAfter,
            packet.roundTripTime, packet.lateness, packet.planned.bytes.size(),
            packet.accepted ? "true" : "false");
    append(text, size);
}

void EventLog::addSummary(std::uint64_t queueDrops)
{
    std::string destinations;
    for (const auto &[address, totals] : m_totals) {
        LineBuffer text;
        std::snprintf(text.data(), text.size(),
                      "%s\"%s\":{\"requests\":%" PRIu64 ",\"replies\":%" PRIu64
                      ",\"damaged\":%" PRIu64 ",\"duplicates\":%" PRIu64 ",\"dropped\":%" PRIu64
                      ",\"held\":%" PRIu64 ",\"errors\":%" PRIu64 ",\"notices\":%" PRIu64
                      ",\"forged\":%" PRIu64 ",\"pending\":%" PRIu64 "}",
                      destinations.empty() ? "" : ",", address.toString().c_str(), totals.requests,
                      totals.replies, totals.damaged, totals.duplicates, totals.dropped,
                      totals.held, totals.errors, totals.notices, totals.forged, totals.pending);
        destinations += text.data();
    }
    if (m_descriptor < 0)
        return;
    LineBuffer text;
    const int size = std::snprintf(text.data(), text.size(),
                                   "{\"event\":\"summary\",\"ignored\":%" PRIu64
                                   ",\"queueDrops\":%" PRIu64 ",\"mostLate\":%" PRId64 ",",
                                   m_ignored, queueDrops, m_mostLate);
    append(text, size);
    m_buffer += "\"destinations\":{" + destinations + "}}\n";
}

void EventLog::flush(std::size_t most)
{
    const std::size_t end = m_flushed + std::min(most, unflushedBytes());
    while (m_descriptor >= 0 && m_flushed < end) {
        const ssize_t size = write(m_descriptor, m_buffer.data() + m_flushed, end - m_flushed);
        if (size < 0 && errno == EINTR)
            continue;
        if (size <= 0)
            break;
        m_flushed += static_cast<std::size_t>(size);
    }
    if (m_flushed < m_buffer.size())
        return;
    m_buffer.clear();
    m_flushed = 0;
}

} // namespace qicmp::tunhost
