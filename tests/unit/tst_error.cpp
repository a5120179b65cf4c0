// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmperror.h"
#include "resultdata_p.h"

#include <QtCore/qdebug.h>
#include <QtCore/qmetaobject.h>
#include <QtTest/qtest.h>

#include <cerrno>

using namespace qicmp;
using namespace Qt::StringLiterals;

namespace {

EngineEvent failure()
{
    EngineEvent event;
    event.kind = EngineEvent::Kind::Failed;
    event.request = 0x0000'0003'0000'0004;
    event.context = 77;
    event.attempt = 4;
    event.sentAtWall = 1'800'000'000 * second;
    event.target = IpAddress::v4(0xc000'0201);
    event.failure.code = FailureCode::PacketTooBig;
    event.failure.icmpType = 3;
    event.failure.icmpCode = 4;
    event.failure.mtu = 1400;
    event.failure.systemError = EMSGSIZE;
    event.responder = IpAddress::v4(0xc633'6401);
    return event;
}

QString printed(const QIcmpError &error)
{
    QString text;
    QDebug(&text) << error << 1 << u"x"_s;
    return text.trimmed();
}

} // namespace

class tst_Error : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultIsNoError();
    void tellsWhatTheEngineKnows();
    void ownMessageWins();
    void copiesOutlive();
    void travelsInAVariant();
    void printsItself();
    void codesAreTheEngines_data();
    void codesAreTheEngines();
};

void tst_Error::defaultIsNoError()
{
    const QIcmpError error;
    QCOMPARE(error.code(), QIcmpError::Code::NoError);
    QCOMPARE(error.id(), QIcmpId(0));
    QCOMPARE(error.context(), quint64(0));
    QVERIFY(error.host().isEmpty());
    QVERIFY(error.target().isNull());
    QVERIFY(error.message().isEmpty());
    QCOMPARE(error.icmpType(), -1);
    QCOMPARE(error.icmpCode(), -1);
    QVERIFY(error.responder().isNull());
    QCOMPARE(error.mtu(), 0);
    QCOMPARE(error.systemError(), 0);
    QVERIFY(!error.sentAt().isValid());
    QCOMPARE(error.attempts(), 0);
}

void tst_Error::tellsWhatTheEngineKnows()
{
    const QIcmpError error = QIcmpErrorData::make(failure(), u"example.com"_s);
    QCOMPARE(error.code(), QIcmpError::Code::PacketTooBig);
    QCOMPARE(error.id(), QIcmpId(0x0000'0003'0000'0004));
    QCOMPARE(error.context(), quint64(77));
    QCOMPARE(error.host(), u"example.com"_s);
    QCOMPARE(error.target(), QHostAddress(u"192.0.2.1"_s));
    QCOMPARE(error.icmpType(), 3);
    QCOMPARE(error.icmpCode(), 4);
    QCOMPARE(error.responder(), QHostAddress(u"198.51.100.1"_s));
    QCOMPARE(error.mtu(), 1400);
    QCOMPARE(error.systemError(), EMSGSIZE);
    QCOMPARE(error.sentAt(), QDateTime::fromMSecsSinceEpoch(1'800'000'000'000, Qt::UTC));
    QCOMPARE(error.attempts(), 4);
    QVERIFY(error.message().contains(u"example.com"_s));
}

void tst_Error::ownMessageWins()
{
    QCOMPARE(QIcmpErrorData::make(failure(), {}, u"Because."_s).message(), u"Because."_s);
}

void tst_Error::copiesOutlive()
{
    QIcmpError copy;
    {
        const QIcmpError error = QIcmpErrorData::make(failure(), u"a"_s);
        copy = error;
    }
    QCOMPARE(copy.host(), u"a"_s);
    QIcmpError other;
    swap(copy, other);
    QCOMPARE(copy.code(), QIcmpError::Code::NoError);
    QCOMPARE(other.attempts(), 4);
    copy = std::move(other);
    other = QIcmpError(); // a moved-from value may be assigned to
    QCOMPARE(copy.attempts(), 4);
    QCOMPARE(other.attempts(), 0);
}

void tst_Error::travelsInAVariant()
{
    const QVariant variant = QVariant::fromValue(QIcmpErrorData::make(failure(), u"a"_s));
    QCOMPARE(variant.value<QIcmpError>().code(), QIcmpError::Code::PacketTooBig);
}

void tst_Error::printsItself()
{
    // What comes after it is formatted as it would have been without it.
    QCOMPARE(printed(QIcmpErrorData::make(failure(), {}, u"Because."_s)),
             u"QIcmpError(QIcmpError::Code::PacketTooBig: Because.) 1 \"x\""_s);
    QCOMPARE(printed({}), u"QIcmpError(QIcmpError::Code::NoError) 1 \"x\""_s);
}

void tst_Error::codesAreTheEngines_data()
{
    QTest::addColumn<int>("engine");
    QTest::addColumn<QIcmpError::Code>("code");
#define ROW(name) QTest::newRow(#name) << int(FailureCode::name) << QIcmpError::Code::name
    ROW(NoError);
    ROW(Timeout);
    ROW(HostNotFound);
    ROW(DestinationUnreachable);
    ROW(TimeExceeded);
    ROW(PacketTooBig);
    ROW(ParameterProblem);
    ROW(PermissionDenied);
    ROW(NetworkUnreachable);
    ROW(SendFailed);
    ROW(ProxyUnavailable);
    ROW(ProxyRefused);
    ROW(Interrupted);
    ROW(Canceled);
    ROW(InvalidArgument);
#undef ROW
}

void tst_Error::codesAreTheEngines()
{
    QFETCH(const int, engine);
    QFETCH(const QIcmpError::Code, code);
    EngineEvent failed = failure();
    failed.failure.code = FailureCode(engine);
    QCOMPARE(QIcmpErrorData::make(failed, {}).code(), code);
    QCOMPARE(QMetaEnum::fromType<QIcmpError::Code>().keyCount(), 15); // all of them are above
}

QTEST_APPLESS_MAIN(tst_Error)
#include "tst_error.moc"
