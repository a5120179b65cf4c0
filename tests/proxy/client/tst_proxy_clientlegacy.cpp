// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "localproxy.h"
#include "netnamespace.h"

#include "codec/legacyframe.h"

#include <QIcmpManager>

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::support;
using namespace std::chrono_literals;
using Code = QIcmpError::Code;

/// The protocol of the gem icmp4em, with its proxy: setProxy() with Protocol::Icmp4em.
class tst_ProxyClientLegacy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void replies();
    void sizes_data();
    void sizes();
    void silenceIsATimeout();
    void nobodyThereIsUnavailable();
    void whatDoesNotLeaveIsNoTimeout();
    void deathInterruptsWhatIsUnderWay();
    void foreignAnswersAreNotBelieved();
    void whatItCantCarryIsRefused_data();
    void whatItCantCarryIsRefused();
};

namespace {

const QHostAddress target(u"192.0.2.1"_s);

/// The gem's proxy, without the network behind it.
class GemProxy
{
public:
    GemProxy() : m_port(v1::defaultPort, [this](ByteView datagram) { answer(datagram); }) {}

    bool answers = true;
    std::function<void(std::vector<std::uint8_t> &)> forges; ///< changes an answer
    std::vector<IpAddress> targets;
    int malformed = 0;

private:
    void answer(ByteView datagram)
    {
        const auto parsed = v0::parseRequest(datagram);
        const auto *request = std::get_if<v0::LegacyRequest>(&parsed);
        if (!request) {
            ++malformed;
            return;
        }
        targets.push_back(request->target);
        std::vector<std::uint8_t> packet(request->packet.size());
        v0::writeReply(packet, *request);
        if (forges)
            forges(packet);
        if (answers)
            m_port.reply(packet);
    }

    LocalPort m_port;
};

struct Application
{
    Application()
    {
        QIcmpProxy proxy;
        proxy.setProtocol(QIcmpProxy::Protocol::Icmp4em);
        manager.setProxy(proxy);
        manager.setRetries(0);
        manager.setTimeout(300ms);
        QObject::connect(&manager, &QIcmpManager::succeeded,
                         [this](const QIcmpReply &reply) { replies.append(reply); });
        QObject::connect(&manager, &QIcmpManager::failed,
                         [this](const QIcmpError &error) { errors.append(error); });
    }

    bool waitForEnds(int ends, int limit = 3'000)
    {
        return QTest::qWaitFor([this, ends] { return replies.size() + errors.size() >= ends; },
                               limit);
    }

    QIcmpManager manager;
    QList<QIcmpReply> replies;
    QList<QIcmpError> errors;
};

} // namespace

void tst_ProxyClientLegacy::replies()
{
    GemProxy proxy;
    Application application;
    for (int i = 0; i < 100; ++i)
        application.manager.ping(target);
    application.manager.ping(u"127.0.0.1"_s);
    QVERIFY(application.waitForEnds(101));
    QCOMPARE(application.replies.size(), 101);
    QCOMPARE(application.manager.activeBackend(), QIcmpManager::Backend::Proxy);
    QCOMPARE(proxy.targets.size(), std::size_t{101});
    QCOMPARE(proxy.malformed, 0);
    const QIcmpReply &reply = application.replies.first();
    QCOMPARE(reply.target(), target);
    QCOMPARE(reply.responder(), target);
    QCOMPARE(reply.payloadSize(), 56);
    QCOMPARE(reply.ttl(), -1); // nobody tells
    QCOMPARE(reply.timestampSource(), QIcmpReply::TimestampSource::Userspace);
    QVERIFY(reply.roundTripTime() > 0ns && reply.roundTripTime() < 300ms);
}

void tst_ProxyClientLegacy::sizes_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {0, 1, 15, 16, 1'472, 9'000, 65'482})
        QTest::addRow("%d", size) << size;
}

void tst_ProxyClientLegacy::sizes()
{
    QFETCH(const int, size);
    GemProxy proxy;
    Application application;
    QIcmpOptions options;
    options.setPayload("payload of the application's"); // this protocol carries it
    options.setPayloadSize(size);
    application.manager.ping(target, options);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.replies.size(), 1);
    QCOMPARE(application.replies.first().payloadSize(), size);
}

