// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/tundevice.h"

#include "packet/localroute.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include <linux/if.h>
#include <linux/if_tun.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace qicmp::tunhost {

namespace {

std::string failed(const std::string &what)
{
    return what + ": " + std::strerror(errno);
}

/// Runs one `ip` over all \a commands: it knows both families and waits for no daemon.
std::string runIp(const std::string &commands)
{
    std::FILE *const ip = popen("ip -batch -", "w");
    if (!ip)
        return failed("cannot start ip (package iproute2)");
    const bool written = std::fputs(commands.c_str(), ip) >= 0;
    if (pclose(ip) != 0 || !written)
        return "ip refused one of these commands:\n" + commands;
    return {};
}

std::string waitForLocalRoute(const std::string &text)
{
    const std::optional<support::Address> address =
            support::Address::parse(text.substr(0, text.find('/')));
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
    while (address && address->family == 6) {
        std::ifstream file("/proc/self/net/ipv6_route");
        const std::string table{std::istreambuf_iterator<char>(file), {}};
        if (support::hasLocalRoute(table, *address))
            break;
        if (std::chrono::steady_clock::now() > deadline)
            return "the kernel does not take packets for " + text;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return {};
}

} // namespace

TunDevice::~TunDevice()
{
    if (m_descriptor >= 0)
        close(m_descriptor);
}

std::string TunDevice::open(const TunSettings &settings)
{
    if (settings.interface.size() >= IFNAMSIZ)
        return "the interface name \"" + settings.interface + "\" is too long";
    m_descriptor = ::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    if (m_descriptor < 0)
        return failed("cannot open /dev/net/tun");
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    settings.interface.copy(request.ifr_name, IFNAMSIZ - 1);
    if (ioctl(m_descriptor, TUNSETIFF, &request) < 0)
        return failed("cannot make the TUN interface " + settings.interface);
    m_interface = settings.interface;

    std::ostringstream commands;
    commands << "link set dev " << m_interface << " mtu " << settings.mtu << " txqueuelen "
             << settings.queueLength << " up\n";
    for (const std::string &address : settings.addresses) {
        commands << "address add " << address << " dev " << m_interface
                 << (address.find(':') == std::string::npos ? "\n" : " nodad\n");
    }
    for (const std::string &route : settings.routes)
        commands << "route add " << route << " dev " << m_interface << '\n';
    if (std::string error = runIp(commands.str()); !error.empty())
        return error;
    for (const std::string &address : settings.addresses) {
        if (std::string error = waitForLocalRoute(address); !error.empty())
            return error;
    }
    return {};
}

support::ByteView TunDevice::read(std::span<std::uint8_t> buffer) const
{
    const ssize_t size = ::read(m_descriptor, buffer.data(), buffer.size());
    return size > 0 ? support::ByteView(buffer).first(static_cast<std::size_t>(size))
                    : support::ByteView{};
}

bool TunDevice::write(support::ByteView packet) const
{
    return ::write(m_descriptor, packet.data(), packet.size()) ==
           static_cast<ssize_t>(packet.size());
}

std::uint64_t TunDevice::queueDrops() const
{
    // /proc/net/dev: name, then 8 columns of reception, then bytes, packets, errs, drop of sending.
    std::ifstream file("/proc/self/net/dev");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(':');
        const std::size_t start = line.find_first_not_of(' ');
        if (colon == std::string::npos || line.substr(start, colon - start) != m_interface)
            continue;
        std::istringstream columns(line.substr(colon + 1));
        std::uint64_t value = 0;
        for (int column = 0; column < 12; ++column)
            columns >> value;
        return value;
    }
    return 0;
}

} // namespace qicmp::tunhost
