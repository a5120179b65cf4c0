// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "childrun.h"
#include "echoload.h"
#include "figuretable.h"
#include "netnamespace.h"
#include "workload.h"

#include <QCommandLineParser>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <array>
#include <cstdio>

using namespace qicmp::bench;
using namespace Qt::StringLiterals;

// Every workload runs in a process of its own, which this program starts from itself; the table
// holds medians over rounds of all of them in turn.
namespace {

std::vector<Workload> allWorkloads()
{
    std::vector<Workload> all;
    for (const auto group : {
                 bareWorkloads(),
                 requestWorkloads(),
                 engineWorkloads(),
                 truthWorkloads(),
#ifdef QICMP_BENCH_PROXY
                 proxyWorkloads(),
#endif
         })
        all.insert(all.end(), group.begin(), group.end());
    return all;
}

void say(const QString &text)
{
    std::fputs(qPrintable(text), stderr);
}

struct Settings
{
    bool brief = false;
    int rounds = 5;
    QStringList only; ///< empty: all

    bool wants(const QString &workload) const
    {
        return only.isEmpty() || workload == "bare"_L1 || only.contains(workload);
    }
};

std::vector<std::string> selfCommand(const QString &workload, bool brief, int pingsPerHost = 0)
{
    std::vector<std::string> command{QCoreApplication::applicationFilePath().toStdString(),
                                     "--workload", workload.toStdString()};
    if (brief)
        command.emplace_back("--brief");
    if (pingsPerHost > 0)
        command.insert(command.end(), {"--pings-per-host", std::to_string(pingsPerHost)});
    return command;
}

Figures runWorkload(const QString &name, bool brief, int pingsPerHost = 0)
{
    const ChildRun run = runChild(selfCommand(name, brief, pingsPerHost));
    const QJsonObject figures =
            QJsonDocument::fromJson(QByteArray::fromStdString(run.output)).object();
    if (!run.succeeded || figures.isEmpty())
        qFatal("the workload %s failed", qPrintable(name));
    return figures;
}

/// The same addresses pinged by both programs; whole processes, as the system accounts for them.
Figures againstFping(bool brief)
{
    constexpr int pings = 5; // fping 5.1 gives up at more than 65,535 pings in 10 s
    const Scale scale = brief ? Scale::brief() : Scale::full();
    std::vector<std::string> command{"fping", "-q",  "-c", std::to_string(pings),
                                     "-p",    "100", "-i", "0"};
    for (const QHostAddress &host : loopbackHosts(scale.hosts))
        command.push_back(host.toString().toStdString());
    command.insert(command.begin(), {"sh", "-c", "exec \"$@\" 2>/dev/null", "sh"});
    const ChildRun fping = runChild(command, 1);
    const ChildRun own = runChild(selfCommand(u"submit-batch"_s, brief, pings));
    if (!fping.succeeded || !own.succeeded)
        qFatal("%s", fping.succeeded ? "the workload submit-batch failed"
                                     : "fping failed; it is a package of its own");
    return {{u"fping_cpu_seconds"_s, fping.cpuSeconds}, {u"own_cpu_seconds"_s, own.cpuSeconds}};
}

/// A machine's speed drifts within seconds, so what is compared takes turns.
void takeTurns(const Settings &settings, Round &round)
{
    constexpr int turns = 4;
    const Scale scale = settings.brief ? Scale::brief() : Scale::full();
    QMap<QString, QList<Figures>> taken;
    for (int turn = 0; turn < turns; ++turn) {
        for (const Workload &workload : allWorkloads()) {
            const QString name = QString::fromLatin1(workload.name);
            if (workload.takesTurns && settings.wants(name))
                taken[name].append(runWorkload(name, settings.brief, scale.pingsPerHost / turns));
        }
        if (settings.wants(u"fping"_s))
            taken[u"fping"_s].append(againstFping(settings.brief));
    }
    for (auto it = taken.cbegin(); it != taken.cend(); ++it)
        round[it.key()] = together(*it);
}

Round runRound(const Settings &settings)
{
    Round round;
    takeTurns(settings, round);
    for (const Workload &workload : allWorkloads()) {
        const QString name = QString::fromLatin1(workload.name);
        if (!workload.takesTurns && settings.wants(name))
            round[name] = runWorkload(name, settings.brief);
    }
    return round;
}

QJsonObject toJson(const Round &round)
{
    QJsonObject object;
    for (auto it = round.begin(); it != round.end(); ++it)
        object[it.key()] = it.value();
    return object;
}

int measure(const Settings &settings, const QString &jsonFile)
{
    for (const Workload &workload : allWorkloads()) {
        const QString name = QString::fromLatin1(workload.name);
        if (settings.wants(name))
            say(u"  %1: %2\n"_s.arg(name, QString::fromLatin1(workload.summary)));
    }
    if (settings.wants(u"fping"_s))
        say(u"  fping: the same as submit-batch, 5 pings a host, and fping beside it\n"_s);

    QList<Round> rounds;
    for (int i = 0; i < settings.rounds; ++i) {
        say(u"round %1 of %2\n"_s.arg(i + 1).arg(settings.rounds));
        rounds.append(runRound(settings));
    }
    const QList<Outcome> outcomes = judge(rounds);
    if (settings.brief)
        say(u"All workloads work; figures need the full scale.\n"_s);
    else
        std::fputs(toTable(outcomes).toUtf8().constData(), stdout);
    if (jsonFile.isEmpty())
        return 0;
    QJsonArray raw;
    for (const Round &round : rounds)
        raw.append(toJson(round));
    QFile file(jsonFile);
    const QJsonObject all{{u"figures"_s, toJson(outcomes)}, {u"rounds"_s, raw}};
    if (file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(all).toJson()) > 0)
        return 0;
    say(u"%1 can't be written: %2\n"_s.arg(jsonFile, file.errorString()));
    return 1;
}

