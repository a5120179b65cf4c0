// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// The filter in front of the DTLS library: what passes is walked again, with a plain reading of the
// rules.

#include "check.h"
#include "codec/dtlsrecord.h"

using namespace qicmp;
using namespace qicmp::dtls;

namespace {

void check(ByteView bytes, std::size_t shortestSealed)
{
    const auto inspected = inspectRecords(bytes, shortestSealed);
    const auto *summary = std::get_if<RecordSummary>(&inspected);
    if (summary == nullptr) {
        require(std::get<RecordRejection>(inspected) <= RecordRejection::BadLength);
        return;
    }
    std::size_t records = 0;
    std::size_t sealed = 0;
    std::size_t at = 0;
    while (at < bytes.size()) {
        require(bytes.size() - at >= recordHeaderSize);
        const std::size_t size = read16(bytes, at + 11);
        require(bytes.size() - at - recordHeaderSize >= size && size > 0);
        require(bytes[at] >= 20 && bytes[at] <= 23);
        require(bytes[at + 1] == 0xfe && bytes[at + 3] == 0 && bytes[at + 4] <= 1);
        if (bytes[at + 4] == 1) {
            require(size >= shortestSealed && bytes[at] != 20);
            ++sealed;
        } else {
            require(bytes[at] != 23);
        }
        ++records;
        at += recordHeaderSize + size;
    }
    require(records == summary->records && records > 0);
    require(summary->hasSealed == (sealed > 0) && summary->hasPlain == (sealed < records));
    require(!summary->hasClientHello || summary->hasPlain);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    check({data, size}, shortestChaCha20Poly1305);
    check({data, size}, shortestAesGcm);
    return 0;
}
