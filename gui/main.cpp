// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/commandline.h"
#include "session/interruptwatcher.h"
#include "session/report.h"
#include "window/glyphicon.h"
#include "window/mainwindow.h"

#include <QApplication>
#include <QFile>
#include <QIcmpManager>
#include <QLoggingCategory>

#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace qicmp::monitor;

namespace {

constexpr int wrongUsage = 2;

QStringList argumentList(int argc, char *argv[])
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments.append(QString::fromLocal8Bit(argv[i]));
    return arguments;
}

int print(std::FILE *stream, const QString &text, int status)
{
    std::fputs(text.toLocal8Bit().constData(), stream);
    return status;
}

void describeApplication()
{
    QCoreApplication::setApplicationName(u"icmp-monitor"_s);
    QCoreApplication::setOrganizationName(u"QIcmp"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(QICMP_MONITOR_VERSION));
    // What the library warns of stands in the report or the banner; QT_LOGGING_RULES overrides.
    QLoggingCategory::setFilterRules(u"qicmp.*.warning=false"_s);
}

/// Neither a display nor the plugins of QtGui are needed here.
int runReport(int argc, char *argv[], const ReportSettings &settings)
{
    QCoreApplication application(argc, argv);
    describeApplication();

    QFile output;
    QFile errors;
    output.open(stdout, QIODevice::WriteOnly | QIODevice::Unbuffered);
    errors.open(stderr, QIODevice::WriteOnly | QIODevice::Unbuffered);
    const bool isTerminal = ::isatty(STDOUT_FILENO) != 0;

    InterruptWatcher watcher;
    Report report(settings, {&output, &errors, isTerminal});
    QObject::connect(&watcher, &InterruptWatcher::interrupted, &report, &Report::interrupt);
    QObject::connect(&report, &Report::finished, &application, &QCoreApplication::exit,
                     Qt::QueuedConnection);
    report.start();
    return QCoreApplication::exec();
}

int runWindow(int argc, char *argv[], const QStringList &hosts)
{
    QApplication application(argc, argv);
    describeApplication();
    QApplication::setApplicationDisplayName(MainWindow::tr("ICMP Monitor"));
    QApplication::setWindowIcon(glyphIcon(Glyph::Monitor));

    QIcmpManager manager;
    MainWindow window(&manager);
    // A session's end or Ctrl-C in the terminal closes the window as its button would.
    InterruptWatcher watcher;
    QObject::connect(&watcher, &InterruptWatcher::interrupted, &window, &QWidget::close);
    window.addHosts(hosts);
    window.show();
    return QApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    const CommandLine commandLine = parseCommandLine(argumentList(argc, argv));
    switch (commandLine.action) {
    case CommandLine::Action::ShowHelp:
        return print(stdout, helpText(), 0);
    case CommandLine::Action::ShowVersion:
        return print(stdout, u"icmp-monitor %1\n"_s.arg(QStringLiteral(QICMP_MONITOR_VERSION)), 0);
    case CommandLine::Action::Refuse:
        return print(stderr,
                     u"icmp-monitor: %1 (see icmp-monitor --help)\n"_s.arg(commandLine.message),
                     wrongUsage);
    case CommandLine::Action::Report:
        return runReport(argc, argv, commandLine.report);
    case CommandLine::Action::ShowWindow:
        break;
    }
    return runWindow(argc, argv, commandLine.hosts);
}
