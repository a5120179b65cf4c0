// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "privileges/syscallfilter.h"

#include <array>
#include <cerrno>
#include <cstdint>
#include <initializer_list>
#include <memory>

#include <fcntl.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

// Pseudo numbers of what an architecture lacks are negative, and the library leaves them out. Names
// that end in 64 or time64 are what 32-bit architectures call the same.

namespace qicmp::proxy {
namespace {

/// Needs no look at its arguments: works on descriptors that are open and on the process itself.
constexpr std::array allowed{
        // waiting
        SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(ppoll_time64), SCMP_SYS(select),
        SCMP_SYS(pselect6), SCMP_SYS(pselect6_time64), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl),
        SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2), SCMP_SYS(eventfd2),
        SCMP_SYS(pipe2), SCMP_SYS(restart_syscall),
        // sockets that there are; socket() and setsockopt() are below
        SCMP_SYS(bind), SCMP_SYS(connect), SCMP_SYS(accept), SCMP_SYS(accept4),
        SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(getsockopt), SCMP_SYS(send),
        SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recv), SCMP_SYS(recvfrom),
        SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg), SCMP_SYS(recvmmsg_time64), SCMP_SYS(shutdown),
        // files that are open
        SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write), SCMP_SYS(writev),
        SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(fstat64), SCMP_SYS(lseek), SCMP_SYS(_llseek),
        // memory; what maps it is below
        SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
        // threads; clone() is below
        SCMP_SYS(futex), SCMP_SYS(futex_time64), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
        SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(exit), SCMP_SYS(exit_group),
        // time
        SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64), SCMP_SYS(clock_getres),
        SCMP_SYS(clock_getres_time64), SCMP_SYS(clock_nanosleep), SCMP_SYS(clock_nanosleep_time64),
        SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time),
        // signals; tgkill() is below
        SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
        SCMP_SYS(sigreturn), SCMP_SYS(sigaltstack),
        // who and what this is
        SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(getuid32),
        SCMP_SYS(geteuid), SCMP_SYS(geteuid32), SCMP_SYS(getgid), SCMP_SYS(getgid32),
        SCMP_SYS(getegid), SCMP_SYS(getegid32), SCMP_SYS(getrusage), SCMP_SYS(sysinfo),
        SCMP_SYS(getrandom)};

/// Whatever names a file. A program that is told EACCES goes on without it; EPERM puzzles some.
constexpr std::array namingFiles{
        SCMP_SYS(open),      SCMP_SYS(openat),     SCMP_SYS(openat2),   SCMP_SYS(creat),
        SCMP_SYS(stat),      SCMP_SYS(stat64),     SCMP_SYS(lstat),     SCMP_SYS(lstat64),
        SCMP_SYS(fstatat64), SCMP_SYS(newfstatat), SCMP_SYS(statx),     SCMP_SYS(access),
        SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),  SCMP_SYS(readlinkat),
        SCMP_SYS(mkdir),     SCMP_SYS(mkdirat),    SCMP_SYS(unlink),    SCMP_SYS(unlinkat),
        SCMP_SYS(rename),    SCMP_SYS(renameat),   SCMP_SYS(renameat2), SCMP_SYS(chdir)};

/// New calls that the C library tries first: only for ENOSYS does it fall back on old ones. The
/// first could not be allowed, since it hides its flags in memory that no filter can read.
constexpr std::array notThere{SCMP_SYS(clone3), SCMP_SYS(close_range), SCMP_SYS(futex_waitv)};

struct SocketOption
{
    int level;
    int name;
};

/// The options that may be set. This is a list of what may, for it is what may not that matters: to
/// write IP headers of one's own (IP_HDRINCL: a raw socket that outlived its capability still
/// forged UDP packets with it), to take a filter off, to let others share a port (SO_REUSEADDR).
constexpr std::array socketOptions{
        SocketOption{SOL_SOCKET, SO_REUSEPORT},
        SocketOption{SOL_SOCKET, SO_RCVBUF},
        SocketOption{SOL_SOCKET, SO_SNDBUF},
        SocketOption{SOL_SOCKET, SO_RCVBUFFORCE}, // refused by the kernel, and SO_RCVBUF tried then
        SocketOption{SOL_SOCKET, SO_SNDBUFFORCE},
        SocketOption{SOL_SOCKET, SO_BROADCAST},
        SocketOption{SOL_SOCKET, SO_TIMESTAMPING},
        SocketOption{SOL_SOCKET, SO_RXQ_OVFL},
        SocketOption{SOL_SOCKET, SO_KEEPALIVE},
        SocketOption{SOL_SOCKET, SO_LINGER},
        SocketOption{IPPROTO_IP, IP_TTL},
        SocketOption{IPPROTO_IP, IP_TOS},
        SocketOption{IPPROTO_IP, IP_MTU_DISCOVER},
        SocketOption{IPPROTO_IP, IP_RECVERR},
        SocketOption{IPPROTO_IP, IP_RECVTTL},
        SocketOption{IPPROTO_IP, IP_PKTINFO},
        SocketOption{IPPROTO_IPV6, IPV6_V6ONLY},
        SocketOption{IPPROTO_IPV6, IPV6_UNICAST_HOPS},
        SocketOption{IPPROTO_IPV6, IPV6_TCLASS},
        SocketOption{IPPROTO_IPV6, IPV6_MTU_DISCOVER},
        SocketOption{IPPROTO_IPV6, IPV6_DONTFRAG},
        SocketOption{IPPROTO_IPV6, IPV6_RECVERR},
        SocketOption{IPPROTO_IPV6, IPV6_RECVHOPLIMIT},
        SocketOption{IPPROTO_IPV6, IPV6_RECVPKTINFO},
        SocketOption{IPPROTO_TCP, TCP_NODELAY},
};

