// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "droptrials.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QTimer>
#include <QUdpSocket>

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/filter.h>

using namespace Qt::StringLiterals;

namespace qicmp::support {
namespace {

/// 0, or the error of what returned \a result.
int errorOf(long result)
{
    return result < 0 ? errno : 0;
}

int openAndClose(int descriptor)
{
    if (descriptor < 0)
        return errno;
    close(descriptor);
    return 0;
}

int setFlag(int socket, int level, int name)
{
    const int on = 1;
    return errorOf(setsockopt(socket, level, name, &on, sizeof on));
}

/// The same, with garbage in the half of the level that the kernel does not look at.
int setFlagInDisguise(int socket, int level, int name)
{
    const int on = 1;
    return errorOf(syscall(SYS_setsockopt, socket, (1L << 32) | level, name, &on, sizeof on));
}

int attachFilter(int socket)
{
    sock_filter acceptAll{BPF_RET | BPF_K, 0, 0, 0xffff};
    const sock_fprog program{1, &acceptAll};
    return errorOf(setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program));
}

/// A child that came to be ends at once.
int forkChild()
{
    const pid_t child = fork();
    if (child == 0)
        _exit(0);
    if (child < 0)
        return errno;
    waitpid(child, nullptr, 0);
    return 0;
}

int mapExecutable()
{
    void *const memory = mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                              MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return errno;
    munmap(memory, 4096);
    return 0;
}

unsigned short portOf(int socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    getsockname(socket, reinterpret_cast<sockaddr *>(&address), &size);
    return ntohs(address.sin_port);
}

int sharePort(int listener)
{
    return openAndClose(sharedPort(portOf(listener)));
}

/// An echo request to 127.0.0.1, over the socket that was opened in time.
int sendEcho(int socket)
{
    icmphdr request{};
    request.type = ICMP_ECHO;
    request.checksum = htons(0xf7ff);
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return errorOf(sendto(socket, &request, sizeof request, 0,
                          reinterpret_cast<const sockaddr *>(&target), sizeof target));
}

/// Waits until \a done, for at most five seconds.
int waitFor(const std::function<bool()> &done)
{
    QElapsedTimer patience;
    patience.start();
    while (!done()) {
        if (patience.elapsed() > 5000)
            return ETIMEDOUT;
        QEventLoop().processEvents(QEventLoop::AllEvents, 50);
    }
    return 0;
}

int fireTimer()
{
    bool fired = false;
    QTimer::singleShot(1, [&fired] { fired = true; });
    return waitFor([&fired] { return fired; });
}

int exchangeDatagrams()
{
    QUdpSocket a;
    QUdpSocket b;
    for (QUdpSocket *socket : {&a, &b})
        socket->setProxy(QNetworkProxy::NoProxy); // to look for one takes a thread of Qt's
    if (!a.bind(QHostAddress::LocalHost) || !b.bind(QHostAddress::LocalHost))
        return EADDRINUSE;
    a.connectToHost(QHostAddress(QHostAddress::LocalHost), b.localPort());
    a.write("x");
    return waitFor([&b] { return b.hasPendingDatagrams(); });
}

} // namespace

