// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"

#include <algorithm>
#include <cstring>

namespace qicmp {
namespace {

/// Bytes that all equal their predecessor, the first being zero, are zero; memcmp() is quick.
bool isZero(ByteView bytes)
{
    return bytes.empty() ||
           (bytes[0] == 0 && std::memcmp(bytes.data(), bytes.data() + 1, bytes.size() - 1) == 0);
}

} // namespace

void writeEchoPayload(ByteSpan payload, const EchoOptions &options, const ProbeMark &mark)
{
    const std::size_t filled = std::min(options.payload.size(), payload.size());
    std::copy_n(options.payload.begin(), filled, payload.begin());
    std::fill(payload.begin() + static_cast<std::ptrdiff_t>(filled), payload.end(),
              std::uint8_t{0});
    if (carriesMark(options))
        mark.write(payload);
}

bool isEchoPayload(ByteView payload, const EchoOptions &options)
{
    const std::size_t begin = carriesMark(options) ? ProbeMark::size : 0;
    if (payload.size() > options.payloadSize || payload.size() < begin)
        return false;
    const std::size_t filled = std::min(options.payload.size(), payload.size());
    if (filled > begin &&
        std::memcmp(payload.data() + begin, options.payload.data() + begin, filled - begin) != 0)
        return false;
    return isZero(payload.subspan(std::max(begin, filled)));
}

} // namespace qicmp
