// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "scenario.h"

using namespace Qt::StringLiterals;

namespace qicmp::sim {
namespace {

Happening parseHappening(Words words)
{
    Happening happening;
    happening.at = words.take();
    happening.name = words.take();
    happening.kind = words.take();
    if (happening.kind == u"failed"_s)
        happening.details[u"code"_s] = words.take();
    else if (happening.kind == u"told"_s)
        happening.details[u"count"_s] = words.take();
    while (!words.atEnd()) {
        const QString key = words.take();
        happening.details[key] = words.take();
    }
    return happening;
}

ScenarioLine parseStep(int number, const QString &text)
{
    Words words(text);
    const Nanoseconds at = words.takeDuration();
    return {number, at, text.section(u' ', 1, -1, QString::SectionSkipEmpty)};
}

} // namespace

Scenario Scenario::parse(const QString &text)
{
    Scenario scenario;
    QString section;
    int number = 0;
    for (const QString &raw : text.split(u'\n')) {
        ++number;
        const QString line = raw.trimmed();
        if (Words(line).atEnd())
            continue;
        try {
            if (!raw.startsWith(u' '))
                section = line;
            else if (section == u"network"_s)
                scenario.network.append({number, 0, line});
            else if (section == u"application"_s)
                scenario.steps.append(parseStep(number, line));
            else if (section == u"expect"_s)
                scenario.expected.append(parseHappening(Words(line)));
            else if (section == u"finally"_s)
                scenario.claims.append({number, 0, line});
            else
                throw ScenarioError{u"there is no section "_s + section};
        } catch (const ScenarioError &error) {
            throw ScenarioError{u"line %1: %2"_s.arg(number).arg(error.message)};
        }
    }
    return scenario;
}

} // namespace qicmp::sim
