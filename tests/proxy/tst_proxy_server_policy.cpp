// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "clientlimits.h"
#include "log.h"
#include "outcome.h"
#include "policy.h"
#include "ratelimits.h"
#include "tokentable.h"

#include "fakeclock.h"

#include <QtTest>

#include <array>
#include <map>
#include <random>

#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;

/// Who may do what, and how much of it.
class tst_Proxy_Server_Policy : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void destinations_data();
    void destinations();
    void clients();
    void grants();
    void bucket();
    void bucketOverYears();
    void limitsTakeFromAllOrNone();
    void bytesAreLimited();
    void destinationsAreBounded();
    void sessionsOfAnAddressShareLimits();
    void tokenTable();
    void logIsLimited();
    void logDoesNotWait();
    void outcomes();
};

namespace {

IpAddress address(const QString &text)
{
    return *parseAddress(text);
}

Settings withNetworks(const QStringList &allow, const QStringList &deny)
{
    Settings settings;
    for (const QString &text : allow)
        settings.allow.push_back(*Network::parse(text));
    for (const QString &text : deny)
        settings.deny.push_back(*Network::parse(text));
    return settings;
}

constexpr Nanoseconds start = 1'000 * second;

} // namespace

void tst_Proxy_Server_Policy::destinations_data()
{
    QTest::addColumn<QStringList>("allow");
    QTest::addColumn<QStringList>("deny");
    QTest::addColumn<QString>("target");
    QTest::addColumn<int>("reason"); // 0: none
    constexpr int denied = int(v1::RefusalReason::DestinationDenied);
    constexpr int forbidden = int(v1::RefusalReason::DestinationForbidden);
    const QStringList none;
    QTest::newRow("no rules") << none << none << u"192.0.2.1"_s << 0;
    QTest::newRow("loopback") << none << none << u"127.0.0.1"_s << 0;
    QTest::newRow("allowed") << QStringList{u"192.0.2.0/24"_s} << none << u"192.0.2.1"_s << 0;
    QTest::newRow("not allowed") << QStringList{u"192.0.2.0/24"_s} << none << u"192.0.3.1"_s
                                 << denied;
    QTest::newRow("other family") << QStringList{u"0.0.0.0/0"_s} << none << u"2001:db8::1"_s
                                  << denied;
    QTest::newRow("denied") << none << QStringList{u"10.0.0.0/8"_s} << u"10.1.1.1"_s << denied;
    QTest::newRow("deny wins") << QStringList{u"10.1.0.0/16"_s} << QStringList{u"10.0.0.0/8"_s}
                               << u"10.1.1.1"_s << denied;
    for (const QString &target :
         {u"224.0.0.1"_s, u"239.255.255.255"_s, u"255.255.255.255"_s, u"0.0.0.0"_s, u"0.1.2.3"_s,
          u"240.0.0.1"_s, u"192.0.2.255"_s, u"::"_s, u"ff02::1"_s}) {
        QTest::addRow("never %s", qPrintable(target))
                << QStringList{u"0.0.0.0/0"_s, u"::/0"_s} << none << target << forbidden;
    }
}

void tst_Proxy_Server_Policy::destinations()
{
    QFETCH(QStringList, allow);
    QFETCH(QStringList, deny);
    QFETCH(QString, target);
    QFETCH(int, reason);
    const Policy policy(withNetworks(allow, deny), v1::FeatureIpv4, {address(u"192.0.2.255"_s)});
    const auto refusal = policy.refusal(address(target));
    QCOMPARE(refusal ? int(*refusal) : 0, reason);
}

void tst_Proxy_Server_Policy::clients()
{
    Settings settings;
    settings.allowPlaintextFrom = {*Network::parse(u"192.0.2.0/24"_s)};
    const Policy policy(settings, v1::FeatureIpv4);
    QCOMPARE(policy.kindOf(address(u"127.0.0.1"_s)), ClientKind::Local);
    QCOMPARE(policy.kindOf(address(u"127.8.0.1"_s)), ClientKind::Local);
    QCOMPARE(policy.kindOf(address(u"::1"_s)), ClientKind::Local);
    QCOMPARE(policy.kindOf(address(u"192.0.2.9"_s)), ClientKind::Remote);
    QCOMPARE(policy.kindOf(address(u"192.0.3.9"_s)), ClientKind::Denied);
    QCOMPARE(policy.kindOf(address(u"2001:db8::1"_s)), ClientKind::Denied);
}

