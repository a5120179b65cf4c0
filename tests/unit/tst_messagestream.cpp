// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/messagestream.h"

#include <QtTest/qtest.h>

#include <map>
#include <random>
#include <vector>

using namespace qicmp;
using Arrival = MessageStream::Arrival;

namespace {

constexpr Nanoseconds boot = 1'000 * second;
constexpr std::uint32_t window = v1::messageWindow;

/// The number, as its sender wrote it into the common place.
std::uint32_t numberOf(ByteView message)
{
    return read32(message, 20);
}

v1::Acknowledgement acknowledgementIn(ByteView message)
{
    return {read32(message, 24), read64(message, 28)};
}

std::uint32_t commitOne(MessageStream &stream)
{
    const std::uint32_t number = stream.nextNumber();
    const ByteSpan buffer = stream.buffer();
    std::ranges::fill(buffer.first(v1::sessionHeaderSize), std::uint8_t{0});
    write32(buffer, 20, number);
    stream.commit(v1::sessionHeaderSize);
    return number;
}

std::vector<std::uint32_t> sentAt(MessageStream &stream, Nanoseconds now)
{
    std::vector<std::uint32_t> numbers;
    stream.sendDue(now, [&numbers](ByteSpan message) {
        numbers.push_back(numberOf(message));
        return true;
    });
    return numbers;
}

std::vector<std::uint32_t> acknowledge(MessageStream &stream, const v1::Acknowledgement &what,
                                       Nanoseconds now)
{
    std::vector<std::uint32_t> numbers;
    stream.acknowledged(what, now,
                        [&numbers](std::uint32_t number, ByteView) { numbers.push_back(number); });
    return numbers;
}

using Numbers = std::vector<std::uint32_t>;

} // namespace

class tst_MessageStream : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sendsOnceUntilOverdue();
    void resendTimeDoubles();
    void resendTimeFollowsThePath();
    void longPathIsLearnedFromRepetitions();
    void keepsWhatWasNotAccepted();
    void windowCountsFromTheOldest();
    void ignoresUnsoundAcknowledgements();
    void visitsTheUnacknowledged();
    void countsTheSendsOfTheOldest();
    void arrivals();
    void acknowledgesInTime();
    void acknowledgesEveryEighthAtOnce();
    void acknowledgesRepetitionsAtOnce();
    void messagesCarryTheAcknowledgement();
    void everythingArrivesOnce_data();
    void everythingArrivesOnce();
};

void tst_MessageStream::sendsOnceUntilOverdue()
{
    MessageStream stream;
    QCOMPARE(stream.nextDue(), MessageStream::never);
    QCOMPARE(commitOne(stream), 1U);
    QVERIFY(stream.nextDue() <= boot);
    QCOMPARE(sentAt(stream, boot), Numbers{1});
    QCOMPARE(sentAt(stream, boot), Numbers{});
    QCOMPARE(stream.nextDue(), boot + 50 * millisecond);
    QCOMPARE(sentAt(stream, boot + 50 * millisecond - 1), Numbers{});
    QCOMPARE(sentAt(stream, boot + 50 * millisecond), Numbers{1});
    QCOMPARE(acknowledge(stream, {1, 0}, boot + 51 * millisecond), Numbers{1});
    QVERIFY(!stream.hasUnacknowledged());
    QCOMPARE(stream.nextDue(), MessageStream::never);
}

void tst_MessageStream::resendTimeDoubles()
{
    MessageStream stream;
    commitOne(stream);
    Nanoseconds now = boot;
    for (const Nanoseconds pause : {50, 100, 200, 400, 800, 1000, 1000}) {
        QCOMPARE(sentAt(stream, now), Numbers{1});
        QCOMPARE(stream.nextDue(), now + pause * millisecond);
        now = stream.nextDue();
    }
}

