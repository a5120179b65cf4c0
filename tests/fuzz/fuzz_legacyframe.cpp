// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Version 0. A fuzzer seldom guesses a checksum: what lies behind it is reached with a right one.

#include "check.h"
#include "codec/legacyframe.h"

#include <algorithm>
#include <vector>

using namespace qicmp;
using namespace qicmp::v0;

namespace {

void check(ByteView bytes)
{
    const auto parsed = parseRequest(bytes);
    const auto *request = std::get_if<LegacyRequest>(&parsed);
    if (request == nullptr) {
        require(std::get<LegacyRejection>(parsed) <= LegacyRejection::NotARequest);
        return;
    }
    require(request->target.family == Family::IPv4);
    requireWithin(request->packet, bytes);
    requireWithin(request->payload, request->packet);

    std::vector<std::uint8_t> again(bytes.size() + 1);
    require(writeRequest(again, request->target, request->packet) == bytes.size());
    require(std::equal(bytes.begin(), bytes.end(), again.begin()));
    require(writeRequest(ByteSpan(again).first(bytes.size() - 1), request->target,
                         request->packet) == 0);

    std::vector<std::uint8_t> reply(request->packet.size());
    require(writeReply(reply, *request) == reply.size());
    const IcmpMessage message = parseIcmp(Family::IPv4, reply);
    const auto *echo = std::get_if<EchoMessage>(&message);
    require(echo != nullptr && echo->isReply && echo->id == request->id &&
            echo->sequence == request->sequence &&
            std::ranges::equal(echo->payload, request->payload));
}

void checkWithGoodChecksum(ByteView bytes)
{
    if (bytes.size() < 2)
        return;
    const std::size_t packetAt = 2 + std::size_t{read16(bytes, 0)};
    if (bytes.size() < packetAt + icmpEchoHeaderSize)
        return;
    std::vector<std::uint8_t> good(bytes.begin(), bytes.end());
    const ByteSpan packet = ByteSpan(good).subspan(packetAt);
    finishEchoRequest(Family::IPv4, read16(packet, 4), read16(packet, 6), packet);
    good.shrink_to_fit();
    const auto parsed = parseRequest(good);
    const auto *rejection = std::get_if<LegacyRejection>(&parsed);
    require(rejection == nullptr || *rejection == LegacyRejection::BadLength ||
            *rejection == LegacyRejection::BadTarget);
    check(good);
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    check({data, size});
    checkWithGoodChecksum({data, size});
    return 0;
}
