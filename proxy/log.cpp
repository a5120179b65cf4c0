// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "log.h"

#include <cstdio>
#include <utility>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds period = 10 * second;
constexpr std::uint32_t mostInAPeriod = 5;

void writeToStandardError(const QString &line)
{
    std::fprintf(stderr, "icmp-proxy: %s\n", line.toLocal8Bit().constData());
}

} // namespace

Log::Log(const Clock &clock, bool debug, Write write)
    : m_clock(clock), m_debug(debug), m_write(std::move(write))
{
    if (!m_write)
        m_write = writeToStandardError;
}

void Log::tell(Topic topic, const QString &text)
{
    if (topic == Topic::Service)
        return m_write(text);
    State &state = m_states.at(static_cast<std::size_t>(topic));
    const Nanoseconds now = m_clock.monotonic();
    if (state.written == 0 || now - state.since >= period) {
        state.since = now;
        state.written = 0;
    }
    if (state.written == mostInAPeriod) {
        ++state.leftOut;
        return;
    }
    ++state.written;
    const std::uint64_t leftOut = std::exchange(state.leftOut, 0);
    m_write(leftOut == 0 ? text : text + u" (%1 lines like this were left out)"_s.arg(leftOut));
}

} // namespace qicmp::proxy
