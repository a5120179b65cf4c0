// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpreply.h"
#include "resultdata_p.h"

#include <QtCore/qdebug.h>
#include <QtTest/qtest.h>

using namespace qicmp;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr Nanoseconds sentAt = 1'800'000'000 * second + 123 * millisecond + 456;

EngineEvent answer()
{
    EngineEvent event;
    event.kind = EngineEvent::Kind::Succeeded;
    event.kernelStamps = true;
    event.request = 0x0000'0003'0000'0004;
    event.context = 77;
    event.ttl = 64;
    event.attempt = 2;
    event.payloadSize = 56;
    event.roundTripTime = 1'234'567;
    event.sentAtWall = sentAt;
    event.target = IpAddress::v4(0xc000'0201);
    event.responder = event.target;
    return event;
}

QString printed(const QIcmpReply &reply)
{
    QString text;
    QDebug(&text) << reply << 1 << u"x"_s;
    return text.trimmed();
}

} // namespace

class tst_Reply : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void defaultIsOfNoRequest();
    void tellsWhatTheEngineKnows();
    void tellsWhereStampsAreFrom();
    void broadcastHasAnotherResponder();
    void copiesOutlive();
    void travelsInAVariant();
    void printsItself();
};

void tst_Reply::defaultIsOfNoRequest()
{
    const QIcmpReply reply;
    QCOMPARE(reply.id(), QIcmpId(0));
    QCOMPARE(reply.context(), quint64(0));
    QVERIFY(reply.host().isEmpty());
    QVERIFY(reply.target().isNull());
    QVERIFY(reply.responder().isNull());
    QVERIFY2(reply.roundTripTime() < 0ns, "no time that could be taken for a measured one");
    QVERIFY(!reply.sentAt().isValid());
    QCOMPARE(reply.ttl(), -1);
    QCOMPARE(reply.payloadSize(), 0);
    QCOMPARE(reply.attempt(), 0);
    QCOMPARE(reply.timestampSource(), QIcmpReply::TimestampSource::Userspace);
}

void tst_Reply::tellsWhatTheEngineKnows()
{
    const QIcmpReply reply = QIcmpReplyData::make(answer(), u"example.com"_s);
    QCOMPARE(reply.id(), QIcmpId(0x0000'0003'0000'0004));
    QCOMPARE(reply.context(), quint64(77));
    QCOMPARE(reply.host(), u"example.com"_s);
    QCOMPARE(reply.target(), QHostAddress(u"192.0.2.1"_s));
    QCOMPARE(reply.responder(), reply.target());
    QCOMPARE(reply.roundTripTime(), 1'234'567ns);
    QCOMPARE(reply.sentAt(), QDateTime::fromMSecsSinceEpoch(1'800'000'000'123, Qt::UTC));
    QCOMPARE(reply.sentAt().timeSpec(), Qt::UTC);
    QCOMPARE(reply.ttl(), 64);
    QCOMPARE(reply.payloadSize(), 56);
    QCOMPARE(reply.attempt(), 2);
}

void tst_Reply::tellsWhereStampsAreFrom()
{
    EngineEvent stamped = answer();
    QCOMPARE(QIcmpReplyData::make(stamped, {}).timestampSource(),
             QIcmpReply::TimestampSource::Kernel);
    stamped.kernelStamps = false;
    QCOMPARE(QIcmpReplyData::make(stamped, {}).timestampSource(),
             QIcmpReply::TimestampSource::Userspace);
}

void tst_Reply::broadcastHasAnotherResponder()
{
    EngineEvent broadcast = answer();
    broadcast.target = IpAddress::v4(0xffff'ffff);
    const QIcmpReply reply = QIcmpReplyData::make(broadcast, {});
    QCOMPARE(reply.target(), QHostAddress(QHostAddress::Broadcast));
    QCOMPARE(reply.responder(), QHostAddress(u"192.0.2.1"_s));
}

void tst_Reply::copiesOutlive()
{
    QIcmpReply copy;
    {
        const QIcmpReply reply = QIcmpReplyData::make(answer(), u"a"_s);
        copy = reply;
    }
    QCOMPARE(copy.host(), u"a"_s);
    QIcmpReply other;
    swap(copy, other);
    QCOMPARE(copy.id(), QIcmpId(0));
    QCOMPARE(other.attempt(), 2);
    copy = std::move(other);
    other = QIcmpReply(); // a moved-from value may be assigned to
    QCOMPARE(copy.attempt(), 2);
    QCOMPARE(other.attempt(), 0);
}

void tst_Reply::travelsInAVariant()
{
    const QVariant variant = QVariant::fromValue(QIcmpReplyData::make(answer(), u"a"_s));
    QCOMPARE(variant.value<QIcmpReply>().context(), quint64(77));
}

void tst_Reply::printsItself()
{
    EngineEvent direct = answer();
    const QIcmpReply reply = QIcmpReplyData::make(direct, {});
    // What comes after it is formatted as it would have been without it.
    QCOMPARE(printed(reply), u"QIcmpReply(192.0.2.1, 1.23457 ms, ttl 64, attempt 2) 1 \"x\""_s);
    direct.target = IpAddress::v4(0xffff'ffff);
    QVERIFY(printed(QIcmpReplyData::make(direct, {}))
                    .startsWith(u"QIcmpReply(255.255.255.255 by 192.0.2.1, "_s));
    QVERIFY(printed(QIcmpReply()).startsWith(u"QIcmpReply("_s));
}

QTEST_APPLESS_MAIN(tst_Reply)
#include "tst_reply.moc"
