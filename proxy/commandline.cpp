// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "commandline.h"

#include "optionvalues.h"

#include <QCommandLineParser>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

CommandLine refuse(const QString &message)
{
    return {CommandLine::Action::Refuse, message, {}};
}

void addOptions(QCommandLineParser &parser)
{
    parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    parser.addOption(QCommandLineOption(QStringList{u"h"_s, u"help"_s}));
    parser.addOption(QCommandLineOption(u"version"_s));
    parser.addOption(QCommandLineOption(u"config"_s, {}, u"FILE"_s));
    for (auto option = optionKinds().cbegin(); option != optionKinds().cend(); ++option) {
        QStringList names{option.key()};
        if (option.key() == "port"_L1 || option.key() == "debug"_L1)
            names.append(option.key().left(1));
        QCommandLineOption added(names);
        if (option.value() != OptionKind::Flag)
            added.setValueName(u"value"_s);
        parser.addOption(added);
    }
}

QString syntaxError(const QCommandLineParser &parser, const QStringList &arguments)
{
    const QStringList unknown = parser.unknownOptionNames();
    if (!unknown.isEmpty()) {
        const QString &name = unknown.constFirst();
        return u"there is no option %1%2"_s.arg(name.size() == 1 ? u"-"_s : u"--"_s, name);
    }
    // Either a flag was given a value, or the last option lacks one.
    for (auto option = optionKinds().cbegin(); option != optionKinds().cend(); ++option)
        for (const QString &argument : arguments)
            if (option.value() == OptionKind::Flag &&
                argument.startsWith(u"--%1="_s.arg(option.key())))
                return u"--%1 takes no value"_s.arg(option.key());
    return u"%1 needs a value"_s.arg(arguments.constLast());
}

OptionValues given(const QCommandLineParser &parser)
{
    OptionValues values;
    for (auto option = optionKinds().cbegin(); option != optionKinds().cend(); ++option) {
        if (!parser.isSet(option.key()))
            continue;
        values.insert(option.key(), option.value() == OptionKind::Flag
                                            ? QStringList(u"true"_s)
                                            : parser.values(option.key()));
    }
    return values;
}

/// What can't be served, though every option is right by itself.
QString contradiction(const Settings &settings)
{
    if (isLoopback(settings.listen.address))
        return {};
    if (settings.pskFile.isEmpty() && settings.allowPlaintextFrom.empty()) {
        return u"on %1 anybody could ask for pings: give --psk-file FILE for clients that have a "
               "key, or name the networks of those that may do without, with "
               "--allow-plaintext-from NET"_s.arg(
                       QString::fromStdString(settings.listen.address.toString()));
    }
    return {};
}

} // namespace

CommandLine parseCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    addOptions(parser);
    if (!parser.parse(arguments))
        return refuse(syntaxError(parser, arguments));
    if (parser.isSet(u"help"_s))
        return {CommandLine::Action::ShowHelp, {}, {}};
    if (parser.isSet(u"version"_s))
        return {CommandLine::Action::ShowVersion, {}, {}};
    if (!parser.positionalArguments().isEmpty()) {
        return refuse(u"\"%1\" is no option; icmp-proxy takes options only"_s.arg(
                parser.positionalArguments().constFirst()));
    }

    CommandLine result;
    if (parser.isSet(u"config"_s)) {
        const QString path = parser.value(u"config"_s);
        QString mistake;
        const OptionValues values = readConfiguration(path, mistake);
        if (mistake.isEmpty()) {
            mistake = apply(values, result.settings, [&path](const QString &option) {
                return u"%1 in %2"_s.arg(option, path);
            });
        }
        if (!mistake.isEmpty())
            return refuse(mistake);
    }
    QString mistake = apply(given(parser), result.settings,
                            [](const QString &option) { return u"--%1"_s.arg(option); });
    if (mistake.isEmpty())
        mistake = contradiction(result.settings);
    return mistake.isEmpty() ? result : refuse(mistake);
}

QString helpText()
{
    return uR"(Usage: icmp-proxy [OPTION...]

Pings on behalf of programs that may not, over UDP. Started as root it drops every privilege
before it reads the first byte.

  --host ADDR                  listen on this address of this machine (127.0.0.1)
  -p, --port N                 and on this port (63312)
  --icmp4em                    serve clients of the Ruby gem icmp4em, too; on this machine only
  --allow NET                  let clients ping these networks only; may be repeated
  --deny NET                   never let them ping these, even if allowed; may be repeated
  --allow-plaintext-from NET   let clients of other machines there speak unencrypted; may be
                               repeated
  --psk-file FILE              keys of clients on other machines, a line each: IDENTITY:HEXKEY
  --client-rate N              packets a second for each client (200 for those of other machines,
                               any number for those of this one)
  --destination-rate N         packets a second to each target (10 from clients of other machines,
                               any number from those of this one)
  --total-rate N               packets a second for all together (any number)
                               Of all three 0 means any number.
  --metrics ADDR:PORT          serve metrics for Prometheus there
  --user NAME                  run as this user (icmp-proxy, or else nobody, when started as root)
  --config FILE                read options from FILE, one "option = value" a line without the
                               dashes; networks with commas between; the command line wins
  -d, --debug                  tell of each session
  -h, --help                   print this
  --version                    print the version

Exit status: 0 after SIGTERM or SIGINT, 1 if it can't serve, 2 for wrong usage.
)"_s;
}

} // namespace qicmp::proxy