void tst_Proxy_Server_Policy::grants()
{
    const Policy policy({}, v1::FeatureIpv4 | v1::FeatureIpv6);
    const v1::Grant local = policy.grant(ClientKind::Local, {});
    QCOMPARE(local.outstanding, 16'384U);
    QCOMPARE(local.rate, 0U);
    QCOMPARE(local.burst, 0U);
    QCOMPARE(local.features, std::uint16_t{v1::AllFeatures});
    const v1::Grant remote = policy.grant(ClientKind::Remote, {});
    QCOMPARE(remote.rate, 200U);
    QCOMPARE(remote.burst, 200U);
    QCOMPARE(remote.features, std::uint16_t{v1::FeatureIpv4 | v1::FeatureIpv6});
    v1::Open wishes;
    wishes.outstanding = 5;
    wishes.rate = 1'000;
    wishes.payloadSize = 100;
    QCOMPARE(policy.grant(ClientKind::Local, wishes).outstanding, 5U);
    QCOMPARE(policy.grant(ClientKind::Local, wishes).rate, 1'000U);
    QCOMPARE(policy.grant(ClientKind::Local, wishes).payloadSize, std::uint16_t{100});
    QCOMPARE(policy.grant(ClientKind::Remote, wishes).rate, 200U);
    // What is granted has to be what the protocol can carry.
    for (const ClientKind kind : {ClientKind::Local, ClientKind::Remote}) {
        v1::Opened opened;
        opened.grant = policy.grant(kind, {});
        const auto bytes = v1::encode(opened);
        v1::Opened decoded;
        QVERIFY(!v1::decode(bytes, decoded));
        QCOMPARE(decoded, opened);
    }
}

void tst_Proxy_Server_Policy::bucket()
{
    const TokenRate rate{10, 5};
    TokenBucket bucket;
    const auto take = [&](std::uint32_t amount, Nanoseconds now) {
        if (!bucket.has(rate, amount, now))
            return false;
        bucket.spend(rate, amount, now);
        return true;
    };
    for (int i = 0; i < 5; ++i)
        QVERIFY(take(1, start));
    QVERIFY(!take(1, start));
    QVERIFY(!take(1, start + 99 * millisecond));
    QVERIFY(take(1, start + 100 * millisecond));
    QVERIFY(!take(1, start + 100 * millisecond));
    QVERIFY(!bucket.isFull(start + 599 * millisecond));
    QVERIFY(bucket.isFull(start + 600 * millisecond));
    // More than it can ever hold asks for a full one, and has to be earned back.
    QVERIFY(!take(20, start + 500 * millisecond));
    QVERIFY(take(20, start + 600 * millisecond));
    QVERIFY(!take(1, start + 2'000 * millisecond));
    QVERIFY(take(1, start + 2'200 * millisecond));
    QVERIFY(TokenBucket().has({0, 0}, 1'000'000, start)); // unlimited
}

void tst_Proxy_Server_Policy::bucketOverYears()
{
    const Allowance allowance = Allowance::ofRate(10'000'000);
    AllowanceBuckets buckets;
    std::mt19937 random(1);
    Nanoseconds now = 0;
    std::uint64_t passed = 0;
    for (int i = 0; i < 1'000'000; ++i) {
        now += random() % 200;
        if (buckets.has(allowance, 1'500, now)) {
            buckets.spend(allowance, 1'500, now);
            ++passed;
        }
    }
    // Bytes are bounded by what 32 bits hold: 4.29 GB/s, that is 2.86 million packets of 1500.
    const double burst = 4'294'967'295.0 / 1'500;
    QVERIFY(static_cast<double>(passed) <= static_cast<double>(now) / 1e9 * burst + burst + 1);
    constexpr Nanoseconds tenYears = 315'576'000 * second;
    QVERIFY(buckets.has(allowance, 65'535, tenYears));
    buckets.spend(allowance, 65'535, tenYears);
    QVERIFY(buckets.has(allowance, 65'535, tenYears));
}

void tst_Proxy_Server_Policy::limitsTakeFromAllOrNone()
{
    RateLimits limits(Allowance::ofRate(4));
    RateLimits::Client client{Allowance::ofRate(10), Allowance::ofRate(2), {}};
    const IpAddress one = address(u"192.0.2.1"_s);
    const IpAddress two = address(u"192.0.2.2"_s);
    QVERIFY(!limits.admit(client, one, 100, start));
    QVERIFY(!limits.admit(client, one, 100, start));
    for (int i = 0; i < 50; ++i) // refused, so nothing is spent
        QCOMPARE(limits.admit(client, one, 100, start), v1::RefusalReason::DestinationRate);
    QVERIFY(!limits.admit(client, two, 100, start));
    QVERIFY(!limits.admit(client, two, 100, start));
    for (int i = 0; i < 50; ++i)
        QCOMPARE(limits.admit(client, address(u"192.0.2.3"_s), 100, start),
                 v1::RefusalReason::TotalRate);
    QVERIFY(!limits.admit(client, address(u"192.0.2.3"_s), 100, start + 250 * millisecond));
    // Another client shares destinations and total, but not its own allowance.
    RateLimits::Client small{Allowance::ofRate(1), Allowance::ofRate(0), {}};
    QVERIFY(!limits.admit(small, one, 100, start + 500 * millisecond));
    QCOMPARE(limits.admit(small, one, 100, start + 999 * millisecond),
             v1::RefusalReason::ClientRate);
}

void tst_Proxy_Server_Policy::bytesAreLimited()
{
    RateLimits limits(Allowance::ofRate(0));
    RateLimits::Client client{Allowance::ofRate(100), Allowance::ofRate(0), {}};
    const IpAddress target = address(u"192.0.2.1"_s);
    int admitted = 0;
    while (!limits.admit(client, target, 15'000, start))
        ++admitted;
    QCOMPARE(admitted, 10);
}

void tst_Proxy_Server_Policy::destinationsAreBounded()
{
    RateLimits limits(Allowance::ofRate(0));
    RateLimits::Client client{Allowance::ofRate(0), Allowance::ofRate(1), {}};
    constexpr std::uint32_t count = 200'000;
    std::uint32_t admitted = 0;
    for (std::uint32_t i = 0; i < count; ++i)
        admitted += limits.admit(client, IpAddress::v4(0x0a000000 + i), 84, start) ? 0 : 1;
    QVERIFY(admitted <= 65'536 && admitted > 60'000);
    // Once the old ones are full again, there is room for others.
    for (std::uint32_t i = 0; i < 1'000; ++i)
        QVERIFY(!limits.admit(client, IpAddress::v4(0x0b000000 + i), 84, start + 1 * second));
}

void tst_Proxy_Server_Policy::sessionsOfAnAddressShareLimits()
{
    const Policy policy({}, v1::FeatureIpv4);
    ClientLimits clients(policy);
    const IpAddress remote = address(u"192.0.2.1"_s);
    const auto first = clients.acquire(remote, ClientKind::Remote, start);
    QCOMPARE(clients.acquire(remote, ClientKind::Remote, start), first);
    QVERIFY(clients.acquire(address(u"192.0.2.2"_s), ClientKind::Remote, start) != first);
    QCOMPARE(clients.acquire(address(u"2001:db8::1"_s), ClientKind::Remote, start),
             clients.acquire(address(u"2001:db8::2"_s), ClientKind::Remote, start));
    QVERIFY(clients.acquire(address(u"::1"_s), ClientKind::Local, start) !=
            clients.acquire(address(u"::1"_s), ClientKind::Local, start));
    std::vector<std::shared_ptr<RateLimits::Client>> sessions;
    while (auto limits = clients.acquire(remote, ClientKind::Remote, start))
        sessions.push_back(std::move(limits));
    QCOMPARE(sessions.size(), std::size_t{63}); // with the first
    sessions.pop_back();
    QVERIFY(clients.acquire(remote, ClientKind::Remote, start));
}

void tst_Proxy_Server_Policy::tokenTable()
{
    TokenTable table;
    std::map<std::uint64_t, std::uint64_t> expected;
    std::mt19937_64 random(7);
    for (int i = 0; i < 200'000; ++i) {
        const std::uint64_t token = random() % 3'000;
        if (!expected.contains(token)) {
            table.insert(token, random() | 1);
            expected[token] = *table.find(token);
        } else if (random() % 2 == 0) {
            table.remove(token);
            expected.erase(token);
        }
        const auto known = expected.find(token);
        const std::uint64_t *const found = table.find(token);
        QCOMPARE(found != nullptr, known != expected.end());
        if (found)
            QCOMPARE(*found, known->second);
        QCOMPARE(table.size(), expected.size());
    }
    // What has been many at one time costs nothing later.
    for (std::uint64_t token = 10'000; token < 20'000; ++token)
        table.insert(token, 1);
    for (std::uint64_t token = 10'000; token < 20'000; ++token)
        table.remove(token);
    QVERIFY(table.capacity() <= std::max<std::size_t>(16, expected.size() * 8));
    std::size_t visited = 0;
    table.forEach([&](std::uint64_t token, std::uint64_t value) {
        ++visited;
        QCOMPARE(expected.at(token), value);
    });
    QCOMPARE(visited, expected.size());
}

void tst_Proxy_Server_Policy::logIsLimited()
{
    sim::FakeTime time;
    const sim::FakeClock clock(time);
    QStringList lines;
    Log log(clock, false, [&](const QString &line) { lines.append(line); });
    for (int i = 0; i < 1'000; ++i)
        log.tell(Log::Topic::Refused, u"no"_s);
    QCOMPARE(lines.size(), 5);
    log.tell(Log::Topic::Limit, u"another topic"_s);
    log.tell(Log::Topic::Service, u"always"_s);
    log.debug(Log::Topic::System, u"not wanted"_s);
    QCOMPARE(lines.size(), 7);
    time.advanceTo(time.monotonic() + 10 * second);
    log.tell(Log::Topic::Refused, u"no"_s);
    QCOMPARE(lines.last(), u"no (995 lines like this were left out)"_s);
}

/// For whoever reads it, nor for words that nobody will read.
void tst_Proxy_Server_Policy::logDoesNotWait()
{
    sim::FakeTime time;
    const sim::FakeClock clock(time);
    std::array<int, 2> pipe{};
    QCOMPARE(::pipe2(pipe.data(), O_CLOEXEC), 0);
    const int before = ::dup(STDERR_FILENO);
    QVERIFY(before >= 0 && ::dup2(pipe[1], STDERR_FILENO) >= 0);
    Log log(clock, false);
    const QString line(1'000, u'x');
    for (int i = 0; i < 1'000; ++i) // a pipe holds 64 KiB
        log.tell(Log::Topic::Service, line);
    QVERIFY(::dup2(before, STDERR_FILENO) >= 0);
    for (const int descriptor : {before, pipe[0], pipe[1]})
        ::close(descriptor);

    int asked = 0;
    Log quiet(clock, false, [](const QString &) {});
    for (int i = 0; i < 100; ++i) {
        quiet.tell(Log::Topic::Limit, [&asked] { return QString::number(++asked); });
        quiet.debug(Log::Topic::Session, [&asked] { return QString::number(++asked); });
    }
    QCOMPARE(asked, 5);
}

void tst_Proxy_Server_Policy::outcomes()
{
    EngineEvent event;
    event.kind = EngineEvent::Kind::Succeeded;
    event.context = 42;
    event.target = address(u"192.0.2.1"_s);
    event.responder = event.target;
    event.sentAtWall = 1'000;
    event.roundTripTime = 2'000;
    event.ttl = 64;
    event.payloadSize = 56;
    v1::Result result = *resultOf(event);
    QCOMPARE(result.outcome, v1::Outcome::Reply);
    QCOMPARE(result.token, 42U);
    QVERIFY(result.responder.isNull()); // the target is not told twice
    event.responder = address(u"192.0.2.2"_s);
    QCOMPARE(resultOf(event)->responder, event.responder);

    event.kind = EngineEvent::Kind::Failed;
    const auto failed = [&](const Failure &failure) {
        event.failure = failure;
        return *resultOf(event);
    };
    QCOMPARE(failed({.code = FailureCode::Timeout}).outcome, v1::Outcome::Timeout);
    QCOMPARE(failed({.code = FailureCode::Canceled}).outcome, v1::Outcome::Canceled);
    QCOMPARE(failed(interruption(InterruptionCause::Suspended)).interruption,
             v1::InterruptionCause::Suspended);
    Failure failure;
    failure.code = FailureCode::PacketTooBig;
    failure.mtu = 1'280;
    QCOMPARE(failed(failure).outcome, v1::Outcome::SendError); // by our own system
    QCOMPARE(failed(failure).sendError, v1::SendErrorClass::PacketTooBig);
    failure.icmpType = 3;
    failure.icmpCode = 4;
    result = failed(failure); // by a router
    QCOMPARE(result.outcome, v1::Outcome::IcmpError);
    QCOMPARE(result.mtu, 1'280U);
    QCOMPARE(result.time, 2'000);
    event.kind = EngineEvent::Kind::Released;
    QVERIFY(!resultOf(event));
    // Nothing that an event can hold may be unencodable, or a ping would never end.
    event.kind = EngineEvent::Kind::Late;
    event.roundTripTime = -1;
    event.sentAtWall = -5;
    event.responder = IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 1, 2, 3, 4});
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    v1::ResultWriter writer(buffer, {}, 0, 0);
    QCOMPARE(writer.add(*resultOf(event)), v1::Added::Yes);
}

QTEST_GUILESS_MAIN(tst_Proxy_Server_Policy)
#include "tst_proxy_server_policy.moc"
