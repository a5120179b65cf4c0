// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyframe.h"

#include <cstdint>
#include <vector>

/// Writes a parsed message again, through the writers. What the parser accepted has one encoding,
/// so this gives the bytes that were parsed. Nothing for a rejection.
std::vector<std::uint8_t> rewrite(const qicmp::v1::ClientFrame &frame);
std::vector<std::uint8_t> rewrite(const qicmp::v1::ProxyFrame &frame);
