// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "addressconversion_p.h"
#include "optionsresolution_p.h"

#include <QtCore/qregularexpression.h>
#include <QtNetwork/qnetworkinterface.h>
#include <QtTest/qtest.h>

#include <functional>

using namespace qicmp;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Change = std::function<void(QIcmpOptions &)>;

namespace {

IpAddress address(const QString &text)
{
    return fromHostAddress(QHostAddress(text));
}

struct Resolution
{
    EchoOptions echo;
    Objection objection;
};

Resolution resolve(const Change &change, const RequestDefaults &defaults = {})
{
    QIcmpOptions options;
    change(options);
    Resolution resolution;
    resolution.objection = resolveOptions(options, defaults, resolution.echo);
    return resolution;
}

/// Every objection is read by somebody who has only it to go by.
void readAloud(const Objection &objection, FailureCode code, const QStringList &words)
{
    QCOMPARE(objection.code, code);
    const QString &message = objection.message;
    for (const QString &word : words)
        QVERIFY2(message.contains(word), qPrintable(message + u" | "_s + word));
    static const QRegularExpression unfilled(u"%[0-9]"_s);
    QVERIFY2(message.endsWith(u'.') && !message.contains(unfilled), qPrintable(message));
    QVERIFY2(!message.at(0).isSpace() && !message.contains(u"  "_s), qPrintable(message));
}

} // namespace

class tst_OptionsResolution : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fillsInTheDefaults();
    void takesWhatIsSet();
    void bounds_data();
    void bounds();
    void objectsToBadDefaults();
    void cutsThePayload();
    void looksUpTheInterface();
    void sourceAddress_data();
    void sourceAddress();
    void sourceWithAnUnknownZone();
    void targets_data();
    void targets();
};

void tst_OptionsResolution::fillsInTheDefaults()
{
    const auto [echo, objection] = resolve([](QIcmpOptions &) {}, {1234ms, 7});
    QVERIFY(!objection);
    EchoOptions expected;
    expected.timeout = 1234 * millisecond;
    expected.retries = 7;
    QVERIFY(echo == expected);
    QCOMPARE(echo.payloadSize, std::uint16_t(56));
    QCOMPARE(echo.ttl, std::int16_t(-1));
    QCOMPARE(echo.trafficClass, std::int16_t(-1));
}

