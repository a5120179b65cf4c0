// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "commandline.h"

#include <QCommandLineParser>
#include <QHostAddress>
#include <QIcmpProxy>

#include <utility>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {
namespace {

/// A number option of the report, and what it accepts.
struct NumberOption
{
    QString name;
    QString unit;
    int lowest;
    int highest;
};

void addOptions(QCommandLineParser &parser)
{
    const auto addFlags = [&parser](const QList<QStringList> &flags) {
        for (const QStringList &names : flags)
            parser.addOption(QCommandLineOption(names));
    };
    const auto addValues = [&parser](const QStringList &names) {
        for (const QString &name : names)
            parser.addOption(QCommandLineOption(name, QString(), u"value"_s));
    };
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    addFlags({{u"h"_s, u"help"_s}, {u"v"_s, u"version"_s}, {u"4"_s}, {u"6"_s}, {u"headless"_s}});
    addValues({u"report"_s, u"interval"_s, u"timeout"_s, u"retries"_s, u"size"_s, u"proxy"_s,
               u"format"_s, u"workspace"_s, u"metrics"_s});
    // These are QApplication's.
    addFlags({{u"reverse"_s}});
    addValues({u"platform"_s, u"platformpluginpath"_s, u"platformtheme"_s, u"plugin"_s, u"style"_s,
               u"stylesheet"_s, u"display"_s, u"geometry"_s, u"qwindowgeometry"_s, u"qwindowicon"_s,
               u"qwindowtitle"_s, u"session"_s});
}

/// Understands one command line, stopping at the first thing that is wrong.
class Interpreter
{
public:
    explicit Interpreter(QStringList arguments) : m_arguments(std::move(arguments))
    {
        addOptions(m_parser);
    }

    CommandLine interpret()
    {
        if (!m_parser.parse(m_arguments))
            return refuse(syntaxError());
        if (m_parser.isSet(u"help"_s))
            return {CommandLine::Action::ShowHelp, {}, {}, {}};
        if (m_parser.isSet(u"version"_s))
            return {CommandLine::Action::ShowVersion, {}, {}, {}};
        if (m_parser.isSet(u"headless"_s) || m_parser.isSet(u"workspace"_s) ||
            m_parser.isSet(u"metrics"_s)) {
            return refuse(u"workspaces and --headless are not part of this version yet; "
                          "--report runs without a screen"_s);
        }
        if (m_parser.positionalArguments().contains(QString()))
            return refuse(u"a host is an empty word"_s);
        return m_parser.isSet(u"report"_s) ? interpretReport() : interpretWindow();
    }

private:
    static CommandLine refuse(const QString &message)
    {
        return {CommandLine::Action::Refuse, message, {}, {}};
    }

    QString syntaxError() const
    {
        const QStringList unknown = m_parser.unknownOptionNames();
        if (unknown.isEmpty())
            return u"%1 needs a value"_s.arg(m_arguments.constLast());
        const QString &name = unknown.constFirst();
        return u"there is no option %1%2"_s.arg(name.size() == 1 ? u"-"_s : u"--"_s, name);
    }

    CommandLine interpretWindow() const
    {
        for (const QString &name : {u"interval"_s, u"timeout"_s, u"retries"_s, u"size"_s,
                                    u"proxy"_s, u"format"_s, u"4"_s, u"6"_s}) {
            if (m_parser.isSet(name)) {
                return refuse(u"%1%2 works with --report only"_s.arg(
                        name.size() == 1 ? u"-"_s : u"--"_s, name));
            }
        }
        return {CommandLine::Action::ShowWindow, {}, m_parser.positionalArguments(), {}};
    }

