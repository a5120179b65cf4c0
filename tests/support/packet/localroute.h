// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "packet/address.h"

#include <string_view>

namespace qicmp::support {

/// Whether \a table, the text of /proc/net/ipv6_route, has the local route of \a address.
///
/// The kernel adds it from a work queue some time after the address itself, duplicate detection or
/// not; until then packets to the address are thrown away, although it can be sent from.
bool hasLocalRoute(std::string_view table, const Address &address);

} // namespace qicmp::support
