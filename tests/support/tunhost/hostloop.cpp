// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/hostloop.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>

#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace qicmp::tunhost {

namespace {

constexpr std::int64_t flushInterval = 100'000'000; // ns
constexpr std::int64_t quietTime = 2'000'000;       // ns that a flush may take
constexpr std::size_t busyFlushFrom = std::size_t{16} << 20;
constexpr std::size_t busyFlushBite = std::size_t{64} << 10;
constexpr int readsAtOnce = 64; // then packets that became due meanwhile get their turn

timespec toTimespec(std::int64_t nanoseconds)
{
    return {static_cast<time_t>(nanoseconds / 1'000'000'000),
            static_cast<long>(nanoseconds % 1'000'000'000)};
}

bool watch(int epoll, int descriptor)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = descriptor;
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) == 0;
}

void closeIfOpen(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

} // namespace

HostLoop::HostLoop(TunDevice &device, FaultScript &script, EventLog &log,
                   std::chrono::nanoseconds spin)
    : m_device(device)
    , m_script(script)
    , m_log(log)
    , m_spin(spin.count())
    , m_flushedAt(Moment::now().monotonic)
    , m_buffer(65536)
{
}

HostLoop::~HostLoop()
{
    closeIfOpen(m_epoll);
    closeIfOpen(m_timer);
    closeIfOpen(m_signals);
}

std::string HostLoop::start()
{
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigprocmask(SIG_BLOCK, &ending, nullptr);
    m_epoll = epoll_create1(EPOLL_CLOEXEC);
    m_timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    m_signals = signalfd(-1, &ending, SFD_NONBLOCK | SFD_CLOEXEC);
    if (!watch(m_epoll, m_device.descriptor()) || !watch(m_epoll, m_timer) ||
        !watch(m_epoll, m_signals))
        return std::string("cannot set up the event loop: ") + std::strerror(errno);
    // A file or /dev/null as standard input can't be watched and says nothing: run without it.
    m_watchingInput = watch(m_epoll, STDIN_FILENO);
    return {};
}

void HostLoop::run()
{
    while (m_running) {
        readRequests();
        writeDue();
        flushNowAndThen();
        const bool isSoonDue = !m_schedule.empty() &&
                               m_schedule.top().due - nanoseconds(CLOCK_MONOTONIC) <= m_spin;
        if (!isSoonDue)
            waitForEvents();
    }
    for (; !m_schedule.empty(); m_schedule.pop())
        m_log.addPending(m_schedule.top().destination);
}

void HostLoop::readRequests()
{
    for (int count = 0; count < readsAtOnce; ++count) {
        const support::ByteView packet = m_device.read(m_buffer);
        if (packet.empty())
            return;
        accept(packet, Moment::now());
    }
}

void HostLoop::accept(support::ByteView packet, const Moment &readAt)
{
    const std::optional<IcmpMessage> request = support::parseIcmpPacket(packet);
    if (!request || request->isFragment || !request->isEchoRequest()) {
        m_log.addIgnored();
        return;
    }
    ++m_requests;
    Plan plan = m_script.plan(*request, packet);
    for (PlannedPacket &planned : plan.packets) {
        m_schedule.push({readAt.monotonic + planned.delay.count(), m_order++, m_requests,
                         readAt.monotonic, request->destination, std::move(planned)});
    }
    writeDue(); // nothing stands between a request and an answer without delay, not even the log
    m_log.addRequest(m_requests, readAt, *request, plan);
}

void HostLoop::writeDue()
{
    while (!m_schedule.empty() && m_schedule.top().due <= nanoseconds(CLOCK_MONOTONIC)) {
        write(m_schedule.top());
        m_schedule.pop();
    }
}

void HostLoop::write(const Scheduled &scheduled)
{
    const Moment before = Moment::now();
    const bool accepted = m_device.write(scheduled.packet.bytes);
    const std::int64_t after = nanoseconds(CLOCK_REALTIME);
    m_log.addPacket({scheduled.request, scheduled.packet, scheduled.destination,
                     before.monotonic - scheduled.readAt, before.monotonic - scheduled.due,
                     before.realtime, after, accepted});
}

void HostLoop::flushNowAndThen()
{
    const std::int64_t now = nanoseconds(CLOCK_MONOTONIC);
    if (m_log.unflushedBytes() == 0 || now - m_flushedAt < flushInterval)
        return;
    const bool isQuiet = m_schedule.empty() || m_schedule.top().due - now > quietTime;
    if (isQuiet) {
        m_log.flush();
        m_flushedAt = now;
    } else if (m_log.unflushedBytes() > busyFlushFrom) { // a busy host gets rid of it in bites
        m_log.flush(busyFlushBite);
    }
}

void HostLoop::waitForEvents()
{
    const std::int64_t now = nanoseconds(CLOCK_MONOTONIC);
    std::int64_t wakeAt = m_schedule.empty() ? 0 : m_schedule.top().due - m_spin;
    if (m_log.unflushedBytes() > 0) {
        const std::int64_t flushAt = std::max(m_flushedAt + flushInterval, now + quietTime);
        wakeAt = wakeAt == 0 ? flushAt : std::min(wakeAt, flushAt);
    }
    const itimerspec alarm{{}, toTimespec(wakeAt)}; // all zero disarms
    timerfd_settime(m_timer, TFD_TIMER_ABSTIME, &alarm, nullptr);

    std::array<epoll_event, 4> events{};
    const int count = epoll_wait(m_epoll, events.data(), static_cast<int>(events.size()),
                                 m_busyPolling ? 0 : -1);
    for (int at = 0; at < count; ++at) {
        const int descriptor = events[static_cast<std::size_t>(at)].data.fd;
        if (descriptor == m_signals)
            m_running = false;
        else if (descriptor == STDIN_FILENO && m_watchingInput)
            readCommands();
        else if (descriptor == m_timer) {
            std::uint64_t expirations = 0;
            static_cast<void>(!read(m_timer, &expirations, sizeof expirations));
        }
    }
}

void HostLoop::readCommands()
{
    std::array<char, 4096> text{};
    const ssize_t size = read(STDIN_FILENO, text.data(), text.size());
    if (size <= 0) {
        m_running = false;
        return;
    }
    m_commands.append(text.data(), static_cast<std::size_t>(size));
    for (std::size_t end = m_commands.find('\n'); end != std::string::npos;
         end = m_commands.find('\n')) {
        const std::string error = obey(m_commands.substr(0, end));
        m_commands.erase(0, end + 1);
        std::cout << (error.empty() ? "ok" : "error: " + error) << std::endl;
    }
}

std::string HostLoop::obey(const std::string &command)
{
    if (command == "flush") {
        m_log.flush();
        return {};
    }
    std::variant<Rule, std::string> rule = parseRule(command);
    if (const std::string *const error = std::get_if<std::string>(&rule))
        return *error;
    m_script.addRule(std::get<Rule>(std::move(rule)));
    return {};
}

} // namespace qicmp::tunhost
