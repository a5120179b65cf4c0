// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// The least that can serve a client on a port where others may send, too: what the proxy's delays
// are held against.
//
//     qicmp-bareecho PORT CLIENTPORT
//
// Echoes what 127.0.0.1 port CLIENTPORT sends to 127.0.0.1 port PORT, by a socket of its own that
// is connected to it. What others send there is read and thrown away. Says "ready", and ends with
// the program that started it.

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <arpa/inet.h>
#include <csignal>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>

namespace {

constexpr std::size_t batch = 32; // as the proxy reads
constexpr std::size_t room = 2'048;

sockaddr_in loopback(const char *port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(std::atoi(port)));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

int openSocket(const sockaddr_in &local, const sockaddr_in *peer)
{
    constexpr int on = 1;
    constexpr int bufferSize = 1 << 20;
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bufferSize, sizeof bufferSize);
    if (bind(descriptor, reinterpret_cast<const sockaddr *>(&local), sizeof local) != 0 ||
        (peer &&
         connect(descriptor, reinterpret_cast<const sockaddr *>(peer), sizeof *peer) != 0)) {
        std::perror("qicmp-bareecho");
        std::exit(1);
    }
    return descriptor;
}

class Reader
{
public:
    Reader()
    {
        for (std::size_t i = 0; i < batch; ++i) {
            m_messages[i].msg_hdr.msg_iov = &m_vectors[i];
            m_messages[i].msg_hdr.msg_iovlen = 1;
        }
    }

    unsigned read(int descriptor)
    {
        for (std::size_t i = 0; i < batch; ++i)
            m_vectors[i] = {m_data[i].data(), room};
        const int count = recvmmsg(descriptor, m_messages.data(), batch, 0, nullptr);
        for (int i = 0; i < count; ++i)
            m_vectors[static_cast<std::size_t>(i)].iov_len =
                    m_messages[static_cast<std::size_t>(i)].msg_len;
        return count < 0 ? 0 : static_cast<unsigned>(count);
    }
    void sendBack(int descriptor, unsigned count)
    {
        if (count > 0)
            sendmmsg(descriptor, m_messages.data(), count, 0);
    }

private:
    std::array<std::array<char, room>, batch> m_data{};
    std::array<iovec, batch> m_vectors{};
    std::array<mmsghdr, batch> m_messages{};
};

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 3)
        return 2;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const sockaddr_in local = loopback(argv[1]);
    const sockaddr_in client = loopback(argv[2]);
    const int everybody = openSocket(local, nullptr);
    const int connected = openSocket(local, &client);
    const int readable = epoll_create1(EPOLL_CLOEXEC);
    for (const int descriptor : {everybody, connected}) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = descriptor;
        epoll_ctl(readable, EPOLL_CTL_ADD, descriptor, &event);
    }
    std::puts("ready");
    std::fflush(stdout);
    Reader reader;
    for (;;) {
        std::array<epoll_event, 2> events{};
        const int count = epoll_wait(readable, events.data(), 2, -1);
        for (int i = 0; i < count; ++i) {
            const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
            const unsigned datagrams = reader.read(descriptor);
            if (descriptor == connected)
                reader.sendBack(connected, datagrams);
        }
    }
}
