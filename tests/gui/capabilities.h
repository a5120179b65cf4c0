// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

namespace qicmp::support {

/// Takes CAP_NET_RAW out of this process' effective capabilities, or puts it back. False where that
/// is not possible.
bool setRawSocketsAllowed(bool allowed);

} // namespace qicmp::support