int sharedPort(unsigned short port)
{
    const int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (descriptor < 0 || setFlag(descriptor, SOL_SOCKET, SO_REUSEPORT) != 0 ||
        bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        return -1;
    return descriptor;
}

QStringList Trials::run() const
{
    QStringList lines;
    const auto tell = [&lines](const char *name, int error) {
        lines.append(u"%1 %2"_s.arg(QLatin1StringView(name)).arg(error));
    };
    const int udp = socket(AF_INET, SOCK_DGRAM, 0);

    tell("raw4", openAndClose(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)));
    tell("raw6", openAndClose(socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6)));
    tell("packet", openAndClose(socket(AF_PACKET, SOCK_RAW, 0)));
    tell("packet-datagram", openAndClose(socket(AF_PACKET, SOCK_DGRAM, 0)));
    tell("netlink", openAndClose(socket(AF_NETLINK, SOCK_RAW, 0)));
    tell("unix", openAndClose(socket(AF_UNIX, SOCK_STREAM, 0)));
    tell("tcp", openAndClose(socket(AF_INET, SOCK_STREAM, 0)));
    tell("udplite", openAndClose(socket(AF_INET, SOCK_DGRAM, IPPROTO_UDPLITE)));
    tell("open", openAndClose(open("/etc/passwd", O_RDONLY)));
    tell("open-own", openAndClose(open("/proc/self/status", O_RDONLY)));
    tell("create", openAndClose(open("/tmp/droptrial", O_WRONLY | O_CREAT, 0600)));
    tell("stat", access("/etc/passwd", F_OK) == 0 ? 0 : errno);
    tell("header-raw", setFlag(icmp, IPPROTO_IP, IP_HDRINCL));
    tell("header-udp", setFlag(udp, IPPROTO_IP, IP_HDRINCL));
    tell("header-v6", setFlag(icmp, IPPROTO_IPV6, 36 /* IPV6_HDRINCL */));
    tell("header-disguised", setFlagInDisguise(icmp, IPPROTO_IP, IP_HDRINCL));
    tell("attach-filter", attachFilter(icmp));
    tell("detach-filter", setFlag(icmp, SOL_SOCKET, SO_DETACH_FILTER));
    tell("icmp-filter", setFlag(icmp, SOL_RAW, 1 /* ICMP_FILTER */));
    tell("reuse-address", setFlag(udp, SOL_SOCKET, SO_REUSEADDR));
    tell("transparent", setFlag(udp, IPPROTO_IP, IP_TRANSPARENT));
    tell("execve", errorOf(syscall(SYS_execve, "/bin/true", nullptr, nullptr)));
    tell("execveat", errorOf(syscall(SYS_execveat, AT_FDCWD, "/bin/true", nullptr, nullptr, 0)));
    tell("fork", forkChild());
    tell("setuid", errorOf(syscall(SYS_setuid, 0)));
    tell("setgid", errorOf(syscall(SYS_setgid, 0)));
    tell("unshare", errorOf(syscall(SYS_unshare, 0x10000000 /* CLONE_NEWUSER */)));
    tell("ptrace", errorOf(ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)));
    tell("kill", errorOf(kill(getppid(), 0)));
    tell("executable-memory", mapExecutable());
    tell("bpf", errorOf(syscall(SYS_bpf, 0, nullptr, 0)));
    tell("io-uring", errorOf(syscall(SYS_io_uring_setup, 1, nullptr)));
    tell("clone3", errorOf(syscall(SYS_clone3, nullptr, 0)));
    tell("unknown", errorOf(syscall(1'000'000)));
#ifdef __x86_64__
    // getpid() of the 32-bit architecture
    long outcome = 20;
    asm volatile("int $0x80" : "+a"(outcome) : : "memory", "r8", "r9", "r10", "r11");
    tell("int80", outcome < 0 ? static_cast<int>(-outcome) : 0);
#endif

    tell("echo", sendEcho(icmp));
    tell("time-to-live", setFlag(icmp, IPPROTO_IP, IP_TTL));
    tell("timestamping", setFlag(icmp, SOL_SOCKET, SO_TIMESTAMPING));
    tell("share-port", sharePort(listener));
    tell("udp6", openAndClose(socket(AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, IPPROTO_UDP)));
    tell("memory", [] {
        constexpr std::size_t size = 64'000'000; // beyond the heap: mapped
        char *const memory = static_cast<char *>(::operator new(size, std::nothrow));
        if (!memory)
            return ENOMEM;
        std::memset(memory, 1, size);
        ::operator delete(memory);
        return 0;
    }());
    tell("random", QRandomGenerator::system()->generate64() == 0 ? EIO : 0);
    close(udp);
    return lines;
}

QStringList Trials::runEventLoop() const
{
    return {u"timer %1"_s.arg(fireTimer()), u"datagrams %1"_s.arg(exchangeDatagrams())};
}

} // namespace qicmp::support
