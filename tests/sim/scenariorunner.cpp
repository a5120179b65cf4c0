// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "scenariorunner.h"

#include <algorithm>
#include <chrono>
#include <iterator>

using namespace Qt::StringLiterals;

namespace qicmp::sim {
namespace {

/// Calls \a action for a line, and tells which line it was if that can't be understood.
template <typename Action>
void atLine(const ScenarioLine &line, Action action)
{
    try {
        action(line.text);
    } catch (const ScenarioError &error) {
        throw ScenarioError{u"line %1: %2"_s.arg(line.number).arg(error.message)};
    }
}

} // namespace

ScenarioRunner::ScenarioRunner(const Scenario &scenario)
    : m_scenario(scenario), m_recorder(m_simulation)
{
}

QString ScenarioRunner::run()
{
    constexpr Nanoseconds aftermath = 60 * second; // nothing may come then, either
    for (const ScenarioLine &line : m_scenario.network)
        atLine(line, [this](const QString &text) { applyNetwork(text); });
    for (const ScenarioLine &step : m_scenario.steps) {
        if (step.at > m_simulation.elapsed()) // lines of equal time happen in one go
            m_simulation.runUntil(step.at);
        atLine(step, [this](const QString &text) { perform(text); });
    }
    m_simulation.runFor(aftermath);

    if (m_simulation.hasSpun())
        m_complaints << u"the manager spins"_s;
    m_complaints << difference(m_recorder.trace(), m_scenario.expected) << m_recorder.complaints();
    for (const ScenarioLine &line : m_scenario.claims)
        atLine(line, [this](const QString &text) { checkClaim(text); });
    if (!m_corruptClaimed)
        checkClaim(u"corrupt 0"_s);
    if (!m_overflowsClaimed)
        checkClaim(u"overflows 0"_s);
    expect(m_simulation.network().malformedRequests() == 0, u"all requests well-formed"_s,
           u"some that are not"_s);
    m_complaints.removeAll(QString());
    return m_complaints.join(u'\n');
}

void ScenarioRunner::applyNetwork(const QString &line)
{
    Words words(line);
    SimulatedNetwork &network = m_simulation.network();
    if (words.takeIf(u"receive-buffer"_s)) {
        network.setReceiveBuffer(static_cast<std::size_t>(words.takeNumber()));
    } else if (words.takeIf(u"room"_s)) {
        const auto packets = static_cast<unsigned>(words.takeNumber());
        network.setRoom(packets, words.takeIf(u"pause"_s) ? words.takeDuration() : 0);
    } else if (words.takeIf(u"identifiers"_s)) {
        network.setIdentifiers(static_cast<std::uint32_t>(words.takeNumber()));
    } else if (words.takeIf(u"backend"_s)) {
        m_simulation.backends().setAvailable(words.take() == u"available"_s);
    } else {
        network.addRule(parseRule(words));
    }
}

void ScenarioRunner::perform(const QString &line)
{
    Words words(line);
    const QString first = words.take();
    if (words.takeIf(u"="_s)) {
        makeRequests(first, words);
    } else if (first == u"cancel"_s) {
        m_recorder.enterCall();
        const QString name = words.take();
        if (QIcmpRequest *request = m_requests.value(name))
            request->cancel();
        else
            m_simulation.manager().cancel(m_recorder.idOf(name));
        m_recorder.leaveCall();
    } else if (first == u"cancel-future"_s) {
        m_futures[words.take()].cancel();
    } else if (first == u"delete"_s) {
        const QString name = words.take();
        m_recorder.forget(name);
        delete m_requests[name];
    } else if (first == u"block"_s) {
        m_simulation.block(words.takeDuration());
    } else if (first == u"step-clock"_s) {
        m_simulation.time().stepWallClock(words.takeDuration());
    } else if (first == u"suspend"_s) {
        m_simulation.suspend(words.takeDuration());
    } else if (first == u"manager"_s) {
        setManager(words);
    } else if (first == u"network"_s) {
        applyNetwork(line.section(u' ', 1, -1, QString::SectionSkipEmpty));
    } else {
        throw ScenarioError{first + u" is nothing an application does"_s};
    }
}

void ScenarioRunner::makeRequests(QString name, Words &words)
{
    const QString how = words.take();
    const QString target = words.take();
    const QIcmpOptions options = parseOptions(words);
    m_recorder.enterCall();
    if (const qsizetype star = name.indexOf(u'*'); star >= 0) {
        const int count = name.mid(star + 1).toInt();
        name.truncate(star);
        for (int i = 0; i < count; ++i)
            m_recorder.addToTally(name,
                                  m_simulation.manager().submit(QHostAddress(target), options));
    } else {
        makeRequest(how, name, target, options);
    }
    m_recorder.leaveCall();
}

void ScenarioRunner::makeRequest(const QString &how, const QString &name, const QString &target,
                                 const QIcmpOptions &options)
{
    QIcmpManager &manager = m_simulation.manager();
    if (how == u"ping"_s) {
        QIcmpRequest *request = manager.ping(target, options);
        m_requests[name] = request;
        m_recorder.addRequest(name, request);
    } else if (how == u"async"_s) {
        m_futures[name] = manager.pingAsync(QHostAddress(target), options);
        m_recorder.addFuture(name, m_futures[name]);
    } else if (how == u"submit"_s) {
        m_recorder.addSubmitted(name, manager.submit(QHostAddress(target), options));
    } else {
        throw ScenarioError{how + u" is none of ping, submit and async"_s};
    }
}

void ScenarioRunner::setManager(Words &words)
{
    QIcmpManager &manager = m_simulation.manager();
    const QString what = words.take();
    if (what == u"timeout"_s) {
        manager.setTimeout(std::chrono::milliseconds(words.takeDuration() / millisecond));
    } else if (what == u"retries"_s) {
        manager.setRetries(static_cast<int>(words.takeNumber()));
    } else if (what == u"rate"_s) {
        manager.setMaximumRate(static_cast<int>(words.takeNumber()));
    } else if (what == u"batch"_s) {
        manager.setBatchSignals(words.take() == u"on"_s);
    } else if (what == u"backend"_s) {
        manager.setBackend(words.take() == u"raw"_s ? QIcmpManager::Backend::RawSocket
                                                    : QIcmpManager::Backend::DatagramSocket);
    } else if (what == u"destroy"_s) {
        m_recorder.managerGone();
        m_simulation.destroyManager();
    } else {
        throw ScenarioError{what + u" is nothing a manager has"_s};
    }
}

void ScenarioRunner::expect(bool holds, const QString &what, const QString &found)
{
    if (!holds)
        m_complaints << u"expected %1, but was: %2"_s.arg(what, found);
}

void ScenarioRunner::checkClaim(const QString &line)
{
    Words words(line);
    const QString first = words.take();
    if (first == u"sent"_s) {
        checkSent(words);
    } else if (m_recorder.tallies().contains(first)) {
        checkTally(first, words);
    } else if (first == u"corrupt"_s || first == u"overflows"_s) {
        const bool corrupt = first == u"corrupt"_s;
        (corrupt ? m_corruptClaimed : m_overflowsClaimed) = true;
        if (!m_simulation.hasManager())
            return;
        const quint64 count = corrupt ? m_simulation.manager().corruptReplies()
                                      : m_simulation.manager().receiveOverflows();
        expect(count == static_cast<quint64>(words.takeNumber()), line, QString::number(count));
    } else if (first == u"blocked"_s) {
        const unsigned count = m_simulation.network().timesBlocked();
        expect(count == words.takeNumber(), line, QString::number(count));
    } else {
        throw ScenarioError{first + u" is nothing that can be claimed"_s};
    }
}

void ScenarioRunner::checkSent(Words &words)
{
    const support::Address target = words.takeAddress();
    const Nanoseconds start = m_simulation.time().monotonic() - m_simulation.elapsed();
    QStringList found;
    for (const auto &departure : m_simulation.network().departures())
        if (departure.target == target)
            found << formatDuration(departure.at - start);
    const QString to = u"to "_s + QString::fromStdString(target.toString()) + u": "_s;
    if (words.takeIf(u"count"_s)) {
        const qint64 count = words.takeNumber();
        expect(found.size() == count, to + QString::number(count), QString::number(found.size()));
        return;
    }
    QStringList expected;
    while (!words.atEnd())
        expected << words.take();
    const bool same = std::equal(found.begin(), found.end(), expected.begin(), expected.end(),
                                 [](const QString &a, const QString &b) { return agrees(a, b); });
    expect(same, to + expected.join(u' '), found.join(u' '));
}

void ScenarioRunner::checkTally(const QString &name, Words &words)
{
    const Tally &tally = m_recorder.tallies()[name];
    const QString outcome = words.take();
    const qint64 count = words.takeNumber();
    expect(tally.outcomes.value(outcome) == count,
           u"%1 %2 %3 of %4"_s.arg(name, outcome).arg(count).arg(tally.made),
           QString::number(tally.outcomes.value(outcome)));
    while (!words.atEnd()) {
        const bool time = words.takeIf(u"at"_s);
        if (!time && !words.takeIf(u"rtt"_s))
            throw ScenarioError{words.peek() + u" is neither rtt nor at"_s};
        const QString range = words.take();
        const QString low = formatDuration(time ? tally.firstAt : tally.shortest);
        const QString high = formatDuration(time ? tally.lastAt : tally.longest);
        expect(agrees(low, range) && agrees(high, range), name + u' ' + range,
               low + u".."_s + high);
    }
}

} // namespace qicmp::sim
