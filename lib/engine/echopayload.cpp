// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"

#include <algorithm>

namespace qicmp {

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
    const auto at = [](auto &range, std::size_t index) {
        return range.begin() + static_cast<std::ptrdiff_t>(index);
    };
    if (filled > begin &&
        !std::equal(at(payload, begin), at(payload, filled), at(options.payload, begin)))
        return false;
    return std::all_of(at(payload, std::max(begin, filled)), payload.end(),
                       [](std::uint8_t byte) { return byte == 0; });
}

} // namespace qicmp
