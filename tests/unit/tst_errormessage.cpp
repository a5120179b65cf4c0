// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "errormessage_p.h"

#include "qicmperror.h"

#include <QtCore/qmetaobject.h>
#include <QtTest/qtest.h>

#include <cerrno>
#include <set>

using namespace qicmp;
using namespace Qt::StringLiterals;

namespace {

const QString host = u"example.com"_s;

EngineEvent failed(FailureCode code)
{
    EngineEvent event;
    event.kind = EngineEvent::Kind::Failed;
    event.attempt = 1;
    event.target = IpAddress::v4(0xc000'0201);
    event.failure.code = code;
    return event;
}

EngineEvent icmpError(FailureCode code, int type, int icmpCode, std::uint32_t mtu = 0)
{
    EngineEvent event = failed(code);
    event.failure.icmpType = static_cast<std::int16_t>(type);
    event.failure.icmpCode = static_cast<std::int16_t>(icmpCode);
    event.failure.mtu = mtu;
    event.responder = IpAddress::v4(0xc633'6401);
    return event;
}

void isSentence(const QString &message)
{
    QVERIFY(!message.isEmpty());
    QVERIFY2(message.endsWith(u'.') && !message.endsWith(u".."_s), qPrintable(message));
    for (const QString &fault : {u"  "_s, u" ."_s, u" ,"_s, u"%"_s, u": ."_s, u"()"_s})
        QVERIFY2(!message.contains(fault), qPrintable(message));
    QVERIFY2(message.at(0) != u' ' && message.at(0) != u':', qPrintable(message));
}

} // namespace

class tst_ErrorMessage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void noErrorNeedsNoWords();
    void everyCodeHasASentence_data();
    void everyCodeHasASentence();
    void namesTheHost_data();
    void namesTheHost();
    void countsAttempts();
    void quotesTheSystem();
    void quotesTheRouter();
    void zonesDoNotConfuse();
    void icmpTexts_data();
    void icmpTexts();
    void everyTypeHasAText();
};

void tst_ErrorMessage::noErrorNeedsNoWords()
{
    QVERIFY(errorMessage(failed(FailureCode::NoError), host).isEmpty());
}

void tst_ErrorMessage::everyCodeHasASentence_data()
{
    QTest::addColumn<int>("code");
    const auto codes = QMetaEnum::fromType<QIcmpError::Code>();
    for (int i = 0; i < codes.keyCount(); ++i) {
        if (codes.value(i) != int(FailureCode::NoError))
            QTest::newRow(codes.key(i)) << codes.value(i);
    }
}

void tst_ErrorMessage::everyCodeHasASentence()
{
    QFETCH(const int, code);
    std::set<QString> seen;
    for (const bool withTarget : {true, false}) {
        for (const int type : {-1, 3}) {
            for (const bool withResponder : {true, false}) {
                for (const int systemError : {0, EACCES}) {
                    EngineEvent event = icmpError(FailureCode(code), type, type < 0 ? -1 : 1);
                    event.failure.systemError = systemError;
                    if (!withTarget)
                        event.target = {};
                    if (!withResponder)
                        event.responder = {};
                    isSentence(errorMessage(event, host));
                    if (withTarget)
                        isSentence(errorMessage(event, {}));
                }
            }
        }
    }
}

void tst_ErrorMessage::namesTheHost_data()
{
    QTest::addColumn<QString>("given");
    QTest::addColumn<IpAddress>("target");
    QTest::addColumn<QString>("named");
    const IpAddress target = IpAddress::v4(0xc000'0201);
    QTest::newRow("address alone") << QString() << target << u"192.0.2.1 did"_s;
    QTest::newRow("name") << host << target << u"example.com (192.0.2.1) did"_s;
    QTest::newRow("address as text") << u"192.0.2.1"_s << target << u"192.0.2.1 did"_s;
    QTest::newRow("name alone") << host << IpAddress() << u"example.com did"_s;
}

void tst_ErrorMessage::namesTheHost()
{
    QFETCH(const QString, given);
    QFETCH(const IpAddress, target);
    QFETCH(const QString, named);
    EngineEvent event = failed(FailureCode::Timeout);
    event.target = target;
    const QString message = errorMessage(event, given);
    QVERIFY2(message.startsWith(named), qPrintable(message));
}

void tst_ErrorMessage::countsAttempts()
{
    EngineEvent event = failed(FailureCode::Timeout);
    QCOMPARE(errorMessage(event, {}), u"192.0.2.1 did not answer in time."_s);
    event.attempt = 4;
    QCOMPARE(errorMessage(event, {}), u"192.0.2.1 did not answer any of 4 attempts in time."_s);
}

void tst_ErrorMessage::quotesTheSystem()
{
    for (const FailureCode code :
         {FailureCode::NetworkUnreachable, FailureCode::SendFailed, FailureCode::InvalidArgument}) {
        EngineEvent event = failed(code);
        event.failure.systemError = ENETUNREACH;
        const QString message = errorMessage(event, {});
        QVERIFY2(message.contains(u"Network is unreachable"_s), qPrintable(message));
    }
}

void tst_ErrorMessage::quotesTheRouter()
{
    QCOMPARE(errorMessage(icmpError(FailureCode::DestinationUnreachable, 3, 1), {}),
             u"192.0.2.1: host unreachable, says 198.51.100.1."_s);
    QCOMPARE(errorMessage(icmpError(FailureCode::TimeExceeded, 11, 0), host),
             u"example.com (192.0.2.1): time to live exceeded in transit, says 198.51.100.1."_s);
    QCOMPARE(
            errorMessage(icmpError(FailureCode::PacketTooBig, 3, 4, 1400), {}),
            u"192.0.2.1: fragmentation needed (the next hop takes 1400 bytes), says 198.51.100.1."_s);
    EngineEvent unknown = icmpError(FailureCode::DestinationUnreachable, 3, 1);
    unknown.responder = {};
    QCOMPARE(errorMessage(unknown, {}), u"192.0.2.1: host unreachable."_s);
}

void tst_ErrorMessage::zonesDoNotConfuse()
{
    // "%2" in an address is no place for an argument.
    EngineEvent event = icmpError(FailureCode::DestinationUnreachable, 1, 3);
    event.target =
            IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 0x7fff'fff2);
    const QString zone = u"%%1"_s.arg(0x7fff'fff2);
    event.responder = event.target;
    QCOMPARE(errorMessage(event, {}),
             u"fe80::1"_s + zone + u": address unreachable, says fe80::1"_s + zone + u'.');
    QCOMPARE(errorMessage(event, u"a%2b"_s),
             u"a%2b (fe80::1"_s + zone + u"): address unreachable, says fe80::1"_s + zone + u'.');
}

void tst_ErrorMessage::icmpTexts_data()
{
    QTest::addColumn<Family>("family");
    QTest::addColumn<int>("type");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("text");
    const auto v4 = [](int type, int code, const char *text) {
        QTest::addRow("IPv4 %d/%d", type, code)
                << Family::IPv4 << type << code << QString::fromLatin1(text);
    };
    const auto v6 = [](int type, int code, const char *text) {
        QTest::addRow("IPv6 %d/%d", type, code)
                << Family::IPv6 << type << code << QString::fromLatin1(text);
    };
    v4(3, 0, "network unreachable");
    v4(3, 1, "host unreachable");
    v4(3, 2, "protocol unreachable");
    v4(3, 3, "port unreachable");
    v4(3, 4, "fragmentation needed");
    v4(3, 10, "host administratively prohibited");
    v4(3, 13, "communication administratively prohibited");
    v4(3, 15, "precedence cutoff in effect");
    v4(3, 16, "destination unreachable, code 16");
    v4(11, 0, "time to live exceeded in transit");
    v4(11, 1, "fragment reassembly time exceeded");
    v4(12, 0, "parameter problem");
    v4(1, 0, "ICMP type 1, code 0");
    v6(1, 0, "no route to destination");
    v6(1, 1, "communication administratively prohibited");
    v6(1, 3, "address unreachable");
    v6(1, 6, "reject route to destination");
    v6(1, 7, "destination unreachable, code 7");
    v6(2, 0, "packet too big");
    v6(3, 0, "time to live exceeded in transit");
    v6(3, 1, "fragment reassembly time exceeded");
    v6(4, 0, "parameter problem");
    v6(11, 0, "ICMP type 11, code 0");
}

void tst_ErrorMessage::icmpTexts()
{
    QFETCH(const Family, family);
    QFETCH(const int, type);
    QFETCH(const int, code);
    QFETCH(const QString, text);
    QCOMPARE(icmpErrorText(family, type, code), text);
}

void tst_ErrorMessage::everyTypeHasAText()
{
    for (const Family family : {Family::IPv4, Family::IPv6}) {
        for (int type = -1; type < 256; ++type) {
            for (int code = -1; code < 256; ++code) {
                const QString text = icmpErrorText(family, type, code);
                QVERIFY(!text.isEmpty() && !text.contains(u'%'));
            }
        }
    }
}

QTEST_GUILESS_MAIN(tst_ErrorMessage)
#include "tst_errormessage.moc"
