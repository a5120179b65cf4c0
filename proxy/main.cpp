// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "commandline.h"
#include "keyfile.h"
#include "server.h"
#include "terminationwatcher.h"

#include "metrics/metricspage.h"
#include "metrics/metricsserver.h"
#include "privileges/account.h"
#include "privileges/privilegedrop.h"
#include "servicenotifier.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <cstdio>
#include <optional>
#include <system_error>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;

namespace {

constexpr int cannotServe = 1;
constexpr int wrongUsage = 2;

/// A socket for each session and each DTLS connection, as many again for ICMP and what else is
/// open, with room to spare.
constexpr int mostDescriptors = 3 * static_cast<int>(SessionTable::capacity);

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

QString words(const Endpoint &endpoint)
{
    const QString address = QString::fromStdString(endpoint.address.toString());
    const bool v6 = endpoint.address.family == Family::IPv6;
    return (v6 ? u"[%1]:%2"_s : u"%1:%2"_s).arg(address, QString::number(endpoint.port));
}

QString words(int systemError)
{
    return QString::fromStdString(std::generic_category().message(systemError));
}

/// Opens, drops, serves, in this order.
class Service
{
public:
    explicit Service(const Settings &settings)
        : m_settings(settings), m_log(m_clock, settings.debug)
    {
    }

    int run()
    {
        if (!m_notifier.failure().isEmpty())
            m_log.tell(Log::Topic::Service, m_notifier.failure());
        QString failure = open();
        if (failure.isEmpty())
            failure = drop();
        if (!failure.isEmpty()) {
            m_log.tell(Log::Topic::Service, failure);
            return cannotServe;
        }
        m_server->start();
        const QString serving = u"serving on %1 with %2 sockets"_s.arg(
                words(m_settings.listen), m_raw ? u"raw"_s : u"datagram"_s);
        m_log.tell(Log::Topic::Service, serving);
        m_notifier.ready(serving);
        QCoreApplication::exec();
        m_notifier.stopping();
        m_server->shutDown();
        m_log.tell(Log::Topic::Service, u"ended"_s);
        return 0;
    }

private:
    /// Everything that takes privileges or files. Returns an empty string or what failed.
    QString open()
    {
        const AccountChoice choice = chooseAccount(m_settings.user);
        if (!choice.failure.isEmpty())
            return choice.failure;
        Server::Opened opened;
        if (!m_settings.pskFile.isEmpty()) {
            KeyFile file = readKeyFile(m_settings.pskFile);
            QString failure = file.failure.isEmpty() ? dtlsTrial() : file.failure;
            if (!failure.isEmpty())
                return failure;
            opened.keys = std::move(file.keys);
        }
        opened.icmp = openIcmp(choice.account.group, [this] {
            if (m_server)
                m_server->wake();
        });
        if (!opened.icmp.failure.isEmpty())
            return opened.icmp.failure;
        m_raw = opened.icmp.raw;
        int error = 0;
        opened.listener = UdpSocket::bind(m_settings.listen, UdpSocket::Port::Free, error);
        if (!opened.listener) {
            return u"can't listen on %1: %2 (--host and --port choose another place)"_s.arg(
                    words(m_settings.listen), words(error));
        }
        m_listener = opened.listener->descriptor();
        m_server.emplace(m_settings, m_clock, m_log, std::move(opened));
        return m_settings.metrics ? openMetrics(*m_settings.metrics) : QString();
    }

    QString openMetrics(const Endpoint &endpoint)
    {
        m_metrics.emplace(
                [this] { return metricsPage(m_server->counters(), QICMP_PROXY_VERSION); });
        const QHostAddress address(QString::fromStdString(endpoint.address.toString()));
        if (m_metrics->listen(address, endpoint.port))
            return {};
        return u"can't serve metrics on %1: %2 (--metrics chooses another place)"_s.arg(
                words(endpoint), m_metrics->errorString());
    }

    QString drop()
    {
        DropOptions options;
        options.user = m_settings.user;
        options.sockets = {m_listener};
        options.descriptors = mostDescriptors;
        const DropResult result = dropPrivileges(options);
        for (const QString &note : result.notes)
            m_log.tell(Log::Topic::Service, note);
        return result.failure;
    }

    const Settings &m_settings;
    SystemClock m_clock;
    Log m_log;
    TerminationWatcher m_termination{&QCoreApplication::quit};
    ServiceNotifier m_notifier;
    std::optional<Server> m_server;
    std::optional<MetricsServer> m_metrics;
    int m_listener = -1;
    bool m_raw = false;
};

} // namespace

int main(int argc, char *argv[])
{
    const CommandLine commandLine = parseCommandLine(argumentList(argc, argv));
    switch (commandLine.action) {
    case CommandLine::Action::ShowHelp:
        return print(stdout, helpText(), 0);
    case CommandLine::Action::ShowVersion:
        return print(stdout, u"icmp-proxy %1\n"_s.arg(QStringLiteral(QICMP_PROXY_VERSION)), 0);
    case CommandLine::Action::Refuse:
        return print(stderr, u"icmp-proxy: %1 (see icmp-proxy --help)\n"_s.arg(commandLine.message),
                     wrongUsage);
    case CommandLine::Action::Serve:
        break;
    }
    QCoreApplication application(argc, argv);
    return Service(commandLine.settings).run();
}
