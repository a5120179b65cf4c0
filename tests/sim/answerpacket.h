// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "treatment.h"

#include "codec/icmppacket.h"

namespace qicmp::sim {

support::Address toBench(const IpAddress &address);
/// With the zone of \a like where the address needs one, as a socket reports it.
IpAddress fromBench(const support::Address &address, const IpAddress &like);

/// The address that this simulated machine sends from.
support::Address ownAddress(Family family);

/// The IP packet around an ICMP message that the library wrote. Empty if it is no well-formed echo
/// request by the bench's own parser.
support::Bytes requestPacket(const IpAddress &target, ByteView icmp);

/// The bytes of \a answer to \a request, both whole IP packets.
support::Bytes answerPacket(const Answer &answer, const support::Bytes &request);

} // namespace qicmp::sim
