// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyresult.h"
#include "engine/engineevent.h"

#include <optional>

namespace qicmp::proxy {

/// What \a event means to the client whose ping it is of: a result, or nothing for the engine's own
/// affairs. The token is the event's context.
std::optional<v1::Result> resultOf(const EngineEvent &event);

/// That a ping was refused.
v1::Result refused(std::uint64_t token, v1::RefusalReason reason);

} // namespace qicmp::proxy
