// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"

#include <cstdlib>
#include <functional>

/// What fuzz targets say when a parser's answer is wrong.
inline void require(bool condition)
{
    if (!condition)
        std::abort();
}

/// That a view looks into the bytes that were parsed, or at nothing.
inline void requireWithin(qicmp::ByteView part, qicmp::ByteView whole)
{
    if (part.empty())
        return;
    require(std::less_equal<>{}(whole.data(), part.data()));
    require(std::less_equal<>{}(part.data() + part.size(), whole.data() + whole.size()));
}
