// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capture/packetcapture.h"

#include <cerrno>
#include <cstring>
#include <map>
#include <tuple>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

namespace qicmp::support {

std::vector<CapturedExchange> pairEchoes(const std::vector<CapturedPacket> &packets)
{
    using Key = std::tuple<Address, std::uint16_t, std::uint16_t>;
    std::map<Key, std::int64_t> waiting;
    std::vector<CapturedExchange> exchanges;
    for (const CapturedPacket &packet : packets) {
        const std::optional<IcmpMessage> message = packet.message();
        if (!message || packet.stamp == 0)
            continue;
        if (packet.isOutgoing && message->isEchoRequest()) {
            waiting[{message->destination, message->id, message->sequence}] = packet.stamp;
        } else if (!packet.isOutgoing && message->isEchoReply()) {
            const auto sent = waiting.find({message->source, message->id, message->sequence});
            if (sent == waiting.end())
                continue;
            exchanges.push_back({message->source, message->id, message->sequence, sent->second,
                                 packet.stamp - sent->second});
            waiting.erase(sent);
        }
    }
    return exchanges;
}

PacketCapture::~PacketCapture()
{
    if (m_thread.joinable())
        stop();
    if (m_stopEvent >= 0)
        close(m_stopEvent);
}

std::string PacketCapture::start(const std::string &interface)
{
    if (std::string error = m_socket.open(interface); !error.empty())
        return error;
    m_stopEvent = eventfd(0, EFD_CLOEXEC);
    if (m_stopEvent < 0)
        return std::string("cannot make an eventfd: ") + std::strerror(errno);
    m_thread = std::thread(&PacketCapture::run, this);
    return {};
}

std::vector<CapturedPacket> PacketCapture::stop()
{
    if (!m_thread.joinable())
        return {};
    eventfd_write(m_stopEvent, 1);
    m_thread.join();
    return std::move(m_packets);
}

/// Looks now and then: the kernel would wake whoever waits for packets between their stamp here and
/// the one that a sender sees, and so lengthen what is measured.
void PacketCapture::run()
{
    constexpr int period = 10; // ms
    pollfd stopped{m_stopEvent, POLLIN, 0};
    while (!(stopped.revents & POLLIN)) {
        poll(&stopped, 1, period);
        drain();
    }
    m_drops = m_socket.takeDrops();
}

void PacketCapture::drain()
{
    while (std::optional<CapturedPacket> packet = m_socket.read())
        m_packets.push_back(std::move(*packet));
}

} // namespace qicmp::support
