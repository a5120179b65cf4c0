// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/stampproof.h"

#include <chrono>

using namespace std::chrono_literals;

namespace qicmp {
namespace {

constexpr auto longestProof = 12ms;

} // namespace

StampProof::StampProof(IcmpSocket &socket, const std::function<void()> &progress)
    : m_socket(socket), m_timer(new QTimer)
{
    if (socket.family() == Family::IPv6) {
        std::array<std::uint8_t, 16> bytes{};
        bytes.back() = 1;
        m_loopback = IpAddress::v6(bytes);
    } else {
        m_loopback = IpAddress::v4(0x7f000001);
    }
    m_options.payloadSize = 0;
    m_elapsed.start();
    QObject::connect(m_timer.get(), &QTimer::timeout, m_timer.get(), [this, progress] {
        ping();
        progress(); // this may be gone afterwards
    });
    m_timer->setTimerType(Qt::PreciseTimer);
    m_timer->start(1ms);
    ping();
}

StampProof::~StampProof()
{
    m_timer->disconnect();
}

void StampProof::ping()
{
    // The last identifier of the block is the last to be used for probes.
    const auto last =
            static_cast<std::uint16_t>(m_socket.firstIdentifier() + m_socket.identifierCount() - 1);
    const OutgoingEcho echo{m_loopback, &m_options, 0, 0, last, 0xffff};
    m_socket.send({&echo, 1}); // where there is no loopback, time passes all the same
}

bool StampProof::proceed()
{
    while (!m_stamped && m_socket.receive(*this)) {
    }
    return m_stamped || std::chrono::milliseconds(m_elapsed.elapsed()) >= longestProof;
}

void StampProof::received(const ReceivedEcho &echo)
{
    m_stamped = m_stamped || echo.wallStamp != 0;
}

} // namespace qicmp
