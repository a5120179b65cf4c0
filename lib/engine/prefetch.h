// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

namespace qicmp {

/// Lets the processor bring what is at \a address into its caches while other work goes on. Nothing
/// but time depends on it.
inline void prefetch([[maybe_unused]] const void *address)
{
#ifdef __GNUC__
    __builtin_prefetch(address);
#endif
}

} // namespace qicmp
