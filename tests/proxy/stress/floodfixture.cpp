// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "floodfixture.h"

#include <array>
#include <cstring>
#include <ctime>

#include <netinet/in.h>
#include <sys/socket.h>

using namespace qicmp;

namespace {

constexpr int patience = 10'000; // ms

std::uint16_t localPort(int descriptor)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin_port);
}

/// HELLOs cost the proxy most; the others are rubbish.
Bytes hostileDatagram(int sender)
{
    Bytes datagram(sender % 2 == 0 ? v1::helloSize : std::size_t{200}, 0);
    datagram[0] = v1::magic;
    datagram[1] = v1::version;
    datagram[2] = sender % 2 == 0 ? 1 : 9;
    return datagram;
}

} // namespace

BareEcho::BareEcho()
{
    m_process.start(QStringLiteral(QICMP_BAREECHO_PROGRAM),
                    {QString::number(port), QString::number(localPort(m_client.descriptor()))});
    m_ready = m_process.waitForReadyRead(patience);
}

BareEcho::~BareEcho()
{
    m_process.kill();
    m_process.waitForFinished(patience);
}

Flood::Flood(int senders, const std::vector<std::uint16_t> &ports)
{
    for (int i = 0; i < senders; ++i) {
        m_threads.emplace_back([this, i, ports] {
            std::vector<std::unique_ptr<LiveClient>> clients;
            for (const std::uint16_t port : ports)
                clients.push_back(std::make_unique<LiveClient>("127.0.0.1", port));
            const Bytes datagram = hostileDatagram(i);
            constexpr int batch = 10;
            while (!m_stop) {
                for (const auto &client : clients)
                    for (int j = 0; j < batch; ++j)
                        client->send(datagram);
                m_datagrams += batch;
            }
        });
    }
}

void Flood::stop()
{
    m_stop = true;
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

bool stampArrivals(int descriptor)
{
    constexpr int on = 1;
    return setsockopt(descriptor, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0;
}

Nanoseconds arrivalOfNext(int descriptor)
{
    char byte = 0;
    iovec vector{&byte, 1};
    alignas(cmsghdr) std::array<char, 128> control{};
    msghdr header{};
    header.msg_iov = &vector;
    header.msg_iovlen = 1;
    header.msg_control = control.data();
    header.msg_controllen = control.size();
    if (recvmsg(descriptor, &header, MSG_PEEK | MSG_DONTWAIT) < 0)
        return 0;
    const cmsghdr *const stamped = CMSG_FIRSTHDR(&header);
    if (!stamped || stamped->cmsg_type != SCM_TIMESTAMPNS)
        return 0;
    timespec stamp{};
    std::memcpy(&stamp, CMSG_DATA(stamped), sizeof stamp);
    return Nanoseconds{stamp.tv_sec} * second + stamp.tv_nsec;
}
