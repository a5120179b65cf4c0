// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "fakenameservice.h"
#include "hostresolver_p.h"

#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <optional>

using namespace qicmp;
using namespace Qt::StringLiterals;

namespace {

constexpr auto any = QAbstractSocket::AnyIPProtocol;
const QHostAddress good4(u"192.0.2.7"_s);

/// Asks and keeps what was answered.
class Question
{
public:
    Question(HostResolver &resolver, const QString &name,
             QAbstractSocket::NetworkLayerProtocol protocol = any)
        : ticket(resolver.resolve(name, protocol, [this](const HostResolver::Answer &answer) {
            ++answers;
            last = answer;
            thread = QThread::currentThread();
        }))
    {
    }
    ~Question() = default;
    Q_DISABLE_COPY_MOVE(Question)

    int answers = 0;
    HostResolver::Answer last;
    QThread *thread = nullptr;
    const HostResolver::Ticket ticket; // the last: an answer may come as soon as it is there
};

} // namespace

class tst_HostResolver : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void literals_data();
    void literals();
    void readsTheHostsFile();
    void choosesTheFamily_data();
    void choosesTheFamily();
    void tellsAllAddresses();
    void unknownName_data();
    void unknownName();
    void asksForTheAsciiForm();
    void answersLaterInThisThread();
    void cancels();
    void destroyedBeforeTheAnswer();
    void callbackMayAskAgain();
    void callbackMayCancelAnother();
    void callbackMayDestroyTheResolver();
    void fortyBadNamesDelayNoGoodOne();
    void slowNamesKeepToTheirLane();
    void asksOnceForAName();
};

void tst_HostResolver::init()
{
    fakenameservice::holdBack();
    fakenameservice::takeAsked();
}

void tst_HostResolver::cleanup()
{
    fakenameservice::release();
    QTRY_COMPARE(fakenameservice::hanging(), 0);
}

void tst_HostResolver::literals_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("address"); // empty: a name
    const auto row = [](const char *text, const char *address) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(address);
    };
    row("127.0.0.1", "127.0.0.1");
    row("255.255.255.255", "255.255.255.255");
    row("::1", "::1");
    row("[::1]", "::1");
    row("2001:DB8::1", "2001:db8::1");
    row("fe80::1%lo", "fe80::1%lo");
    row("[fe80::1%lo]", "fe80::1%lo");
    row("fe80::1%1", "fe80::1%1");
    row("::ffff:192.0.2.1", "::ffff:192.0.2.1");
    row("", "");
    row("[]", "");
    row("localhost", "");
    row("example.com", "");
    row("1.2.3.4.5", "");
    row("1.2.3.256", "");
    row("1.2.3.4.example.com", "");
    row("2001:db8", "");
    row("[::1", "");
    row("::1]", "");
    row("face", "");
}

void tst_HostResolver::literals()
{
    QFETCH(const QString, text);
    QFETCH(const QString, address);
    const QHostAddress literal = HostResolver::literal(text);
    QCOMPARE(literal.isNull(), address.isEmpty());
    QCOMPARE(literal.toString(), address);
}

void tst_HostResolver::readsTheHostsFile()
{
    HostResolver resolver;
    const Question question(resolver, u"localhost"_s, QAbstractSocket::IPv4Protocol);
    QTRY_COMPARE(question.answers, 1);
    QCOMPARE(question.last.address, QHostAddress(QHostAddress::LocalHost));
    QVERIFY(question.last.error.isEmpty());
}

void tst_HostResolver::choosesTheFamily_data()
{
    QTest::addColumn<QAbstractSocket::NetworkLayerProtocol>("protocol");
    QTest::addColumn<QHostAddress>("address");
    QTest::newRow("any") << QAbstractSocket::AnyIPProtocol << good4;
    QTest::newRow("IPv4") << QAbstractSocket::IPv4Protocol << good4;
    QTest::newRow("IPv6") << QAbstractSocket::IPv6Protocol << QHostAddress(u"2001:db8::7"_s);
}

void tst_HostResolver::choosesTheFamily()
{
    QFETCH(const QAbstractSocket::NetworkLayerProtocol, protocol);
    QFETCH(const QHostAddress, address);
    HostResolver resolver;
    const Question question(resolver, u"good"_s, protocol);
    QTRY_COMPARE(question.answers, 1);
    QCOMPARE(question.last.address, address);
}

