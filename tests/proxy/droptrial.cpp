// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
//
// Drops its privileges as icmp-proxy does, then tries what must not work any more and what must,
// and prints how each ended: see tst_proxy_privileges.cpp.
//
//     droptrial [--user NAME] [--descriptors N] [--thread-before] [--ping-socket]

#include "droptrials.h"
#include "metrics/metricsserver.h"
#include "privileges/privilegedrop.h"
#include "servicenotifier.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QSocketNotifier>

#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <netinet/in.h>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace qicmp::support;

namespace {

constexpr int dropFailed = 3;

/// A thread that only waits.
class IdleThread
{
public:
    IdleThread()
        : m_thread([this] {
            std::unique_lock lock(m_mutex);
            m_ended.wait(lock, [this] { return m_end; });
        })
    {
    }
    ~IdleThread()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_end = true;
        }
        m_ended.notify_one();
        m_thread.join();
    }
    Q_DISABLE_COPY_MOVE(IdleThread)

private:
    std::mutex m_mutex;
    std::condition_variable m_ended;
    bool m_end = false;
    std::thread m_thread;
};

void print(const QString &line)
{
    std::fputs((line + u'\n').toLocal8Bit().constData(), stdout);
    std::fflush(stdout);
}

int icmpSocket(const QCommandLineParser &arguments)
{
    const int kind = arguments.isSet(u"ping-socket"_s) ? SOCK_DGRAM : SOCK_RAW;
    return socket(AF_INET, kind | SOCK_CLOEXEC | SOCK_NONBLOCK, IPPROTO_ICMP);
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser arguments;
    arguments.addOptions({{u"user"_s, {}, u"name"_s},
                          {u"descriptors"_s, {}, u"count"_s, u"0"_s},
                          QCommandLineOption(u"thread-before"_s),
                          QCommandLineOption(u"ping-socket"_s)});
    arguments.process(application);

    Trials trials{icmpSocket(arguments), sharedPort(0)};
    if (trials.icmp < 0 || trials.listener < 0)
        qFatal("the sockets can't be opened");
    qicmp::proxy::ServiceNotifier notifier;
    qicmp::proxy::MetricsServer metrics([] { return "a_metric 1\n"; });
    if (!metrics.listen(QHostAddress::LocalHost, 0))
        qFatal("the metrics can't be served");

    std::optional<IdleThread> early;
    if (arguments.isSet(u"thread-before"_s))
        early.emplace();
    const qicmp::proxy::DropResult drop =
            qicmp::proxy::dropPrivileges({arguments.value(u"user"_s),
                                          {trials.listener},
                                          arguments.value(u"descriptors"_s).toInt()});
    for (const QString &note : drop.notes)
        print(u"note "_s + note);
    if (!drop.failure.isEmpty()) {
        print(u"failure "_s + drop.failure);
        return dropFailed;
    }

    for (const QString &line : trials.run())
        print(u"main "_s + line);
    QStringList elsewhere;
    std::thread([&] { elsewhere = trials.run(); }).join();
    for (const QString &line : elsewhere)
        print(u"thread "_s + line);
    for (const QString &line : trials.runEventLoop())
        print(u"loop "_s + line);

    // The test looks at this process and its threads from outside until it closes our input.
    const IdleThread first;
    const IdleThread second;
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &application, &QCoreApplication::quit);
    notifier.ready(u"Serving"_s);
    print(u"metrics %1"_s.arg(metrics.port()));
    print(u"look %1"_s.arg(getpid()));
    const int status = QCoreApplication::exec();
    notifier.stopping();
    return status;
}
