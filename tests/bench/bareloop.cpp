// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "workload.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/net_tstamp.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <unistd.h>

// What the kernel itself takes for an echo: one raw socket, batches, both time stamps, and nothing
// else. No event loop, no deadline, no matching. All else is held against this.
namespace qicmp::bench {
namespace {

constexpr std::size_t batch = 64;
constexpr std::size_t packetSize = 64;
constexpr long window = 4096;

std::uint16_t checksum(const std::array<std::uint8_t, packetSize> &packet)
{
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < packetSize; i += 2) {
        std::uint16_t word = 0;
        std::memcpy(&word, packet.data() + i, sizeof word);
        sum += word;
    }
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

/// The messages of one system call, all with room for \a dataSize and \a controlSize.
struct Messages
{
    Messages(std::size_t dataSize, std::size_t controlSize)
        : data(batch * dataSize), control(batch * controlSize), roomForControl(controlSize)
    {
        for (std::size_t i = 0; i < batch; ++i) {
            vectors[i] = {data.data() + i * dataSize, dataSize};
            headers[i].msg_hdr.msg_iov = &vectors[i];
            headers[i].msg_hdr.msg_iovlen = dataSize > 0 ? 1 : 0;
        }
    }

    int receive(int socket, int flags)
    {
        for (std::size_t i = 0; i < batch; ++i) {
            headers[i].msg_hdr.msg_control = control.data() + i * roomForControl;
            headers[i].msg_hdr.msg_controllen = roomForControl;
        }
        return recvmmsg(socket, headers.data(), batch, flags | MSG_DONTWAIT, nullptr);
    }

    std::vector<std::uint8_t> data;
    std::vector<std::uint8_t> control;
    std::size_t roomForControl;
    std::array<iovec, batch> vectors{};
    std::array<mmsghdr, batch> headers{};
};

int openSocket()
{
    const int socket = ::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK, IPPROTO_ICMP);
    if (socket < 0)
        qFatal("no raw socket: %s", std::strerror(errno));
    const int size = 8 << 20;
    setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    setsockopt(socket, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size);
    std::array filter{
            sock_filter BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20),
            sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ICMP_ECHOREPLY, 0, 1),
            sock_filter BPF_STMT(BPF_RET | BPF_K, 0xffff),
            sock_filter BPF_STMT(BPF_RET | BPF_K, 0),
    };
    const sock_fprog program{static_cast<unsigned short>(filter.size()), filter.data()};
    setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
    const unsigned stamps = SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE |
                            SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_OPT_ID |
                            SOF_TIMESTAMPING_OPT_TSONLY;
    setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPING, &stamps, sizeof stamps);
    return socket;
}

void writePacket(std::uint8_t *at, std::uint32_t number)
{
    std::array<std::uint8_t, packetSize> packet{};
    packet[0] = ICMP_ECHO;
    std::memcpy(packet.data() + 4, &number, sizeof number);
    const std::uint16_t sum = checksum(packet);
    std::memcpy(packet.data() + 2, &sum, sizeof sum);
    std::memcpy(at, packet.data(), packetSize);
}

Figures bareLoop(const Scale &scale)
{
    const int socket = openSocket();
    std::vector<sockaddr_in> targets(static_cast<std::size_t>(scale.hosts));
    for (std::size_t i = 0; i < targets.size(); ++i) {
        targets[i].sin_family = AF_INET;
        targets[i].sin_addr.s_addr = htonl(0x7f010001U + static_cast<std::uint32_t>(i));
    }
    Messages outgoing(packetSize, 0);
    Messages packets(128, 64);
    Messages stamps(0, 192);

    const long total = static_cast<long>(scale.hosts) * scale.pingsPerHost;
    long sent = 0;
    long received = 0;
    long stamped = 0;
    const Meter meter;
    for (long idle = 0; received < total && idle < 1'000'000; ++idle) {
        if (sent < total && sent - received < window) {
            const auto count = std::min<std::size_t>(batch, static_cast<std::size_t>(total - sent));
            for (std::size_t i = 0; i < count; ++i) {
                const auto number = static_cast<std::size_t>(sent) + i;
                writePacket(outgoing.data.data() + i * packetSize,
                            static_cast<std::uint32_t>(number));
                msghdr &header = outgoing.headers[i].msg_hdr;
                header.msg_name = &targets[number % targets.size()];
                header.msg_namelen = sizeof(sockaddr_in);
            }
            sent += std::max(
                    0, sendmmsg(socket, outgoing.headers.data(), static_cast<unsigned>(count), 0));
        }
        if (const int count = packets.receive(socket, 0); count > 0) {
            received += count;
            idle = 0;
        }
        stamped += std::max(0, stamps.receive(socket, MSG_ERRQUEUE));
    }
    Figures figures = loadFigures(meter, static_cast<double>(received));
    figures[QStringLiteral("unanswered")] = static_cast<double>(total - received);
    figures[QStringLiteral("transmit_stamps")] = static_cast<double>(stamped);
    close(socket);
    return figures;
}

constexpr std::array workloads{
        Workload{"bare", "the kernel's own cost: a loop of sendmmsg and recvmmsg", bareLoop, true},
};

} // namespace

std::span<const Workload> bareWorkloads()
{
    return workloads;
}

} // namespace qicmp::bench