void tst_MessageStream::resendTimeFollowsThePath()
{
    MessageStream stream;
    QCOMPARE(stream.smoothedRoundTrip(), -1);
    commitOne(stream);
    sentAt(stream, boot);
    acknowledge(stream, {1, 0}, boot + 20 * millisecond);
    QCOMPARE(stream.smoothedRoundTrip(), 20 * millisecond);
    QCOMPARE(stream.resendTime(), 45 * millisecond);
    stream.measured(28 * millisecond);
    QCOMPARE(stream.smoothedRoundTrip(), 21 * millisecond);

    MessageStream near;
    near.measured(0);
    QCOMPARE(near.resendTime(), 10 * millisecond);
    near.measured(-5);
    QCOMPARE(near.smoothedRoundTrip(), 0);
    MessageStream far;
    far.measured(3 * second);
    QCOMPARE(far.resendTime(), 1 * second);
    MessageStream odd;
    odd.measured(MessageStream::never);
    QCOMPARE(odd.resendTime(), 1 * second);
}

void tst_MessageStream::longPathIsLearnedFromRepetitions()
{
    MessageStream stream;
    commitOne(stream);
    sentAt(stream, boot);
    sentAt(stream, boot + 50 * millisecond);
    acknowledge(stream, {1, 0}, boot + 60 * millisecond);
    QCOMPARE(stream.smoothedRoundTrip(), -1); // of which of the two?

    commitOne(stream);
    Nanoseconds now = boot + second;
    while (now < boot + second + 200 * millisecond) {
        sentAt(stream, now);
        now = stream.nextDue();
    }
    acknowledge(stream, {2, 0}, boot + second + 200 * millisecond);
    QCOMPARE(stream.smoothedRoundTrip(), 200 * millisecond);
    QVERIFY(stream.resendTime() > 200 * millisecond);
}

void tst_MessageStream::keepsWhatWasNotAccepted()
{
    MessageStream stream;
    for (int i = 0; i < 3; ++i)
        commitOne(stream);
    int room = 2;
    QVERIFY(!stream.sendDue(boot, [&room](ByteSpan) { return room-- > 0; }));
    QCOMPARE(acknowledge(stream, {3, 0}, boot), (Numbers{1, 2})); // 3 has not been sent
    QCOMPARE(sentAt(stream, boot), Numbers{3});
}

void tst_MessageStream::windowCountsFromTheOldest()
{
    MessageStream stream;
    for (std::uint32_t i = 0; i < window; ++i) {
        QVERIFY(stream.hasRoom());
        commitOne(stream);
    }
    QVERIFY(!stream.hasRoom());
    sentAt(stream, boot);
    acknowledge(stream, {0, ~std::uint64_t{1}}, boot); // all but the first
    QVERIFY(!stream.hasRoom());
    QCOMPARE(acknowledge(stream, {1, 0}, boot), Numbers{1});
    QVERIFY(stream.hasRoom());
    QVERIFY(!stream.hasUnacknowledged());
}