struct SocketKind
{
    int family;
    int protocol;
};

constexpr std::array datagramSockets{
        SocketKind{AF_INET, 0},
        SocketKind{AF_INET, IPPROTO_UDP},
        SocketKind{AF_INET, IPPROTO_ICMP},
        SocketKind{AF_INET6, 0},
        SocketKind{AF_INET6, IPPROTO_UDP},
        SocketKind{AF_INET6, IPPROTO_ICMPV6},
};

/// An argument of type int. The kernel looks at its lower half only, and so must a filter.
scmp_arg_cmp argumentIs(unsigned position, int value, unsigned ignoredBits = 0)
{
    return {position, SCMP_CMP_MASKED_EQ, 0xffff'ffffU & ~ignoredBits,
            static_cast<std::uint32_t>(value)};
}

/// An argument of which \a bits have to be \a value; the others may be anything.
scmp_arg_cmp bitsAre(unsigned position, std::uint64_t bits, std::uint64_t value)
{
    return {position, SCMP_CMP_MASKED_EQ, bits, value};
}

scmp_arg_cmp wordIs(unsigned position, std::uint64_t value)
{
    return {position, SCMP_CMP_EQ, value, 0};
}

/// A filter in the making; the first error ends it.
class FilterBuilder
{
public:
    FilterBuilder() : m_context(seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release)
    {
        if (!m_context)
            m_error = ENOMEM;
        set(SCMP_FLTATR_CTL_TSYNC, 1);
        // Calls of another architecture (int 0x80) would kill the process otherwise.
        set(SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(ENOSYS));
    }

    template <std::size_t N>
    void answer(std::uint32_t action, const std::array<int, N> &calls)
    {
        for (const int call : calls)
            add(action, call, {});
    }

    void allow(int call, std::initializer_list<scmp_arg_cmp> conditions)
    {
        add(SCMP_ACT_ALLOW, call, conditions);
    }

    /// 0 or an error number.
    int load()
    {
        if (m_error == 0)
            keep(seccomp_load(m_context.get()));
        return m_error;
    }

private:
    void keep(int result)
    {
        if (m_error == 0 && result < 0)
            m_error = -result;
    }

    void set(scmp_filter_attr attribute, std::uint32_t value)
    {
        if (m_error == 0)
            keep(seccomp_attr_set(m_context.get(), attribute, value));
    }

    void add(std::uint32_t action, int call, std::initializer_list<scmp_arg_cmp> conditions)
    {
        if (m_error == 0) {
            keep(seccomp_rule_add_array(m_context.get(), action, call,
                                        static_cast<unsigned>(conditions.size()),
                                        conditions.begin()));
        }
    }

    std::unique_ptr<void, decltype(&seccomp_release)> m_context;
    int m_error = 0;
};

void allowSockets(FilterBuilder &filter)
{
    for (const SocketKind &kind : datagramSockets) {
        filter.allow(SCMP_SYS(socket), {argumentIs(0, kind.family),
                                        argumentIs(1, SOCK_DGRAM, SOCK_CLOEXEC | SOCK_NONBLOCK),
                                        argumentIs(2, kind.protocol)});
    }
    for (const SocketOption &option : socketOptions) {
        filter.allow(SCMP_SYS(setsockopt),
                     {argumentIs(1, option.level), argumentIs(2, option.name)});
    }
    for (const int call : {SCMP_SYS(fcntl), SCMP_SYS(fcntl64)}) {
        for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_SETFL})
            filter.allow(call, {argumentIs(1, command)});
    }
    filter.allow(SCMP_SYS(ioctl), {argumentIs(1, FIONREAD)});
}

/// No memory that is to be executed is made any more.
void allowMemory(FilterBuilder &filter)
{
    for (const int call : {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)})
        filter.allow(call, {bitsAre(2, PROT_EXEC, 0)});
}

/// A new thread inherits the filter, and the lack of everything else; a new process is not needed.
void allowThreads(FilterBuilder &filter)
{
    constexpr std::uint64_t ofThreads = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM;
    constexpr std::uint64_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS |
                                         CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;
    filter.allow(SCMP_SYS(clone), {bitsAre(0, ofThreads | namespaces, ofThreads)});
    filter.allow(SCMP_SYS(prctl), {argumentIs(0, PR_SET_NAME)});
    // To read the limits of oneself: new threads size their stacks by them.
    filter.allow(SCMP_SYS(prlimit64), {argumentIs(0, 0), wordIs(2, 0)});
    // abort(), so that a failed assertion ends the process as it should.
    filter.allow(SCMP_SYS(tgkill), {argumentIs(0, getpid())});
}

} // namespace

#if defined(__SANITIZE_ADDRESS__)
namespace {
bool isFiltered = false;
}

/// Asked at exit by the leak detector, which needs fork() and ptrace() for its work.
extern "C" int __lsan_is_turned_off()
{
    return isFiltered ? 1 : 0;
}
#endif

int installSyscallFilter()
{
    FilterBuilder filter;
    filter.answer(SCMP_ACT_ALLOW, allowed);
    filter.answer(SCMP_ACT_ERRNO(EACCES), namingFiles);
    filter.answer(SCMP_ACT_ERRNO(ENOSYS), notThere);
    allowSockets(filter);
    allowMemory(filter);
    allowThreads(filter);
    const int error = filter.load();
#if defined(__SANITIZE_ADDRESS__)
    isFiltered = error == 0;
#endif
    return error;
}

} // namespace qicmp::proxy
