// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "netnamespace.h"
#include "pingbench.h"
#include "tunhost.h"

#include <QtTest>

#include <QFile>

#include <algorithm>
#include <memory>
#include <thread>
#include <vector>

#include <sched.h>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

constexpr Way raw{QIcmpManager::Backend::RawSocket, false};

/// How many raw sockets there are in this thread's network namespace.
int rawSockets()
{
    int count = 0;
    for (const QString &name : {u"/proc/thread-self/net/raw"_s, u"/proc/thread-self/net/raw6"_s}) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            count += static_cast<int>(file.readAll().count('\n')) - 1; // a line of headings
    }
    return count;
}

std::vector<std::unique_ptr<PingBench>> makeBenches(int count)
{
    std::vector<std::unique_ptr<PingBench>> benches;
    for (int i = 0; i < count; ++i)
        benches.push_back(std::make_unique<PingBench>(raw));
    return benches;
}

} // namespace

/// Managers of one thread share their raw sockets, and nobody notices.
class tst_SharedSockets : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void oneSocketAFamily();
    void eachGetsItsOwn_data();
    void eachGetsItsOwn();
    void oneReadsForAnother();
    void othersGoOnWhenOneGoes();
    void newcomersFindIdentifiers();
    void anotherNamespaceIsAnotherSet();
};

void tst_SharedSockets::oneSocketAFamily()
{
    QCOMPARE(rawSockets(), 0);
    {
        const auto benches = makeBenches(8);
        for (const auto &bench : benches)
            QVERIFY(bench->isOpen());
        QCOMPARE(rawSockets(), 2);
    }
    QCOMPARE(rawSockets(), 0);
}

void tst_SharedSockets::eachGetsItsOwn_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<int>("payloadSize");
    QTest::newRow("IPv4") << u"10.77.0.5"_s << 56;
    QTest::newRow("IPv6") << u"fd77::5"_s << 56;
    QTest::newRow("IPv4, too small for a mark") << u"10.77.0.5"_s << 8;
    QTest::newRow("IPv6, too small for a mark") << u"fd77::5"_s << 8;
}

void tst_SharedSockets::eachGetsItsOwn()
{
    QFETCH(const QString, host);
    QFETCH(const int, payloadSize);
    constexpr int pings = 200;
    TunHost tun({.rules = {u"* delay 10ms; duplicate 10%; drop 20%"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    const auto benches = makeBenches(4);
    quint64 context = 0;
    for (int i = 0; i < pings; ++i) {
        for (const auto &bench : benches) {
            QIcmpOptions each = options(500ms);
            each.setPayloadSize(payloadSize);
            each.setContext(++context);
            bench->manager().submit(QHostAddress(host), each);
        }
    }
    for (const auto &bench : benches)
        QVERIFY(bench->waitForEnds(pings));
    PingBench::run(100ms); // for what else may come
    const auto log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));

    qsizetype replies = 0;
    qsizetype duplicates = 0;
    QSet<quint64> contexts;
    for (const auto &bench : benches) {
        QCOMPARE(bench->ends(), pings);
        QVERIFY(bench->lateReplies.isEmpty());
        replies += bench->replies.size();
        duplicates += bench->duplicates.size();
        for (const QIcmpReply &reply : std::as_const(bench->replies)) {
            contexts.insert(reply.context());
            QVERIFY(reply.roundTripTime() >= 10ms && reply.roundTripTime() < 60ms);
            QCOMPARE(reply.timestampSource(), QIcmpReply::TimestampSource::Kernel);
        }
    }
    QCOMPARE(contexts.size(), replies);
    const HostTotals truth = log->totals.value(host);
    QCOMPARE(replies, static_cast<qsizetype>(truth.replies));
    QCOMPARE(duplicates, static_cast<qsizetype>(truth.duplicates));
}

/// One that has nothing to do itself reads what is another's, which is told at once.
void tst_SharedSockets::oneReadsForAnother()
{
    TunHost tun({.rules = {u"* delay 30ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    const auto benches = makeBenches(2);
    for (int round = 0; round < 10; ++round) {
        const int pinging = round % 2;
        QElapsedTimer elapsed;
        elapsed.start();
        benches[std::size_t(pinging)]->manager().submit(QHostAddress(u"10.77.0.5"_s), options(10s));
        QVERIFY(benches[std::size_t(pinging)]->waitForEnds(round / 2 + 1));
        QVERIFY2(elapsed.elapsed() < 500, "told at the timeout, not when it came");
    }
}

void tst_SharedSockets::othersGoOnWhenOneGoes()
{
    TunHost tun({.rules = {u"* delay 50ms"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    auto benches = makeBenches(3);
    for (const auto &bench : benches)
        for (int i = 0; i < 20; ++i)
            bench->manager().submit(QHostAddress(u"10.77.0.5"_s), options(1s));
    PingBench::run(20ms);
    benches.erase(benches.begin()); // the one that opened the sockets
    // ...and one while they are in use.
    auto *const other = benches[1].get();
    connect(
            &other->manager(), &QIcmpManager::succeeded, this,
            [&] { QTimer::singleShot(0, this, [&] { benches.pop_back(); }); },
            Qt::SingleShotConnection);
    QVERIFY(benches[0]->waitForEnds(20));
    QCOMPARE(benches[0]->replies.size(), 20);
    QCOMPARE(rawSockets(), 2);
}

/// Identifiers of managers that went rest: a later manager must not take an earlier one's late
/// replies for its own, and must not be left without any.
void tst_SharedSockets::newcomersFindIdentifiers()
{
    TunHost tun;
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    const PingBench stays(raw);
    constexpr int inOneSet = 40; // the others find that there is no room any more
    for (int i = 0; i < 2 * inOneSet; ++i) {
        PingBench bench(raw);
        bench.manager().submit(QHostAddress(u"10.77.0.5"_s), options(1s));
        QVERIFY(bench.waitForEnds(1));
        QCOMPARE(bench.replies.size(), 1);
    }
    const auto log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    const auto requests = log->requestsTo(u"10.77.0.5"_s);
    QCOMPARE(requests.size(), 2 * inOneSet);
    QSet<int> ids;
    for (int i = 0; i < inOneSet; ++i)
        ids.insert(requests[i].id);
    QCOMPARE(ids.size(), inOneSet);
}

void tst_SharedSockets::anotherNamespaceIsAnotherSet()
{
    int others = 0;
    std::thread thread([&] { // namespaces are a thread's own
        auto here = std::make_unique<PingBench>(raw);
        if (!here->isOpen() || rawSockets() != 2 || unshare(CLONE_NEWNET) != 0)
            return;
        const PingBench there(raw);
        others = rawSockets();
    });
    thread.join();
    QCOMPARE(others, 2);
}

QICMP_NETWORK_TEST_MAIN(tst_SharedSockets)
#include "tst_sharedsockets.moc"
