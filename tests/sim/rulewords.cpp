// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "words.h"

#include <QtCore/qhash.h>

#include <algorithm>
#include <cerrno>

using namespace Qt::StringLiterals;
using qicmp::support::ErrorKind;

namespace qicmp::sim {
namespace {

using Change = std::function<void(Treatment &)>;

/// A change of the answer that was named last; nothing happens if there is none.
template <typename Edit>
Change toAnswer(Edit edit)
{
    return [edit](Treatment &treatment) {
        if (!treatment.answers.empty())
            edit(treatment.answers.back());
    };
}

Change toFlag(bool Answer::*flag, bool value = true)
{
    return toAnswer([=](Answer &answer) { answer.*flag = value; });
}

/// One more answer, as plain as can be, and as far away as the first.
void answerAlso(Treatment &treatment)
{
    Answer answer;
    if (!treatment.answers.empty())
        answer.delay = treatment.answers.front().delay;
    treatment.answers.push_back(answer);
}

Change errorChange(const support::ErrorMessage &error)
{
    return toAnswer([error](Answer &answer) { answer.error = error; });
}

std::optional<Change> errorWord(const QString &word, Words &words)
{
    support::ErrorMessage error;
    const auto number = [&] { return static_cast<std::uint32_t>(words.takeNumber()); };
    const auto code = [&] { return static_cast<std::uint8_t>(words.takeNumber()); };
    if (word == u"unreachable"_s) {
        error.kind = ErrorKind::Unreachable;
        error.code = code();
    } else if (word == u"time-exceeded"_s) {
        error.kind = ErrorKind::TimeExceeded;
        error.code = code();
    } else if (word == u"too-big"_s) {
        error.kind = ErrorKind::PacketTooBig;
        error.value = number();
    } else if (word == u"parameter-problem"_s) {
        error.kind = ErrorKind::ParameterProblem;
        error.value = number();
    } else if (word == u"redirect"_s) {
        error.kind = ErrorKind::Redirect;
        error.gateway = words.takeAddress();
    } else if (word == u"source-quench"_s) {
        error.kind = ErrorKind::SourceQuench;
    } else {
        return std::nullopt;
    }
    return errorChange(error);
}

Change quotingChange(const QString &how)
{
    if (how != u"8"_s && how != u"all"_s)
        throw ScenarioError{u"routers quote 8 or all, not "_s + how};
    return toAnswer([all = how == u"all"_s](Answer &answer) {
        if (answer.error)
            answer.error->quoteAll = all;
    });
}

int errorNumber(const QString &name)
{
    static const QHash<QString, int> numbers{
            {u"EACCES"_s, EACCES},
            {u"EPERM"_s, EPERM},
            {u"ENETUNREACH"_s, ENETUNREACH},
            {u"EHOSTUNREACH"_s, EHOSTUNREACH},
            {u"EMSGSIZE"_s, EMSGSIZE},
            {u"EINVAL"_s, EINVAL},
            {u"EIO"_s, EIO},
            {u"EADDRNOTAVAIL"_s, EADDRNOTAVAIL},
    };
    if (!numbers.contains(name))
        throw ScenarioError{name + u" is no error a send can have here"_s};
    return numbers.value(name);
}

Change sizeChange(std::optional<std::size_t> Answer::*member, qint64 bytes)
{
    return toAnswer([=](Answer &answer) { answer.*member = static_cast<std::size_t>(bytes); });
}

Change flagWord(const QString &word)
{
    static const QHash<QString, Change> flags{
            {u"wrong-id"_s, toFlag(&Answer::wrongId)},
            {u"wrong-sequence"_s, toFlag(&Answer::wrongSequence)},
            {u"wrong-tag"_s, toFlag(&Answer::wrongTag)},
            {u"altered"_s, toFlag(&Answer::altered)},
            {u"damaged"_s, toFlag(&Answer::damaged)},
            {u"no-receive-stamp"_s, toFlag(&Answer::stamped, false)},
            {u"no-transmit-stamp"_s, [](Treatment &treatment) { treatment.stamped = false; }},
            {u"lost"_s, [](Treatment &treatment) { treatment.answers.clear(); }},
            {u"accepted"_s, [](Treatment &treatment) { treatment.refusal = 0; }},
            {u"also"_s, answerAlso},
    };
    if (!flags.contains(word))
        throw ScenarioError{word + u" is nothing the network can do"_s};
    return flags.value(word);
}

Change parseChange(Words &words)
{
    const QString word = words.take();
    if (const auto change = errorWord(word, words))
        return *change;
    if (word == u"quoting"_s)
        return quotingChange(words.take());
    if (word == u"delay"_s)
        return toAnswer([delay = words.takeDuration()](Answer &answer) { answer.delay = delay; });
    if (word == u"jitter"_s)
        return toAnswer([most = words.takeDuration()](Answer &answer) { answer.jitter = most; });
    if (word == u"from"_s)
        return toAnswer([from = words.takeAddress()](Answer &answer) { answer.from = from; });
    if (word == u"ttl"_s)
        return toAnswer([ttl = words.takeNumber()](Answer &answer) {
            answer.ttl = static_cast<std::uint8_t>(ttl);
        });
    if (word == u"cut-payload"_s)
        return sizeChange(&Answer::payload, words.takeNumber());
    if (word == u"truncated"_s)
        return sizeChange(&Answer::bytes, words.takeNumber());
    if (word == u"departs"_s)
        return [after = words.takeDuration()](Treatment &treatment) {
            treatment.departure = after;
        };
    if (word == u"refused"_s)
        return [error = errorNumber(words.take())](Treatment &treatment) {
            treatment.refusal = error;
        };
    return flagWord(word);
}

std::vector<Rule::Span> parseSpans(const QString &text)
{
    std::vector<Rule::Span> spans;
    for (const QString &part : text.split(u',')) {
        const QStringList ends = part.split(u'-');
        bool ok = ends.size() <= 2;
        bool okLast = true;
        const unsigned first = ends.first().toUInt(&ok);
        const unsigned last = ends.last().isEmpty() ? UINT_MAX : ends.last().toUInt(&okLast);
        if (!ok || !okLast)
            throw ScenarioError{text + u" is no list of packets"_s};
        spans.emplace_back(first, last);
    }
    return spans;
}

} // namespace

Rule parseRule(Words &words)
{
    const QString target = words.take();
    const auto network = support::Network::parse(target.toStdString());
    if (!network)
        throw ScenarioError{target + u" is no address or network"_s};
    Rule rule;
    rule.target = *network;
    if (words.takeIf(u"packet"_s))
        rule.packets = parseSpans(words.take());
    if (words.peek().endsWith(u'%'))
        rule.probability = words.take().chopped(1).toDouble() / 100;
    while (!words.atEnd())
        rule.changes.push_back(parseChange(words));
    return rule;
}

} // namespace qicmp::sim
