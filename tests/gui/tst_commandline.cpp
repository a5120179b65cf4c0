// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "session/commandline.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace qicmp::monitor;
using namespace std::chrono_literals;
using Action = CommandLine::Action;

class TestCommandLine : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void actions_data();
    void actions();
    void refusals_data();
    void refusals();
    void reportDefaults();
    void reportOptions();
    void formats_data();
    void formats();
    void protocols();
    void duplicatesStay();
    void helpNamesEveryOption();
};

namespace {

CommandLine parse(const QString &line)
{
    return parseCommandLine(u"icmp-monitor "_s.append(line).split(u' ', Qt::SkipEmptyParts));
}

} // namespace

void TestCommandLine::actions_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("action");
    QTest::addColumn<QStringList>("hosts");
    const auto row = [](const char *name, const QString &line, Action action,
                        const QStringList &hosts = {}) {
        QTest::newRow(name) << line << static_cast<int>(action) << hosts;
    };
    row("nothing", {}, Action::ShowWindow);
    row("hosts", u"a ::1 10.0.0.1"_s, Action::ShowWindow, {u"a"_s, u"::1"_s, u"10.0.0.1"_s});
    row("an option of Qt's", u"-platform offscreen a"_s, Action::ShowWindow, {u"a"_s});
    row("after two dashes", u"-- -4"_s, Action::ShowWindow, {u"-4"_s});
    row("report", u"--report 3 a"_s, Action::Report);
    row("report, after the host", u"a --report 3"_s, Action::Report);
    row("report, with an equals sign", u"--report=3 a"_s, Action::Report);
    row("report, until interrupted", u"--report 0 a"_s, Action::Report);
    row("help", u"--help"_s, Action::ShowHelp);
    row("help, short", u"-h"_s, Action::ShowHelp);
    row("help wins", u"--report 3 --help"_s, Action::ShowHelp);
    row("version", u"--version"_s, Action::ShowVersion);
}

void TestCommandLine::actions()
{
    QFETCH(QString, line);
    QFETCH(QStringList, hosts);
    const CommandLine commandLine = parse(line);
    QTEST(static_cast<int>(commandLine.action), "action");
    QCOMPARE(commandLine.hosts, hosts);
    QCOMPARE(commandLine.message, QString());
}

void TestCommandLine::refusals_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("part"); // of the sentence
    QTest::newRow("unknown") << u"--colour a"_s << u"--colour"_s;
    QTest::newRow("unknown, one letter") << u"-z a"_s << u"option -z"_s;
    QTest::newRow("count missing") << u"a --report"_s << u"--report needs a value"_s;
    QTest::newRow("no number") << u"--report many a"_s << u"\"many\""_s;
    QTest::newRow("a host for the count") << u"--report 10.0.0.1"_s << u"\"10.0.0.1\""_s;
    QTest::newRow("negative") << u"--report -1 a"_s << u"\"-1\""_s;
    QTest::newRow("more than can be counted") << u"--report 99999999999 a"_s << u"--report takes"_s;
    QTest::newRow("no host") << u"--report 3"_s << u"at least one host"_s;
    QTest::newRow("interval 0") << u"--report 3 --interval 0 a"_s << u"--interval takes"_s;
    QTest::newRow("interval below 10") << u"--report 3 --interval 9 a"_s << u"from 10"_s;
    QTest::newRow("timeout 0") << u"--report 3 --timeout 0 a"_s << u"--timeout takes"_s;
    QTest::newRow("timeout of seconds") << u"--report 3 --timeout 1s a"_s << u"\"1s\""_s;
    QTest::newRow("retries") << u"--report 3 --retries -1 a"_s << u"--retries takes"_s;
    QTest::newRow("size") << u"--report 3 --size 70000 a"_s << u"65527"_s;
    QTest::newRow("format") << u"--report 3 --format xml a"_s << u"\"xml\""_s;
    QTest::newRow("proxy, port") << u"--report 3 --proxy 127.0.0.1:99999 a"_s << u"--proxy takes"_s;
    QTest::newRow("proxy, empty") << u"--report 3 --proxy= a"_s << u"--proxy takes"_s;
    QTest::newRow("both families") << u"--report 3 -4 -6 a"_s << u"exclude"_s;
    QTest::newRow("IPv6 under -4") << u"--report 3 -4 ::1"_s << u"::1 is an IPv6 address"_s;
    QTest::newRow("IPv4 under -6") << u"--report 3 -6 127.0.0.1"_s << u"is an IPv4 address"_s;
    QTest::newRow("for the report only") << u"--interval 100 a"_s << u"--report only"_s;
    QTest::newRow("-4 for the report only") << u"-4 a"_s << u"-4 works"_s;
    QTest::newRow("headless") << u"--headless --workspace f"_s << u"not part of this version"_s;
}

