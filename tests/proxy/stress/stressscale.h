// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

/// How much of it: enough to see that it holds, or all that is promised, with QICMP_STRESS=full.
inline int scaled(int brief, int full)
{
    return qgetenv("QICMP_STRESS") == "full" ? full : brief;
}
