// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyping.h"
#include "engine/echooptions.h"
#include "engine/failure.h"

#include <algorithm>

namespace qicmp {

/// What of \a options a PING can't ask for.
inline ProxyLimit beyondPing(const EchoOptions &options)
{
    if (options.broadcast)
        return ProxyLimit::Broadcast;
    return options.payload.empty() ? ProxyLimit::None : ProxyLimit::Payload;
}

inline v1::PingOptions pingOptions(const EchoOptions &options)
{
    const Nanoseconds timeout = (options.timeout + millisecond - 1) / millisecond;
    return {.timeout = static_cast<std::uint32_t>(
                    std::clamp<Nanoseconds>(timeout, 1, v1::maximumTimeout)),
            .payloadSize = options.payloadSize,
            .ttl = static_cast<std::uint8_t>(std::max<std::int16_t>(options.ttl, 0)),
            .trafficClass = options.trafficClass,
            .dontFragment = options.dontFragment,
            .interfaceIndex = options.interfaceIndex,
            .source = options.source};
}

} // namespace qicmp
