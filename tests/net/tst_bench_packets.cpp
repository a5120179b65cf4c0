// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "answers.h"
#include "capture/packetcapture.h"
#include "echosocket.h"
#include "netnamespace.h"
#include "tunhost.h"

#include <QtTest>

#include <bit>
#include <cerrno>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;

namespace {

constexpr quint16 id = Answers::id;
constexpr quint16 sequence = Answers::sequence;

Address address(const QString &text)
{
    return *Address::parse(text.toStdString());
}

int differingBits(ByteView left, ByteView right)
{
    int bits = 0;
    for (std::size_t at = 0; at < std::min(left.size(), right.size()); ++at)
        bits += std::popcount(static_cast<unsigned>(left[at] ^ right[at]));
    return bits;
}

} // namespace

/// Every kind of packet the bench can write, judged by a parser of its own and by the kernel.
class tst_BenchPackets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void errors_data();
    void errors();
    void kernelUnderstandsErrors_data();
    void kernelUnderstandsErrors();
    void notices_data();
    void notices();
    void damagedReplies_data();
    void damagedReplies();
    void optionsBeforeReply_data();
    void optionsBeforeReply();
    void hopsAndPathMtu_data();
    void hopsAndPathMtu();
    void forgeries_data();
    void forgeries();
};

void tst_BenchPackets::errors_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("code");
    QTest::addColumn<quint32>("word");
    const QString v4 = u"10.77.0.5"_s;
    const QString v6 = u"fd77::5"_s;
    QTest::newRow("host unreachable") << v4 << u"unreachable 1"_s << 3 << 1 << 0U;
    QTest::newRow("prohibited") << v4 << u"unreachable 13"_s << 3 << 13 << 0U;
    QTest::newRow("time exceeded") << v4 << u"time-exceeded"_s << 11 << 0 << 0U;
    QTest::newRow("reassembly") << v4 << u"time-exceeded code 1"_s << 11 << 1 << 0U;
    QTest::newRow("too big") << v4 << u"too-big 1400"_s << 3 << 4 << 1400U;
    QTest::newRow("parameter") << v4 << u"parameter-problem 20"_s << 12 << 0 << (20U << 24);
    QTest::newRow("no route v6") << v6 << u"unreachable 0"_s << 1 << 0 << 0U;
    QTest::newRow("address v6") << v6 << u"unreachable 3"_s << 1 << 3 << 0U;
    QTest::newRow("time exceeded v6") << v6 << u"time-exceeded"_s << 3 << 0 << 0U;
    QTest::newRow("too big v6") << v6 << u"too-big 1400"_s << 2 << 0 << 1400U;
    QTest::newRow("parameter v6") << v6 << u"parameter-problem 40 code 1"_s << 4 << 1 << 40U;
}

void tst_BenchPackets::errors()
{
    QFETCH(const QString, host);
    QFETCH(const QString, rule);
    QFETCH(const int, type);
    QFETCH(const int, code);
    QFETCH(const quint32, word);
    for (const bool quoteAll : {true, false}) {
        const quint64 complaints = kernelComplaints();
        const Answers answers =
                askHost(host, {host + u' ' + rule + (quoteAll ? u" quote all"_s : u" quote 8"_s)});
        QVERIFY2(answers.failure.isEmpty(), qPrintable(answers.failure));
        QCOMPARE(answers.packets.size(), 1U);
        const IcmpMessage error = *answers.packets.front().message();
        QCOMPARE(error.source, address(host.contains(u':') ? u"fd77::fe"_s : u"10.77.0.254"_s));
        QCOMPARE(int{error.type}, type);
        QCOMPARE(int{error.code}, code);
        QCOMPARE(error.word, word);
        QVERIFY(error.headerChecksumValid);
        QVERIFY(error.icmpChecksumValid);
        const std::optional<QuotedEcho> quote = quotedEcho(error);
        QVERIFY(quote);
        QCOMPARE(quote->destination, address(host));
        QCOMPARE(quote->id, id);
        QCOMPARE(quote->sequence, sequence);
        QCOMPARE(quote->icmpBytes, quoteAll ? 64U : 8U);
        QCOMPARE(differingBits(error.payload, answers.request.bytes), 0);
        QCOMPARE(kernelComplaints(), complaints);

        const HostTotals totals = answers.log.totals.value(host);
        QCOMPARE(totals.errors, 1U);
        QCOMPARE(totals.replies + totals.damaged + totals.dropped, 0U);
        QCOMPARE(answers.log.requestsTo(host).constFirst().fate, u"error"_s);
    }
}

