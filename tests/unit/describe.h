// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/icmppacket.h"

#include <string>

/// What a parser said, in the words of the golden tables, so that a failed comparison can be read.
/// \a whole is the buffer that was parsed: a view that is not within it is described as "outside".
std::string describe(const qicmp::IcmpMessage &message, qicmp::ByteView whole);

/// The same for an IPv4 packet and the ICMP message in it.
std::string describe(const std::variant<qicmp::Rejection, qicmp::Ipv4Packet> &packet,
                     qicmp::ByteView whole);
