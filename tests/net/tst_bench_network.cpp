// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "command.h"
#include "echosocket.h"
#include "netnamespace.h"
#include "tunhost.h"
#include "vethhost.h"

#include <QtTest>

#include <QJsonDocument>
#include <QJsonObject>

#include <net/if.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

QString networkNamespaceOf(const QString &process)
{
    return QFile::symLinkTarget(u"/proc/"_s + process + u"/ns/net"_s);
}

bool hasInterface(const char *name)
{
    return if_nametoindex(name) != 0;
}

} // namespace

/// The networks that tests run in: private, without limits, gone afterwards; and users without
/// privileges in them.
class tst_BenchNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void networkIsPrivate();
    void errorsAreNotLimited();
    void tunGoesWithItsProgram();
    void programGoesWithItsParent();
    void failureIsASentence();
    void vethHostIsAKernelOfItsOwn();
    void vethHostLeavesNothing();
    void unprivilegedMeansNothing();
    void pingSocketsNeedTheGate();
    void captureProgramWritesJson();
};

void tst_BenchNetwork::networkIsPrivate()
{
    QVERIFY(networkNamespaceOf(u"self"_s) != networkNamespaceOf(QString::number(getppid())));
    const CommandResult links = runCommand(u"ip"_s, {u"-oneline"_s, u"link"_s});
    QVERIFY2(links.succeeded(), qPrintable(links.describe()));
    QCOMPARE(links.output.count('\n'), 1);
    QVERIFY(links.output.contains("LOOPBACK,UP"));
}

void tst_BenchNetwork::errorsAreNotLimited()
{
    VethHost host;
    QVERIFY2(host.start(), qPrintable(host.errorString()));
    for (const QString &name : {u"ipv4/icmp_ratelimit"_s, u"ipv6/icmp/ratelimit"_s}) {
        QFile here(u"/proc/sys/net/"_s + name);
        QVERIFY(here.open(QIODevice::ReadOnly));
        QCOMPARE(here.readAll().trimmed(), QByteArray("0"));
        const CommandResult there = host.run(u"cat"_s, {u"/proc/sys/net/"_s + name});
        QCOMPARE(there.output.trimmed(), QByteArray("0"));
    }
}

void tst_BenchNetwork::tunGoesWithItsProgram()
{
    {
        TunHost tun;
        QVERIFY2(tun.start(), qPrintable(tun.errorString()));
        QVERIFY(hasInterface("tun0"));
        TunHost second({.interface = u"tun1"_s, .addresses = {u"10.78.0.1/24"_s}});
        QVERIFY2(second.start(), qPrintable(second.errorString()));
        QVERIFY(hasInterface("tun1"));
    }
    QVERIFY(!hasInterface("tun0"));
    QVERIFY(!hasInterface("tun1"));
}

void tst_BenchNetwork::programGoesWithItsParent()
{
    QProcess parent;
    parent.start(u"sh"_s,
                 {u"-c"_s, u"\"$0\" --address 10.77.0.1/24 </dev/null & echo pid $!; wait"_s,
                  TunHost::program()});
    QByteArray output;
    while (!(output.contains("ready") && output.contains("pid ")) && parent.waitForReadyRead(5000))
        output += parent.readAllStandardOutput();
    const qsizetype at = output.indexOf("pid ") + 4;
    const pid_t program = output.mid(at, output.indexOf('\n', at) - at).toInt();
    QVERIFY2(program > 1, output.constData());
    QVERIFY(hasInterface("tun0"));
    parent.kill();
    parent.waitForFinished();
    QTRY_VERIFY(!hasInterface("tun0"));
}

void tst_BenchNetwork::failureIsASentence()
{
    TunHost tun({.addresses = {u"10.77.0.300/24"_s}});
    QVERIFY(!tun.start());
    QVERIFY2(tun.errorString().contains(u"is no address with a prefix length"),
             qPrintable(tun.errorString()));
    QVERIFY(!runCommand(u"no-such-program"_s, {}).started);
    const CommandResult slow = runCommand(u"sleep"_s, {u"60"_s}, {}, 50ms);
    QVERIFY(slow.started && !slow.finished);
    QVERIFY(slow.describe().contains(u"did not end within 50 ms"));
}

