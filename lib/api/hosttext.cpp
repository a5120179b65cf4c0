// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "hosttext_p.h"

#include <QtCore/qlocale.h>

#include <algorithm>
#include <cmath>

namespace qicmp::hosttext {
namespace {

using namespace Qt::StringLiterals;
using Condition = QIcmpHostModel::Condition;

QString number(double value, int decimals)
{
    QLocale locale;
    locale.setNumberOptions(QLocale::OmitGroupSeparator);
    return locale.toString(value, 'f', decimals);
}

} // namespace

QString absent()
{
    return u"—"_s;
}

QString latency(std::chrono::nanoseconds time)
{
    const double milliseconds = static_cast<double>(time.count()) / 1e6;
    // Where rounding reaches the next power of ten, one digit fewer follows the point.
    int decimals = 3;
    for (double limit = 0.9995; decimals > 0 && milliseconds >= limit; limit *= 10)
        --decimals;
    return number(milliseconds, decimals);
}

QString latency(std::optional<std::chrono::nanoseconds> time)
{
    return time ? latency(*time) : absent();
}

QString loss(std::optional<double> percent)
{
    if (!percent)
        return absent();
    constexpr double smallest = 0.1;
    const bool isExtreme = *percent <= 0 || *percent >= 100;
    const double shown = isExtreme ? *percent : std::clamp(*percent, smallest, 100 - smallest);
    return QIcmpHostModel::tr("%1 %", "loss in percent").arg(number(shown, isExtreme ? 0 : 1));
}

QString word(Condition condition)
{
    switch (condition) {
    case Condition::Waiting:
        return QIcmpHostModel::tr("Waiting");
    case Condition::Up:
        return QIcmpHostModel::tr("Up");
    case Condition::Degraded:
        return QIcmpHostModel::tr("Degraded");
    case Condition::Down:
        return QIcmpHostModel::tr("Down");
    case Condition::NotMeasured:
        return QIcmpHostModel::tr("Not measured");
    case Condition::Paused:
        return QIcmpHostModel::tr("Paused");
    }
    return {};
}

QString shape(Condition condition)
{
    switch (condition) {
    case Condition::Waiting:
        return u"…"_s;
    case Condition::Up:
        return u"●"_s;
    case Condition::Degraded:
        return u"▲"_s;
    case Condition::Down:
        return u"✕"_s;
    case Condition::NotMeasured:
        return u"◆"_s;
    case Condition::Paused:
        return u"‖"_s;
    }
    return {};
}

} // namespace qicmp::hosttext
