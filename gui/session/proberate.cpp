// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "proberate.h"

#include <cmath>

namespace qicmp::monitor {

ProbeRate::ProbeRate()
{
    m_timer.start();
    m_marks.append({0, 0});
}

qint64 ProbeRate::perSecond()
{
    constexpr qsizetype calls = 5;
    const Mark now{m_timer.elapsed(), m_count};
    const Mark before = m_marks.constFirst();
    m_marks.append(now);
    if (m_marks.size() > calls)
        m_marks.removeFirst();
    const auto seconds = static_cast<double>(now.milliseconds - before.milliseconds) / 1000;
    return seconds <= 0 ? 0 : std::llround(static_cast<double>(now.count - before.count) / seconds);
}

} // namespace qicmp::monitor