void tst_ProxyClientLegacy::silenceIsATimeout()
{
    GemProxy proxy;
    proxy.answers = false;
    Application application;
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(application.errors.size(), 1);
    QCOMPARE(application.errors.first().code(), Code::Timeout);
}

void tst_ProxyClientLegacy::nobodyThereIsUnavailable()
{
    Application application;
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1, 250)); // before the timeout
    QCOMPARE(application.errors.size(), 1);
    QCOMPARE(application.errors.first().code(), Code::ProxyUnavailable);
    const QString message = application.errors.first().message();
    QVERIFY2(message.contains(u"127.0.0.1:63312"_s), qPrintable(message));
}

void tst_ProxyClientLegacy::whatDoesNotLeaveIsNoTimeout()
{
    GemProxy proxy;
    Application application;
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1));
    QCOMPARE(configureNetwork(u"addr del 127.0.0.1/8 dev lo"_s), QString());
    application.manager.ping(target);
    const bool ended = application.waitForEnds(2);
    QCOMPARE(configureNetwork(u"addr add 127.0.0.1/8 dev lo"_s), QString());
    QVERIFY(ended);
    QCOMPARE(application.errors.size(), 1);
    QCOMPARE(application.errors.first().code(), Code::NetworkUnreachable);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(3));
    QCOMPARE(application.replies.size(), 2);
}

void tst_ProxyClientLegacy::deathInterruptsWhatIsUnderWay()
{
    auto proxy = std::make_unique<GemProxy>();
    Application application;
    application.manager.setTimeout(30s);
    application.manager.ping(target);
    QVERIFY(application.waitForEnds(1));
    proxy->answers = false;
    for (int i = 0; i < 3; ++i)
        application.manager.ping(target);
    QVERIFY(QTest::qWaitFor([&] { return proxy->targets.size() == 4; }));
    proxy.reset();
    application.manager.ping(target); // by which it is noticed
    QVERIFY(application.waitForEnds(5));
    for (const QIcmpError &error : application.errors)
        QCOMPARE(error.code(), Code::Interrupted);
    application.manager.ping(target); // that nobody pings is known by now
    QVERIFY(application.waitForEnds(6));
    QCOMPARE(application.errors.last().code(), Code::ProxyUnavailable);
}

void tst_ProxyClientLegacy::foreignAnswersAreNotBelieved()
{
    GemProxy proxy;
    Application application;
    for (const int at : {4, 6, 20, 40}) { // identifier, sequence number, mark, filling
        proxy.forges = [at](std::vector<std::uint8_t> &packet) {
            packet[std::size_t(at)] ^= 0x40;
            const ByteSpan bytes(packet);
            finishEchoReply(Family::IPv4, read16(bytes, 4), read16(bytes, 6), bytes);
        };
        application.manager.ping(target);
    }
    QVERIFY(application.waitForEnds(4));
    QVERIFY(application.replies.isEmpty());
}

void tst_ProxyClientLegacy::whatItCantCarryIsRefused_data()
{
    QTest::addColumn<QIcmpOptions>("options");
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("words");
    QIcmpOptions options;
    QTest::newRow("IPv6") << options << u"2001:db8::1"_s << u"IPv4 only"_s;
    options.setTtl(3);
    QTest::newRow("ttl") << options << u"192.0.2.1"_s << u"no options"_s;
    options = {};
    options.setBroadcast(true);
    QTest::newRow("broadcast") << options << u"192.0.2.255"_s << u"no broadcasts"_s;
}

void tst_ProxyClientLegacy::whatItCantCarryIsRefused()
{
    QFETCH(const QIcmpOptions, options);
    QFETCH(const QString, host);
    QFETCH(const QString, words);
    GemProxy proxy;
    Application application;
    application.manager.ping(host, options);
    QVERIFY(application.waitForEnds(1, 200));
    QCOMPARE(application.errors.first().code(), Code::InvalidArgument);
    const QString message = application.errors.first().message();
    QVERIFY2(message.contains(words), qPrintable(message));
    QVERIFY(proxy.targets.empty());
}

QICMP_NETWORK_TEST_MAIN(tst_ProxyClientLegacy)
#include "tst_proxy_clientlegacy.moc"
