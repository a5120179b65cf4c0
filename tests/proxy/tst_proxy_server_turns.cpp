// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "descriptorset.h"
#include "quota.h"

#include <QtTest>

#include <algorithm>
#include <array>
#include <numeric>
#include <set>
#include <vector>

#include <sys/socket.h>
#include <unistd.h>

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
    std::vector<std::size_t> kept(Quota::sessions - 1);
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

QTEST_GUILESS_MAIN(tst_Proxy_Server_Turns)
#include "tst_proxy_server_turns.moc"