    CommandLine interpretReport()
    {
        using std::chrono::milliseconds;
        ReportSettings report;
        // The bounds are those of QIcmpHost::setInterval() and QIcmpOptions.
        report.count = number({u"report"_s, u"probes"_s, 0, 1'000'000'000}, report.count);
        report.interval = milliseconds(number({u"interval"_s, u"ms"_s, 10, 86'400'000}, 1000));
        report.timeout = milliseconds(number({u"timeout"_s, u"ms"_s, 1, 3'600'000}, 1000));
        report.retries = number({u"retries"_s, u"attempts"_s, 0, 1000}, report.retries);
        report.payloadSize = number({u"size"_s, u"bytes"_s, 0, 65'527}, report.payloadSize);
        readProxy(report);
        readFormat(report);
        readHosts(report);
        if (!m_mistake.isEmpty())
            return refuse(m_mistake);
        return {CommandLine::Action::Report, {}, {}, report};
    }

    /// The first mistake is the one that is told.
    void mistake(const QString &message)
    {
        if (m_mistake.isEmpty())
            m_mistake = message;
    }

    int number(const NumberOption &option, int unlessSet)
    {
        if (!m_parser.isSet(option.name))
            return unlessSet;
        const QString text = m_parser.value(option.name);
        bool isNumber = false;
        const int value = text.toInt(&isNumber);
        if (!isNumber || value < option.lowest || value > option.highest) {
            mistake(u"--%1 takes a whole number of %2 from %3 to %4, not \"%5\""_s.arg(
                    option.name, option.unit, QString::number(option.lowest),
                    QString::number(option.highest), text));
        }
        return value;
    }

    void readProxy(ReportSettings &report)
    {
        if (!m_parser.isSet(u"proxy"_s))
            return;
        report.proxy = m_parser.value(u"proxy"_s);
        if (report.proxy.isEmpty() || !QIcmpProxy(report.proxy).isValid()) {
            mistake(u"--proxy takes HOST:PORT such as 127.0.0.1:63312 or [::1]:63312, not \"%1\""_s
                            .arg(report.proxy));
        }
    }

    void readFormat(ReportSettings &report)
    {
        const QString format =
                m_parser.isSet(u"format"_s) ? m_parser.value(u"format"_s) : u"text"_s;
        if (format == "json"_L1)
            report.format = ReportFormat::Json;
        else if (format == "csv"_L1)
            report.format = ReportFormat::Csv;
        else if (format != "text"_L1)
            mistake(u"--format is text, json or csv, not \"%1\""_s.arg(format));
    }

    void readHosts(ReportSettings &report)
    {
        report.hosts = m_parser.positionalArguments();
        if (report.hosts.isEmpty())
            return mistake(u"--report needs at least one host"_s);
        if (m_parser.isSet(u"4"_s) && m_parser.isSet(u"6"_s))
            return mistake(u"-4 and -6 exclude each other"_s);
        if (m_parser.isSet(u"4"_s))
            report.protocol = QAbstractSocket::IPv4Protocol;
        if (m_parser.isSet(u"6"_s))
            report.protocol = QAbstractSocket::IPv6Protocol;
        if (report.protocol == QAbstractSocket::AnyIPProtocol)
            return;
        for (const QString &host : std::as_const(report.hosts)) {
            const QHostAddress address(host);
            if (!address.isNull() && address.protocol() != report.protocol) {
                return mistake(u"%1 is an %2 address, and %3 was asked for"_s.arg(
                        host, nameOf(address.protocol()), nameOf(report.protocol)));
            }
        }
    }

    static QString nameOf(QAbstractSocket::NetworkLayerProtocol protocol)
    {
        return protocol == QAbstractSocket::IPv4Protocol ? u"IPv4"_s : u"IPv6"_s;
    }

    QStringList m_arguments;
    QCommandLineParser m_parser;
    QString m_mistake;
};

} // namespace

CommandLine parseCommandLine(const QStringList &arguments)
{
    return Interpreter(arguments).interpret();
}

QString helpText()
{
    return uR"(Usage: icmp-monitor [HOST...]
       icmp-monitor --report COUNT [OPTION...] HOST...

Without --report, opens a window that pings the hosts every second and shows how they do.

With --report, pings each host COUNT times without any display and prints what came of it;
COUNT 0 goes on until interrupted (Ctrl-C) and prints live.

  --interval MS         from one probe of a host to its next (1000)
  --timeout MS          how long a probe waits for its reply (1000)
  --retries N           more attempts after one that failed; each counts as a probe (0)
  --size BYTES          payload after the ICMP header (56)
  --proxy HOST:PORT     ping through this icmp-proxy
  -4, -6                use a name's IPv4 or IPv6 address only
  --format FORMAT       text, json or csv (text); json and csv give times in milliseconds
  -h, --help            print this
  -v, --version         print the version

Exit status of a report: 0 every host answered, 1 some host never did, 2 wrong usage or no way
to ping.
)"_s;
}

} // namespace qicmp::monitor
