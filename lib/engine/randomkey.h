// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/siphash.h"

namespace qicmp {

/// A key from the system's random source.
SipKey randomSipKey();

} // namespace qicmp
