// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "descriptorset.h"
#include "echoservice.h"
#include "fairqueue.h"
#include "legacyrequests.h"
#include "quota.h"

#include "fakeclock.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <set>
#include <utility>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

using namespace qicmp;
using namespace qicmp::proxy;

/// What sees to it that nobody waits for others forever.
class tst_Proxy_Server_Turns : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void noSocketIsForgotten();
    void roundsEnd();
    void quotaIsShared();
    void quotaIsKept();
    void ownersTakeTurns();
    void ownersLeave();
    void largeRepliesFitTheBuffer();
    void oldRequestsMakeRoom();
};

namespace {

/// Sockets that always have something to read.
class ReadySockets
{
public:
    ReadySockets(DescriptorSet &set, std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            std::array<int, 2> pair{};
            if (::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0, pair.data()) != 0 ||
                ::send(pair[0], "x", 1, 0) != 1 || !set.add(pair[1], i))
                qFatal("no sockets for a test");
            m_descriptors.insert(m_descriptors.end(), pair.begin(), pair.end());
        }
    }
    ~ReadySockets()
    {
        for (const int descriptor : m_descriptors)
            ::close(descriptor);
    }
    Q_DISABLE_COPY_MOVE(ReadySockets)

private:
    std::vector<int> m_descriptors;
};

/// Sends nothing, and counts what it is asked to send at once.
class CountingTransport final : public Transport
{
public:
    explicit CountingTransport(std::vector<std::size_t> &batches) : m_batches(batches) {}

    bool isReady() const override { return true; }
    SendResult send(std::span<const OutgoingEcho> echoes) override
    {
        std::size_t bytes = 0;
        for (const OutgoingEcho &echo : echoes)
            bytes += echo.options->payloadSize;
        m_batches.push_back(bytes);
        return {static_cast<std::uint32_t>(echoes.size()), SendResult::Verdict::Complete, {}};
    }
    bool receive(TransportSink &) override { return false; }
    std::uint64_t receiveOverflows() override { return 0; }
    std::optional<std::uint16_t> identifier(Family, std::uint32_t index) override
    {
        return static_cast<std::uint16_t>(index);
    }

private:
    std::vector<std::size_t> &m_batches;
};

} // namespace

/// However little of a round is dealt with at a time.
void tst_Proxy_Server_Turns::noSocketIsForgotten()
{
    for (const std::size_t count : {5U, 64U, 200U}) {
        DescriptorSet set;
        const ReadySockets sockets(set, count);
        std::set<std::uint64_t> seen;
        for (std::size_t turn = 0; turn < count; ++turn) {
            int left = 3; // then the time of the turn is over
            while (const auto number = set.next()) {
                seen.insert(*number);
                if (--left == 0)
                    break;
            }
        }
        QCOMPARE(seen.size(), count);
    }
}

void tst_Proxy_Server_Turns::roundsEnd()
{
    DescriptorSet set;
    QVERIFY(!set.next());
    const ReadySockets sockets(set, 5);
    for (int round = 0; round < 3; ++round) {
        std::set<std::uint64_t> seen;
        while (const auto number = set.next())
            QVERIFY(seen.insert(*number).second);
        QCOMPARE(seen.size(), std::size_t{5});
    }
}