void tst_HostResolver::tellsAllAddresses()
{
    HostResolver resolver;
    const Question question(resolver, u"both"_s);
    QTRY_COMPARE(question.answers, 1);
    QCOMPARE(question.last.addresses, (QList{QHostAddress(u"2001:db8::7"_s), good4}));
    QCOMPARE(question.last.address, question.last.addresses.first());
}

void tst_HostResolver::unknownName_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("unknown") << u"no-such-host.invalid"_s;
    QTest::newRow("empty") << QString();
    QTest::newRow("no name at all") << u"two words"_s;
    QTest::newRow("empty label") << u"good..example"_s;
    QTest::newRow("something behind the end") << u"good"_s + QChar(0) + u"bad"_s;
    QTest::newRow("too long") << QString(300, u'a');
    QTest::newRow("many labels") << u"a."_s.repeated(200) + u'a';
}

void tst_HostResolver::unknownName()
{
    QFETCH(const QString, name);
    HostResolver resolver;
    const Question question(resolver, name);
    QTRY_COMPARE(question.answers, 1);
    QVERIFY(question.last.address.isNull());
    QVERIFY(question.last.addresses.isEmpty());
    QVERIFY(!question.last.error.isEmpty());
    for (const std::string &asked : fakenameservice::takeAsked())
        QVERIFY2(!asked.empty() && asked != "good", "that was not the question");
}

void tst_HostResolver::asksForTheAsciiForm()
{
    HostResolver resolver;
    const Question question(resolver, u"b\u00fccher.example"_s);
    const Question underscore(resolver, u"my_host"_s);
    QTRY_COMPARE(question.answers + underscore.answers, 2);
    auto asked = fakenameservice::takeAsked();
    std::sort(asked.begin(), asked.end());
    QCOMPARE(asked, (std::vector<std::string>{"my_host", "xn--bcher-kva.example"})); // RFC 5891
}

void tst_HostResolver::answersLaterInThisThread()
{
    HostResolver resolver;
    const Question question(resolver, u"good"_s);
    // Even if the answer is there by now.
    while (fakenameservice::takeAsked().empty())
        QThread::yieldCurrentThread();
    QCOMPARE(question.answers, 0);
    QTRY_COMPARE(question.answers, 1);
    QCOMPARE(question.thread, QThread::currentThread());
    const Question another(resolver, u"good.2"_s);
    QTRY_COMPARE(another.answers, 1);
    QCOMPARE(question.answers, 1);
}

