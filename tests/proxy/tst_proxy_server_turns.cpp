// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "descriptorset.h"

#include <QtTest>

#include <array>
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

QTEST_GUILESS_MAIN(tst_Proxy_Server_Turns)
#include "tst_proxy_server_turns.moc"
