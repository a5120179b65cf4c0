// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "words.h"

#include <QtCore/qregularexpression.h>

using namespace Qt::StringLiterals;

namespace qicmp::sim {

Words::Words(const QString &line)
{
    static const QRegularExpression word(uR"re("([^"]*)"|#.*|[^\s"#]+)re"_s);
    for (auto match = word.globalMatch(line); match.hasNext();) {
        const QRegularExpressionMatch found = match.next();
        if (!found.captured(0).startsWith(u'#'))
            m_words << (found.captured(0).startsWith(u'"') ? found.captured(1) : found.captured(0));
    }
}

const QString &Words::peek() const
{
    static const QString nothing;
    return atEnd() ? nothing : m_words[m_next];
}

QString Words::take()
{
    if (atEnd())
        throw ScenarioError{u"something is missing at the end of the line"_s};
    return m_words[m_next++];
}

bool Words::takeIf(const QString &word)
{
    const bool found = !atEnd() && m_words[m_next] == word;
    m_next += found;
    return found;
}

Nanoseconds Words::takeDuration()
{
    const QString word = take();
    const auto duration = parseDuration(word);
    if (!duration)
        throw ScenarioError{word + u" is no duration"_s};
    return *duration;
}

qint64 Words::takeNumber()
{
    const QString word = take();
    bool ok = false;
    const qint64 number = word.toLongLong(&ok);
    if (!ok)
        throw ScenarioError{word + u" is no number"_s};
    return number;
}

support::Address Words::takeAddress()
{
    const QString word = take();
    const auto address = support::Address::parse(word.toStdString());
    if (!address)
        throw ScenarioError{word + u" is no address"_s};
    return *address;
}

} // namespace qicmp::sim
