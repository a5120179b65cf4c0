// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "soak.h"

#include "trace.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qicmp::sim {
namespace {

constexpr Nanoseconds timeout = 100 * millisecond;
constexpr Nanoseconds longestDeparture = 50 * microsecond;
constexpr quint32 firstTarget = 0x0a00'0000; // 10.0.0.0/8: each request has a target of its own

std::size_t indexOf(const support::Address &target)
{
    return support::read32(target.bytes(), 0) - firstTarget;
}

} // namespace

Soak::Soak(std::uint32_t seed, const Weather &weather)
    : m_random(seed), m_weather(weather), m_simulation(seed)
{
    Rule rule;
    rule.target = *support::Network::parse("10.0.0.0/8");
    rule.changes.emplace_back([this](Treatment &treatment) { treat(treatment); });
    SimulatedNetwork &network = m_simulation.network();
    network.addRule(rule);
    network.setObserver([this](const SimulatedNetwork::Delivery &delivery) {
        const Answer &answer = delivery.answer;
        const bool forged = answer.wrongTag || answer.altered;
        m_forged += forged && !delivery.dropped;
        m_dropped += delivery.dropped;
        m_accounts[indexOf(delivery.request.target)].delivered.push_back(
                {answer.error ? Delivered::Kind::Error
                 : forged     ? Delivered::Kind::Forged
                              : Delivered::Kind::Genuine,
                 delivery.request.number, delivery.at - delivery.request.at, delivery.dropped});
        if (delivery.dropped)
            m_disturbances.push_back(delivery.at);
    });
    if (weather.overflows)
        network.setReceiveBuffer(60);
    if (weather.jams)
        network.setRoom(500, 3 * millisecond);

    QIcmpManager &manager = m_simulation.manager();
    connect(&manager, &QIcmpManager::succeeded, this, [this](const QIcmpReply &reply) {
        Account &account = m_accounts[reply.context()];
        ++account.outcomes;
        account.attempts = reply.attempt();
        tell(reply);
    });
    connect(&manager, &QIcmpManager::failed, this, [this](const QIcmpError &error) {
        Account &account = m_accounts[error.context()];
        ++account.outcomes;
        account.code = error.code();
        account.failedAt = m_simulation.time().monotonic();
        account.attempts = error.attempts();
    });
    connect(&manager, &QIcmpManager::lateReply, this, &Soak::tell);
    connect(&manager, &QIcmpManager::duplicateReply, this, &Soak::tell);
}

void Soak::tell(const QIcmpReply &reply)
{
    m_accounts[reply.context()].told.push_back(
            {reply.attempt(), reply.roundTripTime().count(),
             reply.timestampSource() == QIcmpReply::TimestampSource::Kernel});
}

/// What becomes of one packet.
void Soak::treat(Treatment &treatment)
{
    treatment.answers.clear();
    treatment.departure = chance(0.5) ? 0 : between(1, longestDeparture);
    treatment.stamped = !chance(0.02);
    if (chance(0.15))
        return;
    Answer answer;
    answer.delay = chance(0.05) ? between(101 * millisecond, second)
                                : between(100 * microsecond, 90 * millisecond);
    answer.stamped = !chance(0.02);
    if (chance(0.03)) {
        answer.stamped = true;
        answer.error.emplace();
        answer.error->code = 1;
        answer.error->quoteAll = chance(0.5);
        answer.from = *support::Address::parse("203.0.113.1");
    }
    treatment.answers.push_back(answer);
    for (int copies = 0; copies < 3 && chance(0.05); ++copies) {
        Answer copy = answer;
        copy.delay += between(0, 50 * millisecond);
        treatment.answers.push_back(copy);
    }
    if (chance(0.05)) {
        Answer forgery;
        forgery.delay = between(0, 90 * millisecond);
        (chance(0.5) ? forgery.wrongTag : forgery.altered) = true;
        treatment.answers.push_back(forgery);
    }
}

