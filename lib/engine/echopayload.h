// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/echooptions.h"
#include "engine/probetag.h"

namespace qicmp {

/// Whether an echo with these options has room for a ProbeMark.
inline bool carriesMark(const EchoOptions &options)
{
    return options.payloadSize >= ProbeMark::size;
}

/// Fills \a payload, which is as long as the options say: the mark where there is room, then the
/// bytes that were asked for, then zeros.
void writeEchoPayload(ByteSpan payload, const EchoOptions &options, const ProbeMark &mark);

/// Whether \a payload, the beginning of what came back, is what was sent. The mark is not looked
/// at.
bool isEchoPayload(ByteView payload, const EchoOptions &options);

} // namespace qicmp
