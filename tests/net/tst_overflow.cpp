// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "pingbench.h"
#include "tunhost.h"

#include <QtTest>

#include <algorithm>
#include <thread>

#include <netinet/in.h>
#include <sys/socket.h>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

/// Shrinks the receive buffer of every ICMP socket of this process. Returns how many there are.
int shrinkReceiveBuffers(int bytes)
{
    constexpr int mostDescriptors = 1024;
    int count = 0;
    for (int descriptor = 3; descriptor < mostDescriptors; ++descriptor) {
        int protocol = 0;
        socklen_t size = sizeof protocol;
        if (getsockopt(descriptor, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0 ||
            (protocol != IPPROTO_ICMP && protocol != IPPROTO_ICMPV6))
            continue;
        if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes) == 0)
            ++count;
    }
    return count;
}

} // namespace

/// That replies which our own buffer had no room for are no loss of the network.
class tst_Overflow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QCOMPARE(allowPingSockets(true), QString()); }
    void overflowInterrupts_data() { addWayRows(); }
    void overflowInterrupts();
};

void tst_Overflow::overflowInterrupts()
{
    QFETCH(const Way, way);
    QFETCH(const QString, host);
    constexpr int rate = 20'000;
    constexpr int pings = rate;
    TunHost tun({.rules = {u"* delay 300ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PingBench bench(way);
    QVERIFY(bench.isOpen());
    QVERIFY(shrinkReceiveBuffers(64 * 1024) > 0);

    bench.manager().setMaximumRate(rate);
    const QHostAddress address(host);
    for (int i = 0; i < pings; ++i)
        bench.manager().submit(address, options(1s));
    PingBench::run(500ms);
    std::this_thread::sleep_for(500ms); // the application blocks its event loop
    QVERIFY(bench.waitForEnds(pings, 20s));
    const auto log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));

    const auto failedWith = [&](QIcmpError::Code code) {
        return std::ranges::count(bench.errors, code, &QIcmpError::code);
    };
    const auto unanswered = pings - static_cast<qint64>(log->totals.value(host).replies);
    QVERIFY(bench.manager().receiveOverflows() > 0);
    QVERIFY(failedWith(QIcmpError::Code::Interrupted) > 0);
    QVERIFY2(failedWith(QIcmpError::Code::Timeout) <= unanswered,
             qPrintable(u"%1 timeouts, %2 unanswered"_s.arg(failedWith(QIcmpError::Code::Timeout))
                                .arg(unanswered)));
    QCOMPARE(bench.replies.size() + failedWith(QIcmpError::Code::Interrupted) +
                     failedWith(QIcmpError::Code::Timeout),
             pings);
}

QICMP_NETWORK_TEST_MAIN(tst_Overflow)
#include "tst_overflow.moc"
