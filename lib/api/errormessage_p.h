// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/engineevent.h"

#include <QtCore/qstring.h>

namespace qicmp {

/// What a failure means, in a sentence for people. \a host is the target as it was given, if it was
/// a name.
QString errorMessage(const EngineEvent &event, const QString &host);

/// Why the \a proxy (host and port) can't be used, with the remedy.
QString proxyMessage(const Failure &failure, const QString &proxy);

/// What the ICMP error says, such as "host unreachable" (RFC 792, RFC 1122, RFC 1812, RFC 4443).
QString icmpErrorText(Family family, int type, int code);

} // namespace qicmp
