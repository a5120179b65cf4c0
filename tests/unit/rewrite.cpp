// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "rewrite.h"

#include <array>

using namespace qicmp;
using namespace qicmp::v1;

namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytes(ByteView view)
{
    return {view.begin(), view.end()};
}

struct Encoder
{
    Bytes operator()(FrameRejection) const { return {}; }

    template <typename Message>
    Bytes operator()(const Message &message) const
    {
        return bytes(encode(message));
    }

    /// Each group through a writer of its own, for one writer would join equal neighbours.
    Bytes operator()(const PingMessage &message) const
    {
        Bytes all;
        for (const PingGroup &group : message.groups) {
            std::array<std::uint8_t, maximumMessageSize> buffer{};
            PingWriter writer(buffer, message.header);
            for (const Ping &ping : group.pings)
                if (writer.add(group.options, ping.token, ping.target) != Added::Yes)
                    return {};
            const ByteView written = writer.message();
            if (written.size() <= sessionHeaderSize || written[sessionHeaderSize] != 1)
                return {};
            if (all.empty()) {
                all = bytes(written);
                continue;
            }
            ++all[sessionHeaderSize];
            const ByteView rest = written.subspan(sessionHeaderSize + 1);
            all.insert(all.end(), rest.begin(), rest.end());
        }
        return all;
    }
    Bytes operator()(const ResultMessage &message) const
    {
        std::array<std::uint8_t, maximumMessageSize> buffer{};
        ResultWriter writer(buffer, message.header, message.clock, message.dropped);
        for (const Result &result : message.results)
            if (writer.add(result) != Added::Yes)
                return {};
        return bytes(writer.message());
    }
    Bytes operator()(const CancelMessage &message) const
    {
        std::array<std::uint8_t, maximumMessageSize> buffer{};
        CancelWriter writer(buffer, message.header);
        for (const std::uint64_t token : message.tokens)
            if (!writer.add(token))
                return {};
        return bytes(writer.message());
    }
};

} // namespace

std::vector<std::uint8_t> rewrite(const ClientFrame &frame)
{
    return std::visit(Encoder(), frame);
}

std::vector<std::uint8_t> rewrite(const ProxyFrame &frame)
{
    return std::visit(Encoder(), frame);
}