void Soak::submit()
{
    const auto index = static_cast<quint32>(m_accounts.size());
    m_accounts.emplace_back();
    QIcmpOptions options;
    options.setTimeout(std::chrono::milliseconds(timeout / millisecond));
    options.setRetries(static_cast<int>(between(0, 2)));
    options.setContext(index);
    m_accounts.back().id =
            m_simulation.manager().submit(QHostAddress(firstTarget + index), options);
}

/// Once in a while, something that no program has in its hands.
void Soak::stir()
{
    if (m_weather.blocks && chance(0.002))
        m_simulation.block(between(millisecond, 300 * millisecond));
    // A stamp from between two steps of the wall clock that nobody saw apart can't be told from one
    // beside them. To the wall clock, a sleep is a step.
    if (m_simulation.activations() == m_stepSeen)
        return;
    if (m_weather.clockSteps && chance(0.001)) {
        const Nanoseconds most = chance(0.5) ? 3600 * second : 100 * millisecond;
        m_simulation.time().stepWallClock(between(-most, most));
        m_stepSeen = m_simulation.activations();
    } else if (m_weather.suspends && chance(0.0002)) {
        m_disturbances.push_back(m_simulation.time().monotonic());
        m_simulation.suspend(between(second, 3600 * second));
        m_stepSeen = m_simulation.activations();
    }
}

void Soak::step()
{
    if (chance(0.25))
        submit();
    if (chance(0.005) && !m_accounts.empty())
        m_simulation.manager().cancel(
                m_accounts[m_accounts.size() - 1 -
                           static_cast<std::size_t>(between(0, 20)) % m_accounts.size()]
                        .id);
    stir();
    m_simulation.runFor(between(0, 500 * microsecond));
}

void Soak::run(int steps)
{
    for (int i = 0; i < steps && !m_simulation.hasSpun(); ++i)
        step();
    m_simulation.runFor(10 * second);
    for (const auto &departure : m_simulation.network().departures())
        m_accounts[indexOf(departure.target)].departures.push_back(departure.at);
}

/// Each reply that was told is one that came, with its own time; and each that came was told.
QString Soak::faultOfTold(const Account &account) const
{
    std::vector<Delivered> unclaimed;
    std::copy_if(account.delivered.begin(), account.delivered.end(), std::back_inserter(unclaimed),
                 [](const Delivered &one) {
                     return one.kind == Delivered::Kind::Genuine && !one.dropped;
                 });
    // The exact ones choose first. A time of this program's own is never too short.
    for (const bool byKernel : {true, false}) {
        for (const Told &told : account.told) {
            if (told.byKernel != byKernel)
                continue;
            const auto found = std::ranges::find_if(unclaimed, [&](const Delivered &one) {
                return static_cast<int>(one.attempt) == told.attempt &&
                       (byKernel ? one.trip == told.trip : one.trip <= told.trip);
            });
            if (found == unclaimed.end())
                return u"a reply to attempt %1 after %2 that nobody sent"_s.arg(told.attempt)
                        .arg(formatDuration(told.trip));
            unclaimed.erase(found);
        }
    }
    if (!unclaimed.empty() && account.code != QIcmpError::Code::Canceled)
        return u"a reply was swallowed"_s;
    return {};
}

/// Timeout: nothing came in time, as far as stamps could tell, and nothing of ours was in the way.
QString Soak::faultOfTimeout(const Account &account) const
{
    const Nanoseconds left = account.departures.back();
    const bool answered = std::ranges::any_of(account.told, [&](const Told &told) {
        return told.attempt == account.attempts; // too late, which is known whatever went on
    });
    if (!answered && std::ranges::any_of(m_disturbances, [=](Nanoseconds at) {
            return at > left && at < left + timeout;
        }))
        return u"our own trouble was counted as the host's"_s;
    for (const Delivered &one : account.delivered) {
        if (one.dropped || one.trip > timeout || one.kind == Delivered::Kind::Forged)
            continue;
        if (one.kind == Delivered::Kind::Error) {
            const bool ofLast = static_cast<int>(one.attempt) == account.attempts;
            if (ofLast && !m_weather.clockSteps)
                return u"an error that came in time was no verdict"_s;
            continue;
        }
        const bool unstamped = std::ranges::any_of(account.told, [&](const Told &told) {
            return told.attempt == static_cast<int>(one.attempt) && !told.byKernel;
        });
        if (!unstamped)
            return u"a reply to attempt %1 that came in time was no success"_s.arg(one.attempt);
    }
    return {};
}

