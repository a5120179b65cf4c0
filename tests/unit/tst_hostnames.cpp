// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenetwork.h"
#include "qicmphost.h"
#include "watchedhost.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace qicmp;
using namespace std::chrono_literals;
using Code = QIcmpError::Code;
using State = QIcmpHost::State;

namespace {

/// Lets time pass and real event loop iterations happen, until \a done.
template <typename Done>
bool runUntil(FakeNetwork &network, QIcmpManager *manager, Done done)
{
    return QTest::qWaitFor([&] {
        network.run(manager, 10 * millisecond);
        return done();
    });
}

} // namespace

/// A host that was given by name.
class tst_HostNames : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void nameIsLookedUp();
    void nameIsConfirmedAndTheAddressKept();
    void nameWithoutAddress();
};

void tst_HostNames::nameIsLookedUp()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), QStringLiteral("localhost"));
    QIcmpOptions options;
    options.setProtocol(QAbstractSocket::IPv4Protocol);
    host.setOptions(options);
    QSignalSpy addressChanged(&host, &QIcmpHost::addressChanged);
    host.start();
    QVERIFY(host.address().isNull());
    QVERIFY(runUntil(network, manager.get(), [&] { return !host.lastReply().target().isNull(); }));
    QCOMPARE(host.address(), QHostAddress(QHostAddress::LocalHost));
    QCOMPARE(host.lastReply().host(), QStringLiteral("localhost"));
    network.run(manager.get(), 3 * second); // without a turn of the event loop: needs no resolver
    QVERIFY(network.sent.size() >= 3);
    QCOMPARE(addressChanged.size(), 1);
    QCOMPARE(host.lastReply().host(), QStringLiteral("localhost"));
}

void tst_HostNames::nameIsConfirmedAndTheAddressKept()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), QStringLiteral("localhost"));
    QIcmpOptions options;
    options.setProtocol(QAbstractSocket::IPv4Protocol);
    host.setOptions(options);
    host.start();
    QVERIFY(runUntil(network, manager.get(), [&] { return !host.address().isNull(); }));
    QSignalSpy addressChanged(&host, &QIcmpHost::addressChanged);
    network.run(manager.get(), 70 * second); // the lookup is under way, or answered
    QTest::qWait(0);
    const std::size_t sent = network.sent.size();
    QVERIFY(sent >= 70);
    network.run(manager.get(), 10 * second);
    QCOMPARE(network.sent.size(), sent + 10);
    QCOMPARE(addressChanged.size(), 0);

    // With the other family the name is looked up anew.
    options.setProtocol(QAbstractSocket::IPv6Protocol);
    host.setOptions(options);
    QVERIFY(host.address().isNull());
    QSignalSpy failed(&host, &QIcmpHost::failed); // not every machine has it
    QVERIFY(runUntil(network, manager.get(),
                     [&] { return !addressChanged.isEmpty() || !failed.isEmpty(); }));
    if (failed.isEmpty())
        QCOMPARE(host.address(), QHostAddress(QHostAddress::LocalHostIPv6));
    else
        QCOMPARE(host.lastError().code(), Code::HostNotFound);
}

void tst_HostNames::nameWithoutAddress()
{
    FakeNetwork network;
    const auto manager = network.makeManager();
    QIcmpHost host(manager.get(), QStringLiteral("no..name"));
    QSignalSpy failed(&host, &QIcmpHost::failed);
    host.setInterval(100ms);
    host.setProbeLimit(15);
    host.start();
    QVERIFY(runUntil(network, manager.get(), [&] { return failed.size() == 1; }));
    QCOMPARE(host.lastError().code(), Code::HostNotFound);
    QCOMPARE(host.lastError().host(), QStringLiteral("no..name"));
    QVERIFY(host.isRunning());
    // Planned probes pass unsent while it is not tried again, and count against the limit.
    network.run(manager.get(), 1500 * millisecond);
    QCOMPARE(failed.size(), 1);
    QVERIFY(!host.isRunning());
    QVERIFY(letters(host).size() >= 15);
    QCOMPARE(letters(host).count('-'), letters(host).size());
    QCOMPARE(host.state(), State::Unknown);
    QCOMPARE(counters(host), QByteArray("s0 r0 l0 f0 i0 t0 d0 e0"));

    host.setProbeLimit(0);
    host.start();
    QVERIFY(runUntil(network, manager.get(), [&] { return failed.size() == 2; }));
}

QTEST_GUILESS_MAIN(tst_HostNames)
#include "tst_hostnames.moc"
