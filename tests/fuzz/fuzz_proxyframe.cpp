// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Version 1 from both sides. What is accepted must give the same bytes when it is written again, so
// that nothing in it was overlooked, and keep the bounds that the headers promise.

#include "check.h"
#include "codec/proxyframe.h"
#include "rewrite.h"

#include <algorithm>

using namespace qicmp;
using namespace qicmp::v1;

namespace {

struct Checker
{
    ByteView bytes;

    void operator()(FrameRejection rejection) const
    {
        require(rejection <= FrameRejection::BadValue);
        if (rejection == FrameRejection::TooLong)
            require(bytes.size() > maximumMessageSize);
    }
    void operator()(const Hello &) const { require(bytes.size() == helloSize); }
    void operator()(const Challenge &) const { require(bytes.size() == challengeSize); }
    void operator()(const Open &) const { require(bytes.size() == openSize); }
    void operator()(const Opened &opened) const
    {
        require(bytes.size() == openedSize);
        require(opened.clock >= 0 && opened.grant.outstanding > 0);
        require((opened.grant.features & ~AllFeatures) == 0);
    }
    void operator()(const Error &) const { require(bytes.size() == errorSize); }
    void operator()(const PingMessage &message) const
    {
        std::size_t pings = 0;
        for (const PingGroup &group : message.groups) {
            require(group.options.timeout > 0 && group.options.timeout <= maximumTimeout);
            require(group.options.source.isNull() || group.options.source.family == group.family);
            for (const Ping &ping : group.pings) {
                require(ping.target.family == group.family && !ping.target.isIpv4Mapped());
                ++pings;
            }
        }
        require(pings == message.pings && pings > 0 && pings <= 98);
    }
    void operator()(const ResultMessage &message) const
    {
        std::size_t results = 0;
        for (const Result &result : message.results) {
            require(result.outcome >= Outcome::Reply && result.outcome <= Outcome::Canceled);
            require(result.sentAt >= 0 && result.time >= 0);
            ++results;
        }
        require(results == message.results.size() && results > 0 && results <= 107);
    }
    void operator()(const CancelMessage &message) const
    {
        std::size_t tokens = 0;
        for ([[maybe_unused]] const std::uint64_t token : message.tokens)
            ++tokens;
        require(tokens == message.tokens.size() && tokens > 0 && tokens <= 149);
    }
    void operator()(const KeepAlive &) const { require(bytes.size() == keepAliveSize); }
    void operator()(const Close &) const { require(bytes.size() == closeSize); }
};

template <typename Frame>
void check(const Frame &frame, ByteView bytes)
{
    std::visit(Checker{bytes}, frame);
    if (!std::holds_alternative<FrameRejection>(frame))
        require(std::ranges::equal(rewrite(frame), bytes));
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    const ByteView bytes(data, size);
    check(parseFromClient(bytes), bytes);
    check(parseFromProxy(bytes), bytes);
    if (const auto error = refusal(bytes, ErrorReason::UnknownSession, 1)) {
        const auto answer = encode(*error);
        require(answer.size() <= size);
        require(std::holds_alternative<Error>(parseFromProxy(answer)));
    }
    return 0;
}