void tst_MessageStream::ignoresUnsoundAcknowledgements()
{
    MessageStream stream;
    for (int i = 0; i < 4; ++i)
        commitOne(stream);
    sentAt(stream, boot);
    QCOMPARE(acknowledge(stream, {5, 0}, boot), Numbers{});
    QCOMPARE(acknowledge(stream, {0x7fff'ffff, ~std::uint64_t{0}}, boot), Numbers{});
    QCOMPARE(acknowledge(stream, {0x8000'0010, ~std::uint64_t{0}}, boot), Numbers{});
    QCOMPARE(acknowledge(stream, {2, 0x2}, boot), (Numbers{1, 2, 4}));
    QCOMPARE(acknowledge(stream, {0, 0}, boot), Numbers{}); // overtaken, says nothing new
    QCOMPARE(acknowledge(stream, {1, 0x2}, boot), Numbers{3});
}

void tst_MessageStream::visitsTheUnacknowledged()
{
    MessageStream stream;
    for (int i = 0; i < 4; ++i)
        commitOne(stream);
    sentAt(stream, boot);
    acknowledge(stream, {1, 0x2}, boot);
    commitOne(stream);
    Numbers left;
    std::as_const(stream).forEachUnacknowledged([&left](std::uint32_t number, ByteView message) {
        QCOMPARE(numberOf(message), number);
        left.push_back(number);
    });
    QCOMPARE(left, (Numbers{2, 4, 5}));
}

void tst_MessageStream::countsTheSendsOfTheOldest()
{
    MessageStream stream;
    QCOMPARE(stream.oldestSends(), 0U);
    commitOne(stream);
    sentAt(stream, boot);
    sentAt(stream, boot + second);
    commitOne(stream);
    sentAt(stream, boot + second);
    QCOMPARE(stream.oldestSends(), 2U);
    acknowledge(stream, {1, 0}, boot + second);
    QCOMPARE(stream.oldestSends(), 1U);
}

void tst_MessageStream::arrivals()
{
    MessageStream stream;
    QCOMPARE(stream.arrived(1, boot), Arrival::New);
    QCOMPARE(stream.arrived(1, boot), Arrival::Repeated);
    QCOMPARE(stream.arrived(0, boot), Arrival::Repeated);
    QCOMPARE(stream.arrived(0xffff'ffff, boot), Arrival::Repeated);
    QCOMPARE(stream.arrived(3, boot), Arrival::New);
    QCOMPARE(stream.arrived(3, boot), Arrival::Repeated);
    QCOMPARE(stream.acknowledgement(), (v1::Acknowledgement{1, 0x2}));
    QCOMPARE(stream.arrived(1 + window, boot), Arrival::New);
    QCOMPARE(stream.arrived(2 + window, boot), Arrival::Beyond);
    QCOMPARE(stream.arrived(0x7fff'ffff, boot), Arrival::Beyond);
    QCOMPARE(stream.acknowledgement(), (v1::Acknowledgement{1, 0x8000'0000'0000'0002}));
    QCOMPARE(stream.arrived(2, boot), Arrival::New);
    QCOMPARE(stream.acknowledgement(), (v1::Acknowledgement{3, std::uint64_t{1} << 61}));
}

void tst_MessageStream::acknowledgesInTime()
{
    MessageStream stream;
    stream.arrived(1, boot);
    QCOMPARE(stream.nextDue(), boot + 5 * millisecond);
    stream.arrived(2, boot + 3 * millisecond);
    QVERIFY(!stream.isAcknowledgementDue(boot + 5 * millisecond - 1));
    QVERIFY(stream.isAcknowledgementDue(boot + 5 * millisecond));
    stream.acknowledgementSent();
    QVERIFY(!stream.isAcknowledgementDue(boot + second));
    QCOMPARE(stream.nextDue(), MessageStream::never);
}

void tst_MessageStream::acknowledgesEveryEighthAtOnce()
{
    MessageStream stream;
    for (std::uint32_t number = 1; number < 8; ++number)
        stream.arrived(number, boot);
    QVERIFY(!stream.isAcknowledgementDue(boot));
    stream.arrived(8, boot);
    QVERIFY(stream.isAcknowledgementDue(boot));
}

void tst_MessageStream::acknowledgesRepetitionsAtOnce()
{
    MessageStream stream;
    stream.arrived(1, boot);
    stream.acknowledgementSent();
    stream.arrived(1, boot + millisecond);
    QVERIFY(stream.isAcknowledgementDue(boot + millisecond));
}

void tst_MessageStream::messagesCarryTheAcknowledgement()
{
    MessageStream stream;
    commitOne(stream);
    stream.arrived(1, boot);
    stream.arrived(3, boot);
    const auto expectCarried = [&stream](Nanoseconds now, const v1::Acknowledgement &expected) {
        bool sent = false;
        stream.sendDue(now, [&](ByteSpan message) {
            sent = true;
            return acknowledgementIn(message) == expected;
        });
        QVERIFY(sent);
        QVERIFY(!stream.isAcknowledgementDue(now + second)); // it did leave
    };
    expectCarried(boot, {1, 0x2});
    stream.arrived(2, boot + millisecond);
    expectCarried(boot + 50 * millisecond, {3, 0}); // as of now, not as it was written
}

namespace {

/// Two streams and the path between them, which loses, doubles and overtakes.
class LossyPath
{
public:
    LossyPath(double loss, std::uint32_t firstNumber, std::uint64_t seed)
        : m_random(seed), m_loss(loss)
    {
        for (Side &side : m_sides)
            side.stream = std::make_unique<MessageStream>(64, firstNumber);
    }

    /// Both sides send \a count messages. Returns whether that came to an end.
    bool run(std::uint32_t count)
    {
        for (int turn = 0; turn < 1'000'000; ++turn) {
            for (Side &side : m_sides)
                act(side, count);
            if (isDone(m_sides[0], count) && isDone(m_sides[1], count))
                return true;
            m_now += millisecond;
            deliver();
        }
        return false;
    }

    /// Times that the other side's messages have arrived as new, by number.
    const std::map<std::uint32_t, int> &arrivals(int side) const { return m_sides[side].arrivals; }

private:
    struct Side
    {
        std::unique_ptr<MessageStream> stream;
        std::map<std::uint32_t, int> arrivals;
        std::uint32_t committed = 0;
        std::uint32_t acknowledged = 0;
    };
    struct Datagram
    {
        int to;
        std::vector<std::uint8_t> bytes;
    };

    static bool isDone(const Side &side, std::uint32_t count)
    {
        return side.acknowledged == count && side.arrivals.size() == count;
    }
    double chance() { return std::uniform_real_distribution<>()(m_random); }

    void put(const Side &from, ByteView message)
    {
        const int to = &from == &m_sides[0] ? 1 : 0;
        for (int copies = chance() < 0.1 ? 2 : 1; copies > 0; --copies) {
            if (chance() < m_loss)
                continue;
            const auto delay = Nanoseconds(chance() * 40 * millisecond);
            m_underWay.emplace(m_now + delay, Datagram{to, {message.begin(), message.end()}});
        }
    }

    void act(Side &side, std::uint32_t count)
    {
        MessageStream &stream = *side.stream;
        while (side.committed < count && stream.hasRoom()) {
            commitOne(stream);
            ++side.committed;
        }
        stream.sendDue(m_now, [&](ByteSpan message) {
            put(side, message);
            return true;
        });
        if (stream.isAcknowledgementDue(m_now)) {
            std::vector<std::uint8_t> keepAlive(v1::keepAliveSize);
            v1::refreshAcknowledgement(keepAlive, stream.acknowledgement());
            put(side, keepAlive);
            stream.acknowledgementSent();
        }
    }

    void deliver()
    {
        while (!m_underWay.empty() && m_underWay.begin()->first <= m_now) {
            const Datagram datagram = m_underWay.begin()->second;
            m_underWay.erase(m_underWay.begin());
            Side &side = m_sides[datagram.to];
            side.stream->acknowledged(acknowledgementIn(datagram.bytes), m_now,
                                      [&side](std::uint32_t, ByteView) { ++side.acknowledged; });
            if (datagram.bytes.size() != v1::sessionHeaderSize)
                continue;
            const std::uint32_t number = numberOf(datagram.bytes);
            const Arrival arrival = side.stream->arrived(number, m_now);
            if (arrival == Arrival::New)
                ++side.arrivals[number];
            QVERIFY(arrival != Arrival::Beyond);
        }
    }

    std::mt19937_64 m_random;
    double m_loss;
    Nanoseconds m_now = boot;
    std::array<Side, 2> m_sides;
    std::multimap<Nanoseconds, Datagram> m_underWay;
};

} // namespace

void tst_MessageStream::everythingArrivesOnce_data()
{
    QTest::addColumn<double>("loss");
    QTest::addColumn<quint32>("first");
    QTest::newRow("sound path") << 0.0 << 1U;
    QTest::newRow("sound path, numbers wrap around") << 0.0 << 0xffff'fff0U;
    QTest::newRow("a tenth is lost, numbers wrap around") << 0.1 << 0xffff'ff00U;
    QTest::newRow("a third is lost") << 0.33 << 1U;
    QTest::newRow("half is lost, the sign changes") << 0.5 << 0x7fff'ff80U;
}

void tst_MessageStream::everythingArrivesOnce()
{
    QFETCH(const double, loss);
    QFETCH(const quint32, first);
    constexpr std::uint32_t count = 2'000;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        LossyPath path(loss, first, seed);
        QVERIFY(path.run(count));
        for (const int side : {0, 1}) {
            QCOMPARE(path.arrivals(side).size(), std::size_t{count});
            for (std::uint32_t i = 0; i < count; ++i)
                QCOMPARE(path.arrivals(side).at(first + i), 1);
        }
    }
}

QTEST_APPLESS_MAIN(tst_MessageStream)
#include "tst_messagestream.moc"
