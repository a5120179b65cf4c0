// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "session/livetable.h"
#include "session/remedy.h"
#include "session/reportformat.h"

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace qicmp::monitor;
using namespace std::chrono_literals;

class TestReportFormat : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void jsonHasTheNamesOfTheContract();
    void jsonTellsWhatWasNotMeasuredAsNull();
    void csv();
    void tableIsAligned();
    void everyHostAnswered();
    void liveTableRewritesItself();
    void liveTableFitsTheTerminal();
    void commands_data();
    void commands();
};

namespace {

HostResult answering()
{
    HostResult host;
    host.host = u"example, net"_s;
    host.address = u"192.0.2.1"_s;
    host.sent = 4;
    host.received = 3;
    host.lost = 1;
    host.lossPercent = 25;
    host.late = 1;
    host.duplicates = 2;
    host.minimum = 1'500'000ns;
    host.average = host.maximum = host.p50 = host.p95 = host.p99 = 2ms;
    host.standardDeviation = 10us;
    host.jitter = 123ns;
    return host;
}

HostResult silent()
{
    HostResult host;
    host.host = u"nowhere.invalid"_s;
    return host;
}

ReportResult report()
{
    return {u"raw"_s, {answering(), silent()}};
}

QJsonObject hostInJson(int index)
{
    const QJsonDocument document = QJsonDocument::fromJson(reportAsJson(report()));
    return document[u"hosts"_s].toArray().at(index).toObject();
}

} // namespace

void TestReportFormat::jsonHasTheNamesOfTheContract()
{
    const QJsonObject document = QJsonDocument::fromJson(reportAsJson(report())).object();
    QCOMPARE(document.keys(), (QStringList{u"backend"_s, u"hosts"_s}));
    QCOMPARE(document[u"backend"_s], u"raw"_s);

    const QJsonObject host = hostInJson(0);
    QStringList names{u"host"_s,         u"address"_s, u"sent"_s,       u"received"_s, u"lost"_s,
                      u"loss_percent"_s, u"late"_s,    u"duplicates"_s, u"errors"_s,   u"rtt_ms"_s};
    names.sort();
    QCOMPARE(host.keys(), names);
    QCOMPARE(host[u"host"_s], u"example, net"_s);
    QCOMPARE(host[u"received"_s], 3);
    QCOMPARE(host[u"loss_percent"_s], 25.0);

    const QJsonObject times = host[u"rtt_ms"_s].toObject();
    QStringList timeNames{u"min"_s, u"avg"_s, u"max"_s, u"stddev"_s,
                          u"p50"_s, u"p95"_s, u"p99"_s, u"jitter"_s};
    timeNames.sort();
    QCOMPARE(times.keys(), timeNames);
    QCOMPARE(times[u"min"_s], 1.5);
    QCOMPARE(times[u"jitter"_s], 0.000123);
    QVERIFY2(reportAsJson(report()).contains("\"sent\": 4\n"), "a count is an integer");
}

void TestReportFormat::jsonTellsWhatWasNotMeasuredAsNull()
{
    const QJsonObject host = hostInJson(1);
    QVERIFY(host[u"address"_s].isNull());
    QVERIFY(host[u"loss_percent"_s].isNull());
    QCOMPARE(host[u"sent"_s], 0);
    const QJsonObject times = host[u"rtt_ms"_s].toObject();
    QCOMPARE(times.size(), 8);
    for (const QJsonValue time : times)
        QVERIFY(time.isNull());
}

void TestReportFormat::csv()
{
    const QList<QByteArray> lines = reportAsCsv(report()).split('\n');
    QCOMPARE(lines.size(), 4);
    QCOMPARE(lines.at(0), "host,address,sent,received,lost,loss_percent,late,duplicates,errors,"
                          "rtt_ms_min,rtt_ms_avg,rtt_ms_max,rtt_ms_stddev,rtt_ms_p50,rtt_ms_p95,"
                          "rtt_ms_p99,rtt_ms_jitter,backend");
    QCOMPARE(lines.at(1), "\"example, net\",192.0.2.1,4,3,1,25,1,2,0,1.500000,2.000000,2.000000,"
                          "0.010000,2.000000,2.000000,2.000000,0.000123,raw");
    QCOMPARE(lines.at(2), "nowhere.invalid,,0,0,0,,0,0,0,,,,,,,,,raw");
    QCOMPARE(lines.at(3), QByteArray());
}

void TestReportFormat::tableIsAligned()
{
    for (const TableKind kind : {TableKind::Final, TableKind::Live}) {
        const QStringList lines = reportAsTable(report(), kind);
        QCOMPARE(lines.size(), 3);
        for (const QString &line : lines)
            QCOMPARE(line.size(), lines.constFirst().size());
        QVERIFY(lines.at(2).contains(u'-'));
        QCOMPARE(lines.constFirst().contains(u"Last"_s), kind == TableKind::Live);
    }
}

void TestReportFormat::everyHostAnswered()
{
    QVERIFY(!report().everyHostAnswered());
    QVERIFY((ReportResult{u"raw"_s, {answering(), answering()}}.everyHostAnswered()));
}

void TestReportFormat::liveTableRewritesItself()
{
    QBuffer terminal;
    terminal.open(QIODevice::WriteOnly);
    LiveTable table(&terminal);
    table.show({u"one"_s, u"two"_s}, {80, 24});
    QVERIFY(!terminal.data().contains("\x1b[2A"));
    table.show({u"three"_s}, {80, 24});
    QVERIFY2(terminal.data().contains("\x1b[2A"), "two lines up");
    const qsizetype before = terminal.data().size();
    table.erase();
    QVERIFY2(terminal.data().mid(before).contains("\x1b[1A"), "one line up");
    const qsizetype erased = terminal.data().size();
    table.erase();
    QCOMPARE(terminal.data().size(), erased);
}

void TestReportFormat::liveTableFitsTheTerminal()
{
    QBuffer terminal;
    terminal.open(QIODevice::WriteOnly);
    LiveTable table(&terminal);
    table.show(QStringList(20, u"123456789"_s), {5, 10});
    QCOMPARE(terminal.data().count('\n'), 9);
    QVERIFY(!terminal.data().contains("123456"));
    QVERIFY(terminal.data().contains("... a"));
}

void TestReportFormat::commands_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<QStringList>("commands");
    QTest::newRow("none") << u"The host did not answer."_s << QStringList();
    QTest::newRow("in backquotes")
            << u"Denied; run `sysctl -w a=1` or `x`."_s << QStringList{u"sysctl -w a=1"_s, u"x"_s};
    QTest::newRow("bare, one a line")
            << u"Denied:\n  run: sudo sysctl -w \"a=0 1\"\nor: sudo systemctl start b"_s
            << QStringList{u"sudo sysctl -w \"a=0 1\""_s, u"sudo systemctl start b"_s};
    QTest::newRow("bare, in a sentence") << u"Run sudo sysctl -w net.a=1. Then go on."_s
                                         << QStringList{u"sudo sysctl -w net.a=1"_s};
}

void TestReportFormat::commands()
{
    QFETCH(QString, message);
    QTEST(commandsIn(message), "commands");
}

QTEST_APPLESS_MAIN(TestReportFormat)
#include "tst_reportformat.moc"