int runOne(const QString &name, Scale scale)
{
    for (const Workload &workload : allWorkloads()) {
        if (name != QLatin1String(workload.name))
            continue;
        const QByteArray figures =
                QJsonDocument(workload.run(scale)).toJson(QJsonDocument::Compact);
        std::puts(figures.constData());
        return 0;
    }
    say(u"there is no workload %1\n"_s.arg(name));
    return 2;
}

} // namespace

int main(int argc, char *argv[])
{
    qicmp::support::enterPrivateNetworkOrExit();
    TimedApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
            u"Measures what the library promises, in a network namespace of its own."_s);
    parser.addHelpOption();
    const QCommandLineOption brief(u"brief"_s, u"Small loads: shows that it works, no figures."_s);
    const QCommandLineOption rounds(u"rounds"_s, u"How often each workload runs (5)."_s, u"N"_s,
                                    u"5"_s);
    const QCommandLineOption only(
            u"only"_s, u"Only this workload, and the bare loop; may be repeated."_s, u"NAME"_s);
    const QCommandLineOption json(u"json"_s, u"Write all figures to a file."_s, u"FILE"_s);
    const QCommandLineOption workload(u"workload"_s,
                                      u"Run one in this process, print its figures."_s, u"NAME"_s);
    const QCommandLineOption pings(u"pings-per-host"_s, u"Of one workload."_s, u"N"_s);
    parser.addOptions({brief, rounds, only, json, workload, pings});
    parser.process(application);

    if (parser.isSet(workload)) {
        Scale scale = parser.isSet(brief) ? Scale::brief() : Scale::full();
        if (parser.isSet(pings))
            scale.pingsPerHost = parser.value(pings).toInt();
        return runOne(parser.value(workload), scale);
    }
    return measure({parser.isSet(brief), parser.value(rounds).toInt(), parser.values(only)},
                   parser.value(json));
}