void tst_BenchPackets::kernelUnderstandsErrors_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("systemError");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("code");
    QTest::addColumn<quint32>("info");
    const QString v4 = u"10.77.0.5"_s;
    const QString v6 = u"fd77::5"_s;
    QTest::newRow("host unreachable") << v4 << u"unreachable 1"_s << EHOSTUNREACH << 3 << 1 << 0U;
    QTest::newRow("time exceeded") << v4 << u"time-exceeded"_s << EHOSTUNREACH << 11 << 0 << 0U;
    QTest::newRow("too big") << v4 << u"too-big 1400"_s << EMSGSIZE << 3 << 4 << 1400U;
    QTest::newRow("parameter") << v4 << u"parameter-problem 20"_s << EPROTO << 12 << 0 << 20U;
    QTest::newRow("prohibited v6") << v6 << u"unreachable 1"_s << EACCES << 1 << 1 << 0U;
    QTest::newRow("time exceeded v6") << v6 << u"time-exceeded"_s << EHOSTUNREACH << 3 << 0 << 0U;
    QTest::newRow("too big v6") << v6 << u"too-big 1400"_s << EMSGSIZE << 2 << 0 << 1400U;
    QTest::newRow("parameter v6") << v6 << u"parameter-problem 40"_s << EPROTO << 4 << 0 << 40U;
}

void tst_BenchPackets::kernelUnderstandsErrors()
{
    QFETCH(const QString, host);
    QFETCH(const QString, rule);
    QFETCH(const int, systemError);
    QFETCH(const int, type);
    QFETCH(const int, code);
    QFETCH(const quint32, info);
    QCOMPARE(allowPingSockets(true), QString());
    for (const QString &quote : {u" quote all"_s, u" quote 8"_s}) {
        TunHost tun({.rules = {host + u' ' + rule + quote}});
        QVERIFY2(tun.start(), qPrintable(tun.errorString()));
        EchoSocket socket;
        QCOMPARE(socket.open(address(host).family, EchoSocket::Datagram), std::string());
        QVERIFY(socket.send(address(host), id, sequence));
        const std::optional<KernelError> error = socket.awaitError(1s);
        QVERIFY2(error, "the kernel matched no error with the request");
        QCOMPARE(error->systemError, systemError);
        QCOMPARE(error->type, type);
        QCOMPARE(error->code, code);
        QCOMPARE(error->info, info);
        QCOMPARE(error->target, address(host));
        QCOMPARE(error->offender, address(host.contains(u':') ? u"fd77::fe"_s : u"10.77.0.254"_s));
    }
}

void tst_BenchPackets::notices_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("code");
    QTest::addColumn<quint32>("word");
    QTest::newRow("redirect") << u"10.77.0.5"_s << u"redirect 10.77.0.253"_s << 5 << 1
                              << 0x0a4d00fdU;
    QTest::newRow("source quench") << u"10.77.0.5"_s << u"source-quench"_s << 4 << 0 << 0U;
    QTest::newRow("redirect v6") << u"fd77::5"_s << u"redirect fe80::1 from fe80::fe"_s << 137 << 0
                                 << 0U;
}

void tst_BenchPackets::notices()
{
    QFETCH(const QString, host);
    QFETCH(const QString, rule);
    QFETCH(const int, type);
    QFETCH(const int, code);
    QFETCH(const quint32, word);
    const Answers answers = askHost(host, {host + u' ' + rule});
    QVERIFY2(answers.failure.isEmpty(), qPrintable(answers.failure));
    QCOMPARE(answers.packets.size(), 2U);
    const IcmpMessage notice = *answers.packets.at(0).message();
    QCOMPARE(int{notice.type}, type);
    QCOMPARE(int{notice.code}, code);
    QCOMPARE(notice.word, word);
    QVERIFY(notice.icmpChecksumValid);
    const std::optional<QuotedEcho> quote = quotedEcho(notice);
    QVERIFY(quote);
    QCOMPARE(quote->sequence, sequence);
    QVERIFY(answers.packets.at(1).message()->isEchoReply()); // a notice ends nothing
    QCOMPARE(answers.log.totals.value(host).notices, 1U);
    QCOMPARE(answers.log.totals.value(host).replies, 1U);
}

