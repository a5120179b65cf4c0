// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "scenariorunner.h"

#include <QtCore/qdir.h>
#include <QtTest/qtest.h>

using namespace Qt::StringLiterals;
using namespace qicmp::sim;

/// Plays the files in scenarios/, each a row.
class tst_Scenarios : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void play_data();
    void play();
    void aWrongExpectationFails_data();
    void aWrongExpectationFails();
};

void tst_Scenarios::play_data()
{
    QTest::addColumn<QString>("path");
    const QDir folder(QStringLiteral(QICMP_SCENARIOS));
    const QFileInfoList files = folder.entryInfoList({u"*.txt"_s}, QDir::Files, QDir::Name);
    QVERIFY2(!files.isEmpty(), "no scenarios found");
    for (const QFileInfo &file : files)
        QTest::newRow(qPrintable(file.completeBaseName())) << file.filePath();
}

void tst_Scenarios::play()
{
    QFETCH(QString, path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    try {
        const Scenario scenario = Scenario::parse(QString::fromUtf8(file.readAll()));
        const QString complaints = ScenarioRunner(scenario).run();
        QVERIFY2(complaints.isEmpty(), qPrintable(u'\n' + complaints));
    } catch (const ScenarioError &error) {
        QFAIL(qPrintable(path + u": "_s + error.message));
    }
}

void tst_Scenarios::aWrongExpectationFails_data()
{
    QTest::addColumn<QString>("expectation");
    QTest::newRow("nothing") << QString();
    QTest::newRow("time of the signal") << u"11ms a succeeded"_s;
    QTest::newRow("rtt") << u"10ms a succeeded rtt 10.000001ms"_s;
    QTest::newRow("rtt range") << u"10ms a succeeded rtt 9ms..9.999999ms"_s;
    QTest::newRow("outcome") << u"10ms a failed Timeout"_s;
    QTest::newRow("name") << u"10ms b succeeded"_s;
    QTest::newRow("detail") << u"10ms a succeeded from 192.0.2.2"_s;
    QTest::newRow("unknown detail") << u"10ms a succeeded colour red"_s;
    QTest::newRow("one too many") << u"10ms a succeeded\n 10ms a succeeded"_s;
    QTest::newRow("corrupt") << u"10ms a succeeded\nfinally\n corrupt 1"_s;
    QTest::newRow("overflows") << u"10ms a succeeded\nfinally\n overflows 1"_s;
    QTest::newRow("packets sent") << u"10ms a succeeded\nfinally\n sent 192.0.2.1 0 5ms"_s;
    QTest::newRow("number sent") << u"10ms a succeeded\nfinally\n sent 192.0.2.1 count 2"_s;
}

/// A runner that finds fault with nothing would make every scenario pass.
void tst_Scenarios::aWrongExpectationFails()
{
    QFETCH(QString, expectation);
    const QString text = u"network\n 192.0.2.1 delay 10ms\n"
                         "application\n 0 a = ping 192.0.2.1\nexpect\n "_s;
    const auto complaints = [](const QString &scenario) {
        return ScenarioRunner(Scenario::parse(scenario)).run();
    };
    QCOMPARE(complaints(text + u"10ms a succeeded rtt 10ms"_s), QString());
    QVERIFY(!complaints(text + expectation).isEmpty());
}

QTEST_GUILESS_MAIN(tst_Scenarios)
#include "tst_scenarios.moc"