QString Soak::faultOf(const Account &account) const
{
    if (account.outcomes != 1)
        return u"%1 outcomes"_s.arg(account.outcomes);
    if (const QString fault = faultOfTold(account); !fault.isEmpty())
        return fault;
    const auto sent = static_cast<int>(account.departures.size());
    switch (account.code) {
    case QIcmpError::Code::NoError:
        return sent >= account.attempts ? QString() : u"a success with an attempt never made"_s;
    case QIcmpError::Code::Canceled:
        return {};
    case QIcmpError::Code::Timeout:
        return sent == account.attempts ? faultOfTimeout(account) : u"attempts miscounted"_s;
    case QIcmpError::Code::DestinationUnreachable: {
        const bool came = std::ranges::any_of(account.delivered, [&](const Delivered &one) {
            return one.kind == Delivered::Kind::Error && !one.dropped && one.trip <= timeout &&
                   static_cast<int>(one.attempt) == account.attempts;
        });
        return came && sent == account.attempts ? QString() : u"an error that never came"_s;
    }
    case QIcmpError::Code::Interrupted: {
        const bool disturbed = sent > 0 && std::ranges::any_of(m_disturbances, [&](Nanoseconds at) {
                                   return at >= account.departures.back() - longestDeparture &&
                                          at <= account.failedAt;
                               });
        // Or its reply was read too late, without a stamp that says whether it had come in time.
        const bool unstamped =
                std::ranges::any_of(account.told, [](const Told &told) { return !told.byKernel; });
        return disturbed || unstamped ? QString() : u"interrupted by nothing"_s;
    }
    default:
        return u"an outcome that nothing here has"_s;
    }
}

QStringList Soak::audit()
{
    QStringList faults;
    if (m_simulation.hasSpun())
        faults << u"the manager spins"_s;
    for (std::size_t i = 0; i < m_accounts.size() && faults.size() < 10; ++i)
        if (const QString fault = faultOf(m_accounts[i]); !fault.isEmpty())
            faults << u"request %1: %2"_s.arg(i).arg(fault);
    const auto compare = [&](const QString &what, quint64 told, quint64 made) {
        if (told != made)
            faults << u"%1: %2 told, %3 true"_s.arg(what).arg(told).arg(made);
    };
    const QIcmpManager &manager = m_simulation.manager();
    compare(u"corrupt replies"_s, manager.corruptReplies(), m_forged);
    compare(u"receive overflows"_s, manager.receiveOverflows(), m_dropped);
    return faults;
}

QString Soak::summary() const
{
    QHash<QIcmpError::Code, int> outcomes;
    std::size_t packets = 0;
    for (const Account &account : m_accounts) {
        ++outcomes[account.code];
        packets += account.departures.size();
    }
    const auto count = [&](QIcmpError::Code code) { return outcomes.value(code); };
    return u"%1 requests, %2 packets: %3 succeeded, %4 timed out, %5 unreachable, %6 interrupted, "
           "%7 canceled; %8 forged, %9 dropped"_s.arg(m_accounts.size())
                   .arg(packets)
                   .arg(count(QIcmpError::Code::NoError))
                   .arg(count(QIcmpError::Code::Timeout))
                   .arg(count(QIcmpError::Code::DestinationUnreachable))
                   .arg(count(QIcmpError::Code::Interrupted))
                   .arg(count(QIcmpError::Code::Canceled))
                   .arg(m_forged)
                   .arg(m_dropped);
}

} // namespace qicmp::sim