void tst_BenchPackets::damagedReplies_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QString>("wrong");
    QTest::newRow("bit, fixed checksum") << u"corrupt checksum fixed"_s << u"bit"_s;
    QTest::newRow("bit, wrong checksum") << u"corrupt checksum wrong"_s << u"bit checksum"_s;
    QTest::newRow("half the payload") << u"truncate"_s << u"size28"_s;
    QTest::newRow("five bytes left") << u"truncate 5"_s << u"size5"_s;
    QTest::newRow("neighbour's address") << u"wrong-source"_s << u"source"_s;
    QTest::newRow("id") << u"wrong-id"_s << u"id"_s;
    QTest::newRow("sequence") << u"wrong-sequence"_s << u"sequence"_s;
    QTest::newRow("tag") << u"wrong-tag"_s << u"tag"_s;
    QTest::newRow("two at once") << u"wrong-id; wrong-tag"_s << u"id tag"_s;
}

void tst_BenchPackets::damagedReplies()
{
    QFETCH(const QString, rule);
    QFETCH(const QString, wrong);
    for (const QString &host : {u"10.77.0.5"_s, u"fd77::5"_s}) {
        const quint64 complaints = kernelComplaints();
        const Answers answers = askHost(host, {host + u' ' + rule});
        QVERIFY2(answers.failure.isEmpty(), qPrintable(answers.failure));
        QCOMPARE(answers.packets.size(), 1U);
        const IcmpMessage reply = *answers.packets.front().message();
        const IcmpMessage request = *answers.request.message();
        QVERIFY(reply.isEchoReply());
        QVERIFY(reply.headerChecksumValid);
        QCOMPARE(reply.icmpChecksumValid, !wrong.contains(u"checksum"));
        QCOMPARE(kernelComplaints() > complaints, wrong.contains(u"checksum"));
        QCOMPARE(reply.source == address(host), !wrong.contains(u"source"));
        QCOMPARE(reply.id == id, !wrong.contains(u"id"));
        QCOMPARE(reply.sequence == sequence, !wrong.contains(u"sequence"));
        const qsizetype size = wrong.startsWith(u"size") ? wrong.mid(4).toLongLong() : 56;
        QCOMPARE(static_cast<qsizetype>(reply.payload.size()), size);
        const int bits = wrong.contains(u"tag") ? 64 : wrong.contains(u"bit") ? 1 : 0;
        QCOMPARE(differingBits(reply.payload, request.payload), bits);
        QCOMPARE(answers.log.totals.value(host).damaged, 1U);
        QCOMPARE(answers.log.totals.value(host).replies, 0U);
    }
}

void tst_BenchPackets::optionsBeforeReply_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<std::size_t>("overhead");
    QTest::newRow("IPv4, IHL 6") << u"10.77.0.5"_s << std::size_t{20 + 4 + 8};
    QTest::newRow("IPv6, destination options") << u"fd77::5"_s << std::size_t{40 + 8 + 8};
}

