// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "log.h"

#include <utility>

#include <poll.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr Nanoseconds period = 10 * second;
constexpr std::uint32_t mostInAPeriod = 5;

void writeToStandardError(const QString &line)
{
    const QByteArray bytes = "icmp-proxy: " + line.toLocal8Bit() + '\n';
    // Non-blocking it can't be made: whoever started us may share it.
    pollfd room{STDERR_FILENO, POLLOUT, 0};
    if (::poll(&room, 1, 0) == 1 && (room.revents & POLLOUT) != 0)
        static_cast<void>(
                !::write(STDERR_FILENO, bytes.constData(), static_cast<std::size_t>(bytes.size())));
}

} // namespace

Log::Log(const Clock &clock, bool debug, Write write)
    : m_clock(clock), m_debug(debug), m_write(std::move(write))
{
    if (!m_write)
        m_write = writeToStandardError;
}

bool Log::admits(Topic topic)
{
    if (topic == Topic::Service)
        return true;
    State &state = m_states.at(static_cast<std::size_t>(topic));
    const Nanoseconds now = m_clock.monotonic();
    if (state.written == 0 || now - state.since >= period) {
        state.since = now;
        state.written = 0;
    }
    if (state.written == mostInAPeriod) {
        ++state.leftOut;
        return false;
    }
    ++state.written;
    return true;
}

void Log::write(Topic topic, const QString &text)
{
    const std::uint64_t leftOut =
            std::exchange(m_states.at(static_cast<std::size_t>(topic)).leftOut, 0);
    m_write(leftOut == 0 ? text : text + u" (%1 lines like this were left out)"_s.arg(leftOut));
}

QString inWords(const Endpoint &endpoint)
{
    return u"%1 port %2"_s.arg(QString::fromStdString(endpoint.address.toString()),
                               QString::number(endpoint.port));
}

} // namespace qicmp::proxy