void tst_HostResolver::cancels()
{
    HostResolver resolver;
    const Question canceled(resolver, u"hang.1"_s);
    const Question kept(resolver, u"hang.2"_s);
    QVERIFY(canceled.ticket != kept.ticket);
    QTRY_COMPARE(fakenameservice::hanging(), 2);
    resolver.cancel(canceled.ticket);
    resolver.cancel(canceled.ticket);
    resolver.cancel(12'345);
    fakenameservice::release();
    QTRY_COMPARE(kept.answers, 1);
    QVERIFY(!kept.last.error.isEmpty());
    QTRY_COMPARE(fakenameservice::hanging(), 0);
    const Question after(resolver, u"good"_s);
    QTRY_COMPARE(after.answers, 1);
    QCOMPARE(canceled.answers, 0);
}

void tst_HostResolver::destroyedBeforeTheAnswer()
{
    struct Destroyed
    {
        explicit Destroyed(QThread **where) : m_where(where) {}
        ~Destroyed() { *m_where = QThread::currentThread(); }
        Q_DISABLE_COPY_MOVE(Destroyed)

    private:
        QThread **m_where;
    };
    QThread *where = nullptr;
    bool called = false;
    {
        HostResolver resolver;
        const auto held = std::make_shared<Destroyed>(&where);
        resolver.resolve(u"hang.1"_s, any, [held, &called](const auto &) { called = true; });
        resolver.resolve(u"good"_s, any, [held, &called](const auto &) { called = true; });
        QTRY_COMPARE(fakenameservice::hanging(), 1);
        called = false; // the good one may have been answered meanwhile
    }
    QVERIFY2(where == QThread::currentThread(), "what a callback holds is let go here and now");
    fakenameservice::release();
    QTRY_COMPARE(fakenameservice::hanging(), 0);
    HostResolver another;
    const Question after(another, u"good"_s);
    QTRY_COMPARE(after.answers, 1);
    QVERIFY(!called);
}

void tst_HostResolver::callbackMayAskAgain()
{
    HostResolver resolver;
    int answers = 0;
    std::function<void(const HostResolver::Answer &)> again = [&](const auto &) {
        if (++answers < 50)
            resolver.resolve(u"good"_s, any, again);
    };
    resolver.resolve(u"good"_s, any, again);
    QTRY_COMPARE(answers, 50);
}

void tst_HostResolver::callbackMayCancelAnother()
{
    HostResolver resolver;
    HostResolver::Ticket first = 0;
    HostResolver::Ticket second = 0;
    int answers = 0;
    first = resolver.resolve(u"good"_s, any, [&](const auto &) {
        ++answers;
        resolver.cancel(second);
    });
    second = resolver.resolve(u"good"_s, any, [&](const auto &) {
        ++answers;
        resolver.cancel(first);
    });
    QTRY_VERIFY(answers > 0);
    const Question after(resolver, u"good"_s);
    QTRY_COMPARE(after.answers, 1);
    QCOMPARE(answers, 1);
}

void tst_HostResolver::callbackMayDestroyTheResolver()
{
    auto resolver = std::make_unique<HostResolver>();
    int answers = 0;
    for (int i = 0; i < 10; ++i) {
        resolver->resolve(u"good.%1"_s.arg(i), any, [&](const auto &) {
            ++answers;
            resolver.reset();
        });
    }
    QTRY_VERIFY(!resolver);
    HostResolver another;
    const Question after(another, u"good"_s);
    QTRY_COMPARE(after.answers, 1);
    QCOMPARE(answers, 1);
}

void tst_HostResolver::fortyBadNamesDelayNoGoodOne()
{
    HostResolver resolver;
    std::vector<std::unique_ptr<Question>> bad;
    for (int i = 0; i < 40; ++i)
        bad.push_back(std::make_unique<Question>(resolver, u"hang.forty.%1"_s.arg(i)));
    const Question question(resolver, u"good"_s);
    QTRY_COMPARE(question.answers, 1);
    QCOMPARE(question.last.address, good4);
    QTRY_COMPARE(fakenameservice::hanging(), 40);
    for (const auto &one : bad)
        QCOMPARE(one->answers, 0);
    fakenameservice::release();
    QTRY_VERIFY(
            std::all_of(bad.begin(), bad.end(), [](const auto &one) { return one->answers == 1; }));
}

void tst_HostResolver::slowNamesKeepToTheirLane()
{
    HostResolver resolver;
    std::vector<std::unique_ptr<Question>> bad;
    const auto askAll = [&] {
        for (int i = 0; i < 20; ++i)
            bad.push_back(std::make_unique<Question>(resolver, u"hang.lane.%1"_s.arg(i)));
    };
    const auto answered = [&] {
        return std::count_if(bad.begin(), bad.end(),
                             [](const auto &one) { return one->answers == 1; });
    };
    askAll();
    QTRY_COMPARE(fakenameservice::hanging(), 20);
    QTest::qWait(1100); // what takes longer than a second is slow, and only real time does
    fakenameservice::release();
    QTRY_COMPARE(answered(), 20);

    fakenameservice::holdBack();
    askAll();
    QTRY_COMPARE(fakenameservice::hanging(), 8);
    for (int i = 0; i < 20; ++i) {
        const Question question(resolver, u"good.%1"_s.arg(i));
        QTRY_COMPARE(question.answers, 1);
    }
    QCOMPARE(fakenameservice::hanging(), 8);
    fakenameservice::release();
    QTRY_COMPARE(answered(), 40);
}

void tst_HostResolver::asksOnceForAName()
{
    HostResolver resolver;
    HostResolver another;
    std::vector<std::unique_ptr<Question>> same;
    for (int i = 0; i < 500; ++i)
        same.push_back(std::make_unique<Question>(i % 2 == 0 ? resolver : another, u"hang.x"_s));
    const Question v4(resolver, u"hang.x"_s, QAbstractSocket::IPv4Protocol); // another question
    QTRY_COMPARE(fakenameservice::hanging(), 2);
    const Question question(resolver, u"good"_s);
    QTRY_COMPARE(question.answers, 1);
    QCOMPARE(fakenameservice::hanging(), 2);
    fakenameservice::release();
    QTRY_VERIFY(std::all_of(same.begin(), same.end(),
                            [](const auto &one) { return one->answers == 1; }));
    QTRY_COMPARE(v4.answers, 1);
}

QTEST_GUILESS_MAIN(tst_HostResolver)
#include "tst_hostresolver.moc"
