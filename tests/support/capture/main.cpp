// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capture/capturesocket.h"

#include <array>
#include <cinttypes>
#include <csignal>
#include <cstdio>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>

using namespace qicmp::support;

namespace {

void print(const CapturedPacket &packet, const IcmpMessage &message)
{
    std::printf("{\"stamp\":%" PRId64 ",\"direction\":\"%s\",\"source\":\"%s\","
                "\"destination\":\"%s\",\"type\":%d,\"code\":%d,\"id\":%d,\"sequence\":%d,"
                "\"ttl\":%d,\"trafficClass\":%d,\"size\":%zu,\"checksum\":%s}\n",
                packet.stamp, packet.isOutgoing ? "out" : "in", message.source.toString().c_str(),
                message.destination.toString().c_str(), message.type, message.code, message.id,
                message.sequence, message.timeToLive, message.trafficClass, message.packetSize,
                message.headerChecksumValid && message.icmpChecksumValid ? "true" : "false");
}

} // namespace

/// qicmp-capture INTERFACE: prints "ready", then every ICMP packet as a JSON line, and at the end,
/// on SIGTERM or SIGINT, how many were lost.
int main(int argc, char *argv[])
{
    if (argc != 2) {
        std::fputs("usage: qicmp-capture INTERFACE\n", stderr);
        return EXIT_FAILURE;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigset_t ending;
    sigemptyset(&ending);
    sigaddset(&ending, SIGTERM);
    sigaddset(&ending, SIGINT);
    sigprocmask(SIG_BLOCK, &ending, nullptr);
    const int signals = signalfd(-1, &ending, SFD_CLOEXEC);

    CaptureSocket socket;
    if (const std::string error = socket.open(argv[1]); !error.empty()) {
        std::fprintf(stderr, "qicmp-capture: %s\n", error.c_str());
        return EXIT_FAILURE;
    }
    std::puts("ready");
    std::array<pollfd, 2> watched{{{socket.descriptor(), POLLIN, 0}, {signals, POLLIN, 0}}};
    while (!(watched[1].revents & POLLIN)) {
        std::fflush(stdout);
        poll(watched.data(), watched.size(), -1);
        while (const std::optional<CapturedPacket> packet = socket.read())
            print(*packet, *packet->message());
    }
    std::printf("{\"drops\":%" PRIu64 "}\n", socket.takeDrops());
    return EXIT_SUCCESS;
}
