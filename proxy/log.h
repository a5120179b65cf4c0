// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/clock.h"
#include "settings.h"

#include <QString>

#include <array>
#include <concepts>
#include <cstdint>
#include <functional>
#include <utility>

namespace qicmp::proxy {

/// What the service says, a line at a time. Strangers can cause many lines, so each topic is
/// limited to a few in ten seconds, and the next line tells how many were left out. Callers see to
/// it that no line holds what a client sent: addresses and numbers only.
class Log
{
public:
    /// Each with a limit of its own.
    enum class Topic : std::uint8_t {
        Service, ///< what the service itself does; not limited
        Session,
        Limit,   ///< something is used up
        Refused, ///< addresses from where no client is wanted
        System,  ///< the operating system refused something
    };
    using Write = std::function<void(const QString &line)>;

    /// \a write gets whole lines without their end; standard error, unless told otherwise. A line
    /// that standard error has no room for is lost: nobody who reads slowly makes the service wait.
    explicit Log(const Clock &clock, bool debug, Write write = {});

    void tell(Topic topic, const QString &text)
    {
        tell(topic, [&text] { return text; });
    }
    /// A QString text() is asked for its line only if that is going to be written.
    template <std::invocable Text>
    void tell(Topic topic, Text &&text)
    {
        if (admits(topic))
            write(topic, text());
    }
    /// Only when the administrator wants to know everything.
    template <typename Text>
    void debug(Topic topic, Text &&text)
    {
        if (m_debug)
            tell(topic, std::forward<Text>(text));
    }
    bool wantsDebug() const { return m_debug; }

private:
    struct State
    {
        Nanoseconds since = 0; ///< when the current ten seconds began
        std::uint32_t written = 0;
        std::uint64_t leftOut = 0;
    };

    bool admits(Topic topic);
    void write(Topic topic, const QString &text);

    const Clock &m_clock;
    bool m_debug;
    Write m_write;
    std::array<State, 5> m_states{};
};

/// A client, in a line.
QString inWords(const Endpoint &endpoint);

} // namespace qicmp::proxy
