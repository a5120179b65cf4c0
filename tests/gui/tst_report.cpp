// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "command.h"
#include "netnamespace.h"
#include "tunhost.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace qicmp::support;

/// Runs the real icmp-monitor --report, in a network of its own.
class TestReport : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void jsonOfHostsThatAnswer();
    void duplicatesAreRowsOfTheirOwn();
    void countsOfALossyHost();
    void lateAndDuplicateReplies();
    void silentHostExits1();
    void unknownNameExits1();
    void csv();
    void text();
    void wrongUsageExits2_data();
    void wrongUsageExits2();
    void deniedExits2();
    void needsNoDisplay();
    void firstProbesArePrompt();
    void interruptPrintsWhatThereIs_data();
    void interruptPrintsWhatThereIs();
    void liveLines();

private:
    struct Outcome
    {
        int exitCode = -1;
        QByteArray output;
        QByteArray errors;

        QJsonObject json() const { return QJsonDocument::fromJson(output).object(); }
        QJsonObject host(int index) const
        {
            return json()[u"hosts"_s].toArray().at(index).toObject();
        }
    };

    static void prepare(QProcess &process, const QString &arguments)
    {
        process.setProgram(QStringLiteral(QICMP_MONITOR_PROGRAM));
        process.setArguments(arguments.split(u' ', Qt::SkipEmptyParts));
    }
    static Outcome outcomeOf(QProcess &process)
    {
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(20'000))
            process.kill();
        const bool isNormal = process.exitStatus() == QProcess::NormalExit;
        return {isNormal ? process.exitCode() : -1, process.readAllStandardOutput(),
                process.readAllStandardError()};
    }
    static Outcome run(const QString &arguments)
    {
        QProcess process;
        prepare(process, arguments);
        process.start();
        return outcomeOf(process);
    }

    TunHost m_network{{.rules = {u"10.77.0.5 drop first 2"_s, u"10.77.0.6 delay 150ms first 1"_s,
                                 u"10.77.0.7 duplicate first 1"_s, u"10.77.0.9 silent"_s,
                                 u"10.77.0.8 unreachable 1"_s}}};
};

void TestReport::initTestCase()
{
    QVERIFY2(m_network.start(), qPrintable(m_network.errorString()));
}

void TestReport::jsonOfHostsThatAnswer()
{
    const Outcome outcome =
            run(u"--report 3 --interval 20 --timeout 200 --format json 127.0.0.1 ::1"_s);
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.errors, QByteArray());
    QCOMPARE(outcome.json()[u"backend"_s], u"raw"_s);
    QCOMPARE(outcome.json()[u"hosts"_s].toArray().size(), 2);
    for (const int index : {0, 1}) {
        const QJsonObject host = outcome.host(index);
        QCOMPARE(host[u"host"_s], index == 0 ? u"127.0.0.1"_s : u"::1"_s);
        QCOMPARE(host[u"address"_s], host[u"host"_s]);
        QCOMPARE(host[u"sent"_s], 3);
        QCOMPARE(host[u"received"_s], 3);
        QCOMPARE(host[u"lost"_s], 0);
        QCOMPARE(host[u"loss_percent"_s], 0);
        const QJsonObject times = host[u"rtt_ms"_s].toObject();
        QCOMPARE(times.size(), 8);
        const double shortest = times[u"min"_s].toDouble();
        const double longest = times[u"max"_s].toDouble();
        QVERIFY(shortest > 0 && shortest <= times[u"p50"_s].toDouble());
        QVERIFY(times[u"p50"_s].toDouble() <= longest && longest < 50);
        QVERIFY(times[u"jitter"_s].isDouble());
    }
}

void TestReport::duplicatesAreRowsOfTheirOwn()
{
    const Outcome outcome = run(u"--report 2 --interval 20 --timeout 100 --format json ::1 ::1"_s);
    QCOMPARE(outcome.exitCode, 0);
    QCOMPARE(outcome.json()[u"hosts"_s].toArray().size(), 2);
    QCOMPARE(outcome.host(0)[u"sent"_s], 2);
    QCOMPARE(outcome.host(1)[u"sent"_s], 2);
}