/// However many take all they can get, nobody is left without, and the sum is bounded.
void tst_Proxy_Server_Turns::quotaIsShared()
{
    Quota quota;
    std::vector<std::size_t> kept(Quota::sessions - 2); // besides the lone and the late one
    const auto take = [&quota](std::size_t &mine) {
        if (!quota.maySpend(mine))
            return false;
        quota.add(mine++);
        return true;
    };
    std::size_t lone = 0;
    while (lone < 16'384 && take(lone)) {
    }
    QCOMPARE(lone, std::size_t{16'384}); // where there is no need, nobody is kept short
    bool more = true;
    while (more) {
        more = false;
        for (std::size_t &mine : kept)
            more |= take(mine);
    }
    std::size_t late = 0;
    while (take(late)) {
    }
    QVERIFY2(late > Quota::own, qPrintable(QString::number(late)));
    const auto [least, largest] = std::minmax_element(kept.begin(), kept.end());
    QVERIFY(*largest - *least <= 1);
    const std::size_t sum = std::accumulate(kept.begin(), kept.end(), lone + late);
    QVERIFY2(sum <= Quota::most, qPrintable(QString::number(sum)));
    // What is given back is there again.
    quota.removeAll(lone);
    for (std::size_t mine : kept)
        quota.removeAll(mine);
    while (late > 0)
        quota.remove(late--);
    QCOMPARE(quota.used(), std::size_t{0});
}

void tst_Proxy_Server_Turns::quotaIsKept()
{
    Quota quota;
    for (std::size_t i = 0; i < Quota::common; ++i)
        quota.add(Quota::own);
    QVERIFY(quota.maySpend(Quota::own - Quota::forRefusals - 1));
    QVERIFY(!quota.maySpend(Quota::own - Quota::forRefusals));
    QVERIFY(quota.mayKeep(Quota::own - Quota::forRefusals, Quota::forRefusals));
    QVERIFY(!quota.mayKeep(Quota::own - Quota::forRefusals, Quota::forRefusals + 1));
}

void tst_Proxy_Server_Turns::ownersTakeTurns()
{
    FairQueue<int> queue;
    QVERIFY(queue.isEmpty() && !queue.front());
    for (int i = 0; i < 100'000; ++i)
        queue.push(1, i);
    for (int i = 0; i < 20; ++i)
        queue.push(2, 1'000'000 + i);
    int waited = 0;
    for (; *queue.front() != 1'000'019; queue.pop())
        ++waited;
    QVERIFY2(waited <= 4 * FairQueue<int>::turn, qPrintable(QString::number(waited)));
    queue.pop();
    QCOMPARE(queue.sizeOf(2), std::size_t{0});
    // Of one owner they come in order.
    int last = -1;
    for (; queue.front(); queue.pop())
        QVERIFY(std::exchange(last, *queue.front()) < *queue.front());
    QCOMPARE(last, 99'999);
}

void tst_Proxy_Server_Turns::ownersLeave()
{
    FairQueue<int> queue;
    for (int i = 0; i < 10; ++i)
        for (const std::uint32_t owner : {1U, 2U, 3U})
            queue.push(owner, static_cast<int>(owner));
    queue.pop();
    queue.drop(1);
    queue.drop(3);
    queue.drop(4); // which has nothing
    int left = 0;
    for (; queue.front(); queue.pop(), ++left)
        QCOMPARE(*queue.front(), 2);
    QCOMPARE(left, 10);
    queue.push(3, 3);
    QCOMPARE(*queue.front(), 3);
}

/// Hosts on this machine answer before the next batch is read, into one receive buffer.
void tst_Proxy_Server_Turns::largeRepliesFitTheBuffer()
{
    sim::FakeTime time;
    const sim::FakeClock clock(time);
    constexpr std::size_t buffer = 400'000;
    constexpr std::array<std::uint16_t, 4> payloads{56, 1'472, 8'000, 65'507};
    for (const std::uint16_t payload : payloads) {
        std::vector<std::size_t> batches;
        IcmpAccess access;
        access.transport = std::make_unique<CountingTransport>(batches);
        access.receiveBuffer = buffer;
        EchoService echo(clock, std::move(access));
        EchoOptions options;
        options.payloadSize = payload;
        const std::uint32_t index = echo.acquire(options);
        constexpr std::size_t count = 640;
        for (std::size_t i = 0; i < count; ++i)
            echo.ping(7, i, IpAddress::v4(0x7f000001), index);
        while (echo.work()) {
        }
        QCOMPARE(std::accumulate(batches.begin(), batches.end(), std::size_t{0}), count * payload);
        // The kernel counts up to twice the bytes; one ping has to go in any case.
        for (const std::size_t bytes : batches)
            QVERIFY(2 * bytes <= buffer / 2 || bytes == payload);
        if (payload == 56)
            QCOMPARE(batches.size(), count / 64); // and small ones need no more batches than before
    }
}

/// Of version 0: those of whoever has most, never another's.
void tst_Proxy_Server_Turns::oldRequestsMakeRoom()
{
    LegacyRequests requests;
    const auto add = [&](std::uint16_t port, std::uint16_t sequence, std::size_t payload) {
        std::vector<LegacyRequest> gone;
        while (const auto surplus = requests.surplus(payload))
            gone.push_back(*requests.take(*surplus));
        LegacyRequest request;
        request.client = {IpAddress::v4(0x7f000001), port};
        request.sequence = sequence;
        request.payload.resize(payload);
        requests.add(std::move(request));
        return gone;
    };
    QVERIFY(add(1, 1, 56).empty()); // an honest one
    std::uint16_t sequence = 0;
    for (int i = 0; i < 100'000; ++i)
        for (const LegacyRequest &gone : add(static_cast<std::uint16_t>(2 + i % 2), sequence++, 56))
            QVERIFY(gone.client.port != 1);
    QVERIFY(requests.cost() <= LegacyRequests::most);
    // The oldest goes first, and one large one may cost several.
    const std::vector<LegacyRequest> gone = add(4, 0, 65'000);
    QVERIFY(gone.size() > 20);
    std::map<std::uint16_t, std::uint16_t> last; // by port
    for (const LegacyRequest &request : gone) {
        const auto [before, first] = last.try_emplace(request.client.port, request.sequence);
        QVERIFY(first || static_cast<std::int16_t>(request.sequence - before->second) > 0);
        before->second = request.sequence;
    }
    QCOMPARE(last.size(), std::size_t{2}); // they had as much as each other, so both give
    // Those that are not the oldest may go, too.
    const std::size_t before = requests.cost();
    QVERIFY(!requests.take(1'000'000));
    std::vector<std::uint32_t> mine;
    for (std::uint16_t i = 0; i < 3; ++i) {
        LegacyRequest request;
        request.client = {IpAddress::v4(0x7f000001), 5};
        request.sequence = i;
        mine.push_back(requests.add(std::move(request)));
    }
    for (const std::size_t i : {1U, 0U, 2U}) {
        QCOMPARE(requests.take(mine[i])->sequence, static_cast<std::uint16_t>(i));
        QVERIFY(!requests.take(mine[i]));
    }
    QCOMPARE(requests.cost(), before);
}

QTEST_GUILESS_MAIN(tst_Proxy_Server_Turns)
#include "tst_proxy_server_turns.moc"
