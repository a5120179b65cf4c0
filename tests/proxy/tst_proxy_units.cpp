// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "command.h"
#include "commandline.h"
#include "optionvalues.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp::proxy;
using namespace qicmp::support;

/// What an administrator installs beside icmp-proxy: systemd units and their drop-ins, the man
/// page.
class tst_ProxyUnits : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void exposure_data();
    void exposure();
    void syntax_data();
    void syntax();
    void unitsNeverGiveUp_data();
    void unitsNeverGiveUp();
    void unitsDifferInPrivilegesOnly();
    void dropInsNameOneGroup();
    void manPageIsClean();
    void manPageKnowsEveryOption();
    void configurationOfTheManPageIsOne();
};

namespace {

const QString resources = QStringLiteral(QICMP_RESOURCES);

QString contentsOf(const QString &name)
{
    QFile file(resources + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The settings of a unit, without comments.
QStringList settingsOf(const QString &unit)
{
    QStringList lines = contentsOf(u"/systemd/"_s + unit).split(u'\n', Qt::SkipEmptyParts);
    lines.removeIf([](const QString &line) { return line.startsWith(u'#'); });
    return lines;
}

void addUnits()
{
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("mostExposure"); // in tenths
    QTest::newRow("raw") << u"icmp-proxy.service"_s << u"15"_s;
    QTest::newRow("datagram") << u"icmp-proxy-datagram.service"_s << u"12"_s;
}

/// The number behind \a start in a file.
int numberAfter(const QString &start, const QString &text)
{
    const QRegularExpression pattern(u"^%1(\\d+)"_s.arg(QRegularExpression::escape(start)),
                                     QRegularExpression::MultilineOption);
    return pattern.match(text).captured(1).toInt();
}

} // namespace

void tst_ProxyUnits::exposure_data()
{
    addUnits();
}

void tst_ProxyUnits::exposure()
{
    QFETCH(QString, unit);
    QFETCH(QString, mostExposure);
    const CommandResult result =
            runCommand(u"systemd-analyze"_s,
                       {u"security"_s, u"--offline=yes"_s, u"--no-pager"_s,
                        u"--threshold="_s + mostExposure, resources + u"/systemd/"_s + unit});
    QVERIFY2(result.succeeded(), qPrintable(result.describe() + QString::fromUtf8(result.output)));
    QVERIFY(result.output.contains("Overall exposure level"));
}

void tst_ProxyUnits::syntax_data()
{
    addUnits();
}

/// With a program that is installed everywhere, since systemd looks for it.
void tst_ProxyUnits::syntax()
{
    QFETCH(QString, unit);
    const QTemporaryDir folder;
    QFile copy(folder.filePath(unit));
    QVERIFY(copy.open(QIODevice::WriteOnly));
    copy.write(contentsOf(u"/systemd/"_s + unit)
                       .replace(u"ExecStart=icmp-proxy "_s, u"ExecStart=true "_s)
                       .toUtf8());
    copy.close();
    const CommandResult result =
            runCommand(u"systemd-analyze"_s, {u"verify"_s, u"--man=no"_s, copy.fileName()});
    QVERIFY2(result.succeeded() && result.errors.isEmpty(), qPrintable(result.describe()));
}

void tst_ProxyUnits::unitsNeverGiveUp_data()
{
    addUnits();
}

/// An address that comes late, or a port that is taken for a while, is no reason to end for good.
void tst_ProxyUnits::unitsNeverGiveUp()
{
    QFETCH(QString, unit);
    const QStringList settings = settingsOf(unit);
    for (const QString &setting :
         {u"Restart=on-failure"_s, u"StartLimitIntervalSec=0"_s, u"Wants=network-online.target"_s,
          u"After=network-online.target"_s})
        QVERIFY2(settings.contains(setting), qPrintable(setting));
    // A ping that is sent when the proxy ends waits for a second, by default.
    const int restart = numberAfter(u"RestartSec="_s, settings.join(u'\n'));
    QVERIFY(settings.contains(u"RestartSec=%1ms"_s.arg(restart)));
    QVERIFY2(restart > 0 && restart <= 500, qPrintable(QString::number(restart)));
    // What a file or option has wrong stays so.
    QVERIFY(settings.contains(u"RestartPreventExitStatus=2"_s));
}

/// What is learnt for one of them has to find its way to the other.
void tst_ProxyUnits::unitsDifferInPrivilegesOnly()
{
    QStringList raw = settingsOf(u"icmp-proxy.service"_s);
    QStringList datagram = settingsOf(u"icmp-proxy-datagram.service"_s);
    QVERIFY(raw.size() > 40);
    const QStringList common = raw;
    raw.removeIf([&datagram](const QString &line) { return datagram.contains(line); });
    datagram.removeIf([&common](const QString &line) { return common.contains(line); });
    QCOMPARE(raw,
             QStringList({u"Description=ICMP echo for programs that may not ping"_s,
                          u"Conflicts=icmp-proxy-datagram.service"_s,
                          u"AmbientCapabilities=CAP_NET_RAW"_s,
                          u"CapabilityBoundingSet=CAP_NET_RAW"_s, u"SystemCallFilter=capset"_s}));
    QCOMPARE(datagram,
             QStringList({u"Description=ICMP echo for programs that may not ping (without any "
                          "capability)"_s,
                          u"Conflicts=icmp-proxy.service"_s, u"CapabilityBoundingSet="_s,
                          u"PrivateUsers=yes"_s}));
}

/// A sysctl knows groups by number, and others must not get what is meant for ours.
void tst_ProxyUnits::dropInsNameOneGroup()
{
    const int group =
            numberAfter(u"u icmp-proxy "_s, contentsOf(u"/systemd/sysusers.d/icmp-proxy.conf"_s));
    QVERIFY(group > 0 && group < 1000); // system users (SYS_UID_MAX in login.defs(5))
    const QString range = contentsOf(u"/systemd/sysctl.d/icmp-proxy-datagram.conf"_s);
    QVERIFY(range.contains(u"\nnet.ipv4.ping_group_range = %1 %1\n"_s.arg(group)));
}

void tst_ProxyUnits::manPageIsClean()
{
    // Not the level below: whether other pages are in a database depends on the machine.
    const CommandResult result = runCommand(u"mandoc"_s, {u"-T"_s, u"lint"_s, u"-W"_s, u"warning"_s,
                                                          resources + u"/man/icmp-proxy.8"_s});
    QVERIFY2(result.succeeded(), qPrintable(result.describe() + QString::fromUtf8(result.output)));
}

void tst_ProxyUnits::manPageKnowsEveryOption()
{
    const QString page = contentsOf(u"/man/icmp-proxy.8"_s);
    QStringList options = optionKinds().keys();
    options << u"config"_s << u"help"_s << u"version"_s;
    for (const QString &option : options) {
        const QString flag = u"\\-"_s + option;
        const QRegularExpression synopsis(
                u"^\\.(Op )?Fl .*%1( |$)"_s.arg(QRegularExpression::escape(flag)),
                QRegularExpression::MultilineOption);
        const QRegularExpression item(u"^\\.It .*%1( |$)"_s.arg(QRegularExpression::escape(flag)),
                                      QRegularExpression::MultilineOption);
        QVERIFY2(synopsis.match(page).hasMatch(), qPrintable(option));
        QVERIFY2(item.match(page).hasMatch(), qPrintable(option));
        QVERIFY2(helpText().contains(u"--"_s + option), qPrintable(option));
    }
}

void tst_ProxyUnits::configurationOfTheManPageIsOne()
{
    const QString page = contentsOf(u"/man/icmp-proxy.8"_s);
    const qsizetype start = page.indexOf(u"; icmp-proxy.conf\n"_s);
    QVERIFY(start > 0);
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write(page.mid(start, page.indexOf(u"\n.Ed"_s, start) - start).toUtf8());
    file.close();
    const CommandLine line = parseCommandLine({u"icmp-proxy"_s, u"--config"_s, file.fileName()});
    QVERIFY2(line.action == CommandLine::Action::Serve, qPrintable(line.message));
    QCOMPARE(line.settings.listen.address.toString(), "192.0.2.1");
    QCOMPARE(line.settings.allow.size(), 2U);
    QVERIFY(line.settings.icmp4em && line.settings.metrics.has_value());
    QCOMPARE(line.settings.pskFile, u"/etc/icmp-proxy.keys"_s);
}

QTEST_GUILESS_MAIN(tst_ProxyUnits)
#include "tst_proxy_units.moc"