void TestReport::countsOfALossyHost()
{
    const Outcome outcome =
            run(u"--report 5 --interval 20 --timeout 100 --format json 10.77.0.5 10.77.0.8"_s);
    QCOMPARE(outcome.exitCode, 1); // the second never answers
    const QJsonObject lossy = outcome.host(0);
    QCOMPARE(lossy[u"sent"_s], 5);
    QCOMPARE(lossy[u"received"_s], 3);
    QCOMPARE(lossy[u"lost"_s], 2);
    QCOMPARE(lossy[u"loss_percent"_s], 40);
    const QJsonObject unreachable = outcome.host(1);
    QCOMPARE(unreachable[u"lost"_s], 5);
    QCOMPARE(unreachable[u"errors"_s], 5);
}

void TestReport::lateAndDuplicateReplies()
{
    // Both come after the only probe has had its outcome: the report has to wait for them.
    const Outcome outcome =
            run(u"--report 1 --interval 20 --timeout 100 --format json 10.77.0.6 10.77.0.7"_s);
    QCOMPARE(outcome.exitCode, 0);
    const QJsonObject slow = outcome.host(0);
    QCOMPARE(slow[u"late"_s], 1);
    QCOMPARE(slow[u"received"_s], 1);
    QCOMPARE(slow[u"lost"_s], 0);
    QVERIFY(slow[u"rtt_ms"_s].toObject()[u"min"_s].toDouble() >= 150);
    const QJsonObject doubled = outcome.host(1);
    QCOMPARE(doubled[u"received"_s], 1);
    QCOMPARE(doubled[u"duplicates"_s], 1);
}

void TestReport::silentHostExits1()
{
    const Outcome outcome =
            run(u"--report 2 --interval 20 --timeout 50 --format json 127.0.0.1 10.77.0.9"_s);
    QCOMPARE(outcome.exitCode, 1);
    const QJsonObject silent = outcome.host(1);
    QCOMPARE(silent[u"lost"_s], 2);
    QCOMPARE(silent[u"loss_percent"_s], 100);
    const QJsonObject times = silent[u"rtt_ms"_s].toObject();
    QCOMPARE(times.size(), 8);
    for (const QJsonValue time : times)
        QVERIFY(time.isNull());
}

void TestReport::unknownNameExits1()
{
    const Outcome outcome =
            run(u"--report 2 --interval 20 --timeout 50 --format json nowhere.invalid ::1"_s);
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.errors.contains("nowhere.invalid"), outcome.errors.constData());
    QCOMPARE(outcome.errors.count('\n'), 1); // once, not for every probe
    const QJsonObject unknown = outcome.host(0);
    QVERIFY(unknown[u"address"_s].isNull());
    QCOMPARE(unknown[u"sent"_s], 0);
    QVERIFY(unknown[u"loss_percent"_s].isNull());
    QCOMPARE(outcome.host(1)[u"received"_s], 2);
}

void TestReport::csv()
{
    const Outcome outcome =
            run(u"--report 2 --interval 20 --timeout 50 --format csv 127.0.0.1 10.77.0.9"_s);
    QCOMPARE(outcome.exitCode, 1);
    const QList<QByteArray> lines = outcome.output.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QVERIFY(lines.at(0).startsWith("host,address,sent,received,lost,loss_percent,"));
    QVERIFY(lines.at(1).startsWith("127.0.0.1,127.0.0.1,2,2,0,0,0,0,0,0."));
    QVERIFY(lines.at(2).startsWith("10.77.0.9,10.77.0.9,2,0,2,100,0,0,0,,,,,,,,,raw"));
}

void TestReport::text()
{
    const Outcome outcome = run(u"--report 2 --interval 20 --timeout 50 127.0.0.1"_s);
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY(outcome.output.contains("raw socket"));
    QVERIFY(outcome.output.contains("\n127.0.0.1  127.0.0.1     2     2    0.0  "));
    QVERIFY2(!outcome.output.contains('\x1b'), "no control sequences where there is no terminal");
}

