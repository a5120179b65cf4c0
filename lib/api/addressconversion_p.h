// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/ipaddress.h"

#include <QtNetwork/qhostaddress.h>

namespace qicmp {

/// Null for a null address and for a zone that names no interface of this machine. An IPv4-mapped
/// IPv6 address becomes the IPv4 address it maps.
IpAddress fromHostAddress(const QHostAddress &address);

/// The zone comes out as the interface's name where it has one.
QHostAddress toHostAddress(const IpAddress &address);

} // namespace qicmp