void tst_BenchPackets::optionsBeforeReply()
{
    QFETCH(const QString, host);
    QFETCH(const std::size_t, overhead);
    TunHost tun({.rules = {host + u" ip-options"_s}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    EchoSocket socket;
    QCOMPARE(socket.open(address(host).family), std::string());
    QVERIFY(socket.send(address(host), id, sequence));
    QVERIFY(socket.awaitReplies(1, 1s)); // the kernel takes it for a sound reply
    const Answers answers = [&] {
        tun.stop();
        return askHost(host, {host + u" ip-options"_s});
    }();
    QVERIFY2(answers.failure.isEmpty(), qPrintable(answers.failure));
    QCOMPARE(answers.packets.size(), 1U);
    const IcmpMessage reply = *answers.packets.front().message();
    QVERIFY(reply.isEchoReply() && reply.headerChecksumValid && reply.icmpChecksumValid);
    QCOMPARE(reply.packetSize, overhead + reply.payload.size());
    QCOMPARE(answers.log.totals.value(host).replies, 1U);
}

void tst_BenchPackets::hopsAndPathMtu_data()
{
    QTest::addColumn<QString>("rule");
    QTest::addColumn<int>("hops");
    QTest::addColumn<std::size_t>("payload");
    QTest::addColumn<QString>("fate");
    QTest::newRow("the last router") << u"* hops 3"_s << 2 << std::size_t{56} << u"error"_s;
    QTest::newRow("just there") << u"* hops 3"_s << 3 << std::size_t{56} << u"replied"_s;
    QTest::newRow("fits") << u"* path-mtu 1300"_s << 64 << std::size_t{1252} << u"replied"_s;
    QTest::newRow("too big") << u"* path-mtu 1300"_s << 64 << std::size_t{1273} << u"error"_s;
}

void tst_BenchPackets::hopsAndPathMtu()
{
    QFETCH(const QString, rule);
    QFETCH(const int, hops);
    QFETCH(const std::size_t, payload);
    QFETCH(const QString, fate);
    for (const QString &host : {u"10.77.0.5"_s, u"fd77::5"_s}) {
        TunHost tun({.rules = {rule}});
        QVERIFY2(tun.start(), qPrintable(tun.errorString()));
        EchoSocket socket;
        QCOMPARE(socket.open(address(host).family), std::string());
        QVERIFY(socket.setTimeToLive(hops));
        QVERIFY(host.contains(u':') || socket.forbidFragments());
        QVERIFY(socket.send(address(host), id, sequence, payload));
        const std::optional<TunHostLog> log = tun.readLog();
        QVERIFY2(log, qPrintable(tun.errorString()));
        const LoggedRequest request = log->requestsTo(host).value(0);
        QCOMPARE(request.fate, fate);
        QCOMPARE(request.timeToLive, hops);
        QVERIFY(request.dontFragment);
        QCOMPARE(request.payloadSize, static_cast<int>(payload));
    }
}

void tst_BenchPackets::forgeries_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("victim");
    QTest::newRow("IPv4") << u"10.77.0.5"_s << u"10.77.0.9"_s;
    QTest::newRow("IPv6") << u"fd77::5"_s << u"fd77::9"_s;
}

void tst_BenchPackets::forgeries()
{
    QFETCH(const QString, host);
    QFETCH(const QString, victim);
    TunHost tun(
            {.rules = {victim + u" silent"_s,
                       u"%1 forge %2; forge %2 claim latest payload random"_s.arg(host, victim)}});
    QVERIFY2(tun.start(), qPrintable(tun.errorString()));
    PacketCapture capture;
    QCOMPARE(capture.start("tun0"), std::string());
    EchoSocket socket;
    QCOMPARE(socket.open(address(host).family), std::string());
    QVERIFY(socket.send(address(victim), 0x1111, 99));
    QVERIFY(socket.send(address(host), id, sequence));
    QVERIFY2(tun.settle(), qPrintable(tun.errorString()));

    std::vector<IcmpMessage> replies;
    Bytes payload;
    const std::vector<CapturedPacket> packets = capture.stop();
    for (const CapturedPacket &packet : packets) {
        const IcmpMessage message = *packet.message();
        if (packet.isOutgoing && message.destination == address(host))
            payload.assign(message.payload.begin(), message.payload.end());
        else if (!packet.isOutgoing)
            replies.push_back(message);
    }
    QCOMPARE(replies.size(), 3U);
    const IcmpMessage &copied = replies.at(0);
    QCOMPARE(copied.source, address(victim));
    QCOMPARE(copied.id, id);
    QCOMPARE(copied.sequence, sequence);
    QCOMPARE(differingBits(copied.payload, payload), 0);
    const IcmpMessage &guessed = replies.at(1);
    QCOMPARE(guessed.source, address(victim));
    QCOMPARE(guessed.id, 0x1111);
    QCOMPARE(guessed.sequence, 99);
    QVERIFY(differingBits(guessed.payload, payload) > 100);
    QVERIFY(copied.icmpChecksumValid && guessed.icmpChecksumValid);
    QCOMPARE(replies.at(2).source, address(host));
    const std::optional<TunHostLog> log = tun.stop();
    QVERIFY2(log, qPrintable(tun.errorString()));
    QCOMPARE(log->totals.value(host).forged, 2U);
    QCOMPARE(log->totals.value(victim).dropped, 1U);
}

QICMP_NETWORK_TEST_MAIN(tst_BenchPackets)
#include "tst_bench_packets.moc"