void TestCommandLine::refusals()
{
    QFETCH(QString, line);
    QFETCH(QString, part);
    const CommandLine commandLine = parse(line);
    QCOMPARE(static_cast<int>(commandLine.action), static_cast<int>(Action::Refuse));
    QVERIFY2(commandLine.message.contains(part), qPrintable(commandLine.message));
    QVERIFY2(!commandLine.message.contains(u'\n'), "one sentence");
}

void TestCommandLine::reportDefaults()
{
    const ReportSettings report = parse(u"--report 5 a"_s).report;
    QCOMPARE(report.count, 5);
    QCOMPARE(report.interval, 1000ms);
    QCOMPARE(report.timeout, 1000ms);
    QCOMPARE(report.retries, 0);
    QCOMPARE(report.payloadSize, 56);
    QCOMPARE(report.proxy, QString());
    QCOMPARE(report.protocol, QAbstractSocket::AnyIPProtocol);
    QVERIFY(report.format == ReportFormat::Text);
    QCOMPARE(report.hosts, QStringList{u"a"_s});
}

void TestCommandLine::reportOptions()
{
    const ReportSettings report =
            parse(u"--report 1 --interval 20 --timeout 30 --retries 2 --size 0 "
                  "--proxy [::1]:63312 --format csv -6 a b"_s)
                    .report;
    QCOMPARE(report.interval, 20ms);
    QCOMPARE(report.timeout, 30ms);
    QCOMPARE(report.retries, 2);
    QCOMPARE(report.payloadSize, 0);
    QCOMPARE(report.proxy, u"[::1]:63312"_s);
    QCOMPARE(report.protocol, QAbstractSocket::IPv6Protocol);
    QVERIFY(report.format == ReportFormat::Csv);
    QCOMPARE(report.hosts, (QStringList{u"a"_s, u"b"_s}));
}

void TestCommandLine::formats_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("format");
    QTest::newRow("text") << u"text"_s << static_cast<int>(ReportFormat::Text);
    QTest::newRow("json") << u"json"_s << static_cast<int>(ReportFormat::Json);
    QTest::newRow("csv") << u"csv"_s << static_cast<int>(ReportFormat::Csv);
}

void TestCommandLine::formats()
{
    QFETCH(QString, name);
    QTEST(static_cast<int>(parse(u"--report 1 a --format "_s + name).report.format), "format");
}

void TestCommandLine::protocols()
{
    QCOMPARE(parse(u"--report 1 -4 a"_s).report.protocol, QAbstractSocket::IPv4Protocol);
    QCOMPARE(parse(u"-6 --report 1 ::1"_s).report.protocol, QAbstractSocket::IPv6Protocol);
}

void TestCommandLine::duplicatesStay()
{
    QCOMPARE(parse(u"--report 1 a b a"_s).report.hosts.size(), 3);
}

void TestCommandLine::helpNamesEveryOption()
{
    for (const char *option :
         {"--report COUNT", "--interval MS", "--timeout MS", "--retries N", "--size BYTES",
          "--proxy HOST:PORT", "-4, -6", "--format FORMAT", "--help", "--version"}) {
        QVERIFY2(helpText().contains(QLatin1String(option)), option);
    }
}

// On purpose: no application object.
QTEST_APPLESS_MAIN(TestCommandLine)
#include "tst_commandline.moc"