void TestReport::wrongUsageExits2_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::newRow("no host") << u"--report 3"_s;
    QTest::newRow("no count") << u"--report 127.0.0.1"_s;
    QTest::newRow("unknown option") << u"--loud 127.0.0.1"_s;
    QTest::newRow("workspace") << u"--headless --workspace file"_s;
    QTest::newRow("a proxy that is not there") << u"--report 1 --proxy 127.0.0.1:9 127.0.0.1"_s;
}

void TestReport::wrongUsageExits2()
{
    QFETCH(QString, arguments);
    const Outcome outcome = run(arguments);
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.output, QByteArray());
    QVERIFY(outcome.errors.startsWith("icmp-monitor: "));
    QCOMPARE(outcome.errors.count('\n'), 1);
}

void TestReport::deniedExits2()
{
    QVERIFY(allowPingSockets(false).isEmpty());
    QElapsedTimer timer;
    timer.start();
    const CommandResult outcome = runUnprivileged(QStringLiteral(QICMP_MONITOR_PROGRAM),
                                                  {u"--report"_s, u"1"_s, u"::1"_s});
    QVERIFY(allowPingSockets(true).isEmpty());
    QCOMPARE(outcome.exitCode, 2);
    QCOMPARE(outcome.output, QByteArray());
    QVERIFY2(outcome.errors.contains("ping_group_range"), outcome.errors.constData());
    QCOMPARE(outcome.errors.count("ping_group_range"), 1); // told once
    QVERIFY(timer.elapsed() < 2000);
}

void TestReport::needsNoDisplay()
{
    QProcess process;
    prepare(process, u"--report 1 --timeout 50 ::1"_s);
    QProcessEnvironment environment;
    environment.insert(u"QT_QPA_PLATFORM"_s, u"there is no such platform"_s);
    environment.insert(u"QT_PLUGIN_PATH"_s, u"/nonexistent"_s);
    process.setProcessEnvironment(environment);
    process.start();
    QCOMPARE(outcomeOf(process).exitCode, 0);
}

void TestReport::firstProbesArePrompt()
{
    QElapsedTimer timer;
    timer.start();
    const Outcome outcome =
            run(u"--report 1 --interval 60000 --timeout 100 127.0.0.1 127.0.0.2 127.0.0.3 ::1"_s);
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(timer.elapsed() < 2000, "hosts don't wait for their place in a long interval");
}

void TestReport::interruptPrintsWhatThereIs_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("SIGINT, finite") << SIGINT << u"--report 1000 --interval 50"_s;
    QTest::newRow("SIGTERM, endless") << SIGTERM << u"--report 0 --interval 50"_s;
}

void TestReport::interruptPrintsWhatThereIs()
{
    QFETCH(int, number);
    QFETCH(QString, arguments);
    QProcess process;
    prepare(process, arguments + u" --format json 127.0.0.1"_s);
    process.start();
    QVERIFY(process.waitForStarted());
    QTest::qWait(500); // real probes of a real process
    ::kill(static_cast<pid_t>(process.processId()), number);
    const Outcome outcome = outcomeOf(process);
    QCOMPARE(outcome.exitCode, 0);
    const int sent = outcome.host(0)[u"sent"_s].toInt();
    QVERIFY2(sent >= 2 && sent < 12, qPrintable(QString::number(sent)));
    QCOMPARE(outcome.host(0)[u"received"_s].toInt(), sent);
}

void TestReport::liveLines()
{
    QProcess process;
    prepare(process, u"--report 0 --interval 50 --timeout 30 ::1 10.77.0.9 10.77.0.8"_s);
    process.start();
    QVERIFY(process.waitForStarted());
    QByteArray output;
    const auto has = [&](const char *text) {
        output += process.readAllStandardOutput();
        return output.contains(text);
    };
    QTRY_VERIFY(has("  ::1  0."));
    QTRY_VERIFY(has("  10.77.0.9  no reply\n"));
    QTRY_VERIFY(has("  10.77.0.8  host unreachable, says 10.77.0.254.\n"));
    QVERIFY2(!has("Sent"), "the table comes last");
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    const Outcome outcome = outcomeOf(process);
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY(outcome.output.contains("Sent"));
}

QICMP_NETWORK_TEST_MAIN(TestReport)
#include "tst_report.moc"