void tst_BenchNetwork::vethHostIsAKernelOfItsOwn()
{
    VethHost host;
    QVERIFY2(host.start(), qPrintable(host.errorString()));
    QVERIFY(networkNamespaceOf(u"self"_s) != networkNamespaceOf(QString::number(host.processId())));
    for (const char *const text : {"10.88.0.2", "fd88::2"}) {
        const Address far = *Address::parse(text);
        EchoSocket socket;
        QCOMPARE(socket.open(far.family), std::string());
        // The first echo may have to wait for the neighbour's address.
        QVERIFY(socket.send(far, 1, 1));
        QVERIFY2(socket.awaitReplies(1, 3s), text);
    }
    QVERIFY2(host.setNetworkSysctl(u"ipv4/icmp_echo_ignore_all"_s, u"1"_s),
             qPrintable(host.errorString()));
    EchoSocket socket;
    QCOMPARE(socket.open(4), std::string());
    QVERIFY(socket.send(*Address::parse("10.88.0.2"), 1, 2));
    QVERIFY(!socket.awaitReplies(1, 50ms));
    QVERIFY(!host.setNetworkSysctl(u"ipv4/no_such_thing"_s, u"1"_s));
    QVERIFY(host.errorString().contains(u"no_such_thing"));
}

void tst_BenchNetwork::vethHostLeavesNothing()
{
    {
        VethHost host;
        QVERIFY2(host.start(), qPrintable(host.errorString()));
        QVERIFY(hasInterface("veth0"));
        const CommandResult named = runCommand(u"ip"_s, {u"netns"_s, u"list-id"_s});
        QVERIFY2(named.succeeded(), qPrintable(named.describe()));
        QVERIFY(!named.output.contains("name")); // an id, but no name that someone must remove
    }
    QVERIFY(!hasInterface("veth0"));
}

void tst_BenchNetwork::unprivilegedMeansNothing()
{
    const CommandResult result = runUnprivileged(u"cat"_s, {u"/proc/self/status"_s});
    QVERIFY2(result.succeeded(), qPrintable(result.describe()));
    for (const char *const set : {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"})
        QVERIFY2(result.output.contains(QByteArray(set).append(":\t0000000000000000")), set);
    QVERIFY(result.output.contains("NoNewPrivs:\t1"));
    if (!isInUserNamespace())
        QVERIFY(result.output.contains("Uid:\t65534\t65534\t65534\t65534"));
    const CommandResult denied =
            runUnprivileged(u"ip"_s, {u"link"_s, u"set"_s, u"lo"_s, u"down"_s});
    QVERIFY(denied.finished && denied.exitCode != 0);
}

void tst_BenchNetwork::pingSocketsNeedTheGate()
{
    if (!isInUserNamespace())
        QCOMPARE(allowPingSockets(false), QString());
    EchoSocket closed;
    QVERIFY(!closed.open(4, EchoSocket::Datagram).empty()); // even for root
    QCOMPARE(allowPingSockets(true), QString());
    EchoSocket opened;
    QCOMPARE(opened.open(4, EchoSocket::Datagram), std::string());
    QVERIFY(opened.send(*Address::parse("127.0.0.1"), 1, 1));
    QVERIFY(opened.awaitReplies(1, 1s));
    QVERIFY(!setNetworkSysctl(u"ipv4/no_such_thing"_s, u"1"_s).isEmpty());
}

void tst_BenchNetwork::captureProgramWritesJson()
{
    QProcess capture;
    capture.start(QStringLiteral(QICMP_CAPTURE_PROGRAM), {u"lo"_s});
    QVERIFY(capture.waitForReadyRead(5000));
    QCOMPARE(capture.readLine(), QByteArray("ready\n"));
    EchoSocket socket;
    QCOMPARE(socket.open(6), std::string());
    QVERIFY(socket.send(*Address::parse("::1"), 5, 6));
    QVERIFY(socket.awaitReplies(1, 1s));
    capture.terminate();
    QVERIFY(capture.waitForFinished(5000));
    QCOMPARE(capture.exitCode(), 0);

    const QList<QByteArray> lines = capture.readAllStandardOutput().trimmed().split('\n');
    QCOMPARE(lines.size(), 5); // loopback: request and reply, each once out and once in
    const QJsonObject first = QJsonDocument::fromJson(lines.constFirst()).object();
    QCOMPARE(first.value(u"type").toInt(), 128);
    QCOMPARE(first.value(u"direction").toString(), u"out"_s);
    QCOMPARE(first.value(u"id").toInt(), 5);
    QCOMPARE(first.value(u"sequence").toInt(), 6);
    QVERIFY(first.value(u"checksum").toBool());
    QVERIFY(first.value(u"stamp").toInteger() > 0);
    QCOMPARE(lines.constLast(), QByteArray("{\"drops\":0}"));
}

QICMP_NETWORK_TEST_MAIN(tst_BenchNetwork)
#include "tst_bench_network.moc"
