// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyframe.h"

#include <string>

/// What a parser said of a message, in the words of the golden tables. Numbers named by "beyond",
/// "boot", "stamp", "features" and tokens are hexadecimal; of 16 bytes the first and last are told.
std::string describe(const qicmp::v1::ClientFrame &frame);
std::string describe(const qicmp::v1::ProxyFrame &frame);
std::string describe(qicmp::v1::FrameRejection rejection);