void tst_OptionsResolution::takesWhatIsSet()
{
    const auto change = [](QIcmpOptions &options) {
        options.setTimeout(250ms);
        options.setRetries(0);
        options.setTtl(1);
        options.setTrafficClass(0xb8);
        options.setPayload("abc"_ba);
        options.setDontFragment(true);
        options.setBroadcast(true);
        options.setSourceAddress(QHostAddress(u"192.0.2.1"_s));
        options.setNetworkInterface(u"lo"_s);
    };
    const auto [echo, objection] = resolve(change, {9s, 9});
    QVERIFY2(!objection, qPrintable(objection.message));
    QCOMPARE(echo.timeout, 250 * millisecond);
    QCOMPARE(echo.retries, std::uint16_t(0));
    QCOMPARE(echo.ttl, std::int16_t(1));
    QCOMPARE(echo.trafficClass, std::int16_t(0xb8));
    QCOMPARE(echo.payloadSize, std::uint16_t(3));
    QCOMPARE(echo.payload, (std::vector<std::uint8_t>{'a', 'b', 'c'}));
    QVERIFY(echo.dontFragment && echo.broadcast);
    QVERIFY(echo.source == IpAddress::v4(0xc000'0201));
    QCOMPARE(echo.interfaceIndex,
             std::uint32_t(QNetworkInterface::interfaceIndexFromName(u"lo"_s)));
}

void tst_OptionsResolution::bounds_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QStringList>("words"); // of the objection; none: it is fine
    const auto fine = [](const char *name, const Change &change) {
        QTest::newRow(name) << change << QStringList();
    };
    const auto bad = [](const char *name, const Change &change, const QStringList &words) {
        QTest::newRow(name) << change << words;
    };
    const auto timeout = [](std::chrono::milliseconds value) {
        return [value](QIcmpOptions &options) { options.setTimeout(value); };
    };
    fine("timeout, shortest", timeout(1ms));
    fine("timeout, longest", timeout(1h));
    const auto badTimeout = [&](const char *name, std::chrono::milliseconds value) {
        bad(name, timeout(value),
            {u"timeout in milliseconds"_s, u"1 to 3600000"_s,
             u"not "_s + QString::number(value.count())});
    };
    badTimeout("timeout, none", 0ms);
    badTimeout("timeout, negative", -1ms);
    badTimeout("timeout, too long", 3600001ms);
    badTimeout("timeout, longest there is", std::chrono::milliseconds::max());
    badTimeout("timeout, most negative", std::chrono::milliseconds::min());

    struct Number
    {
        const char *name;
        void (QIcmpOptions::*set)(int);
        int low;
        int high;
        int told; // the upper limit that is told
        QString words;
    };
    const std::initializer_list<Number> numbers{
            {"retries", &QIcmpOptions::setRetries, 0, 1000, 1000, u"number of retries"_s},
            {"payload size", &QIcmpOptions::setPayloadSize, 0, 65527, 65507,
             u"payload size in bytes"_s},
            {"ttl", &QIcmpOptions::setTtl, 1, 255, 255, u"time to live (hop limit)"_s},
            {"traffic class", &QIcmpOptions::setTrafficClass, 0, 255, 255, u"traffic class"_s}};
    for (const Number &number : numbers) {
        for (const int value : {number.low, number.low + 1, number.high - 1, number.high}) {
            QTest::addRow("%s %d", number.name, value)
                    << Change([=](QIcmpOptions &options) { (options.*number.set)(value); })
                    << QStringList();
        }
        for (const int value : {number.low - 1, number.high + 1, INT_MIN, INT_MAX}) {
            QTest::addRow("%s %d", number.name, value)
                    << Change([=](QIcmpOptions &options) { (options.*number.set)(value); })
                    << QStringList{number.words, u"%1 to %2"_s.arg(number.low).arg(number.told),
                                   u"not %1."_s.arg(value)};
        }
    }
    fine("largest payload", [](QIcmpOptions &options) { options.setPayload({65527, 'x'}); });
    bad("too large a payload",
        [](QIcmpOptions &options) {
            options.setPayload({70'000, 'x'});
        },
        {u"payload size in bytes"_s, u"0 to 65507"_s, u"not 70000"_s});
}

void tst_OptionsResolution::bounds()
{
    QFETCH(const Change, change);
    QFETCH(const QStringList, words);
    const auto [echo, objection] = resolve(change);
    if (words.isEmpty())
        QVERIFY2(!objection, qPrintable(objection.message));
    else
        readAloud(objection, FailureCode::InvalidArgument, words);
}

void tst_OptionsResolution::objectsToBadDefaults()
{
    const auto nothing = [](QIcmpOptions &) {};
    readAloud(resolve(nothing, {0ms, 0}).objection, FailureCode::InvalidArgument,
              {u"timeout"_s, u"not 0"_s});
    readAloud(resolve(nothing, {1s, -1}).objection, FailureCode::InvalidArgument,
              {u"retries"_s, u"not -1"_s});
}

void tst_OptionsResolution::cutsThePayload()
{
    const auto [echo, objection] = resolve([](QIcmpOptions &options) {
        options.setPayload("abcdef"_ba);
        options.setPayloadSize(4);
    });
    QVERIFY(!objection);
    QCOMPARE(echo.payloadSize, std::uint16_t(4));
    QCOMPARE(echo.payload.size(), std::size_t(4));
}

void tst_OptionsResolution::looksUpTheInterface()
{
    const auto unknown = resolve([](QIcmpOptions &o) { o.setNetworkInterface(u"none%1such"_s); });
    QCOMPARE(unknown.objection.code, FailureCode::InvalidArgument);
    QVERIFY2(unknown.objection.message.startsWith(u"There is no network interface none%1such;"_s) &&
                     unknown.objection.message.contains(u"lo"_s) &&
                     unknown.objection.message.endsWith(u'.'),
             qPrintable(unknown.objection.message));
}

void tst_OptionsResolution::sourceAddress_data()
{
    QTest::addColumn<QHostAddress>("source");
    QTest::addColumn<IpAddress>("expected");
    QTest::newRow("none") << QHostAddress() << IpAddress();
    QTest::newRow("IPv4") << QHostAddress(u"127.0.0.1"_s) << IpAddress::v4(0x7f00'0001);
    QTest::newRow("IPv4 in IPv6") << QHostAddress(u"::ffff:127.0.0.1"_s)
                                  << IpAddress::v4(0x7f00'0001);
    QTest::newRow("IPv6") << QHostAddress(u"::1"_s)
                          << IpAddress::v6({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    const auto lo = std::uint32_t(QNetworkInterface::interfaceIndexFromName(u"lo"_s));
    QTest::newRow("with a zone") << QHostAddress(u"fe80::1%lo"_s)
                                 << IpAddress::v6(
                                            {0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
                                            lo);
}

void tst_OptionsResolution::sourceAddress()
{
    QFETCH(const QHostAddress, source);
    QFETCH(const IpAddress, expected);
    const auto [echo, objection] =
            resolve([&](QIcmpOptions &options) { options.setSourceAddress(source); });
    QVERIFY2(!objection, qPrintable(objection.message));
    QVERIFY(echo.source == expected);
}

void tst_OptionsResolution::sourceWithAnUnknownZone()
{
    const auto resolution =
            resolve([](QIcmpOptions &o) { o.setSourceAddress(QHostAddress(u"fe80::1%none"_s)); });
    QCOMPARE(resolution.objection.code, FailureCode::InvalidArgument);
    QVERIFY2(resolution.objection.message.contains(u"source address fe80::1%none"_s) &&
                     resolution.objection.message.contains(u"zone"_s) &&
                     resolution.objection.message.endsWith(u'.'),
             qPrintable(resolution.objection.message));
}

void tst_OptionsResolution::targets_data()
{
    QTest::addColumn<IpAddress>("target");
    QTest::addColumn<QString>("name");
    QTest::addColumn<Change>("change");
    QTest::addColumn<int>("code");
    QTest::addColumn<QStringList>("words");
    const auto plain = [](QIcmpOptions &) {};
    const auto broadcast = [](QIcmpOptions &options) { options.setBroadcast(true); };
    const auto size = [](int bytes) {
        return [bytes](QIcmpOptions &options) { options.setPayloadSize(bytes); };
    };
    const auto source = [](const QString &text) {
        return [text](QIcmpOptions &options) { options.setSourceAddress(QHostAddress(text)); };
    };
    const auto row = [](const char *title, const QString &target, const QString &name,
                        const Change &change, FailureCode code, const QStringList &words) {
        QTest::newRow(title) << address(target) << name << change << int(code) << words;
    };
    const auto fine = [&](const char *title, const QString &target, const Change &change) {
        row(title, target, {}, change, FailureCode::NoError, {});
    };
    const auto bad = [&](const char *title, const QString &target, const Change &change,
                         const QStringList &words) {
        row(title, target, {}, change, FailureCode::InvalidArgument, words);
    };

    fine("IPv4", u"192.0.2.1"_s, plain);
    fine("IPv6", u"2001:db8::1"_s, plain);
    fine("IPv6 multicast", u"ff0e::1"_s, plain);
    fine("link-local", u"fe80::1%lo"_s, plain);
    fine("link-local multicast", u"ff02::1%lo"_s, plain);
    fine("link-local, through an interface", u"fe80::1"_s,
         [](QIcmpOptions &options) { options.setNetworkInterface(u"lo"_s); });
    fine("IPv4 multicast", u"224.0.0.1"_s, plain);
    fine("broadcast", u"255.255.255.255"_s, broadcast);
    fine("largest for IPv4", u"192.0.2.1"_s, size(65507));
    fine("largest for IPv6", u"2001:db8::1"_s, size(65527));
    fine("source of the same kind", u"192.0.2.1"_s, source(u"127.0.0.1"_s));

    row("nothing", {}, {}, plain, FailureCode::InvalidArgument, {u"No host was given"_s});
    row("unknown zone", {}, u"fe80::1 in zone none"_s, plain, FailureCode::InvalidArgument,
        {u"The zone of fe80::1 in zone none"_s, u"no interface of this machine"_s});
    bad("0.0.0.0", u"0.0.0.0"_s, plain, {u"0.0.0.0 is the address of no host"_s});
    bad("::", u"::"_s, plain, {u"the address of no host"_s});
    bad("link-local without a zone", u"fe80::1"_s, plain, {u"fe80::1 is"_s, u"zone"_s});
    bad("link-local multicast without a zone", u"ff02::1"_s, plain, {u"ff02::1 is"_s, u"zone"_s});
    row("broadcast, unasked", u"255.255.255.255"_s, {}, plain, FailureCode::PermissionDenied,
        {u"255.255.255.255"_s, u"broadcast address"_s, u"QIcmpOptions::broadcast"_s});
    bad("too large for IPv4", u"192.0.2.1"_s, size(65508),
        {u"payload size in bytes"_s, u"0 to 65507"_s, u"not 65508"_s});
    bad("IPv4 from IPv6", u"192.0.2.1"_s, source(u"::1"_s),
        {u"source address ::1"_s, u"192.0.2.1"_s, u"different IP versions"_s});
    bad("IPv6 from IPv4", u"2001:db8::1"_s, source(u"127.0.0.1"_s),
        {u"source address 127.0.0.1"_s, u"2001:db8::1"_s, u"different IP versions"_s});
}

void tst_OptionsResolution::targets()
{
    QFETCH(const IpAddress, target);
    QFETCH(const QString, name);
    QFETCH(const Change, change);
    QFETCH(const int, code);
    QFETCH(const QStringList, words);
    const auto [echo, resolved] = resolve(change);
    QVERIFY2(!resolved, qPrintable(resolved.message));
    const Objection objection = checkTarget(target, name, echo);
    if (FailureCode(code) == FailureCode::NoError)
        QVERIFY2(!objection, qPrintable(objection.message));
    else
        readAloud(objection, FailureCode(code), words);
}

QTEST_GUILESS_MAIN(tst_OptionsResolution)
#include "tst_optionsresolution.moc"
