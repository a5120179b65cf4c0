// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "command.h"
#include "droptrialrun.h"
#include "netnamespace.h"

#include <QtTest>

#include <algorithm>
#include <cstddef>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace qicmp::support;

/// What the proxy still does for its administrator once it has dropped its privileges.
class tst_ProxyAfterDrop : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void metricsAreServed_data();
    void metricsAreServed();
    void serviceManagerIsTold_data();
    void serviceManagerIsTold();
};

namespace {

/// The socket on which a service manager listens to its services.
class ServiceManager
{
public:
    explicit ServiceManager(const QByteArray &name)
        : m_name(name), m_socket(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::copy(name.begin(), name.end(), std::begin(address.sun_path));
        if (name.startsWith('@'))
            address.sun_path[0] = '\0';
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path)) +
                          static_cast<socklen_t>(name.size());
        const timeval patience{5, 0};
        setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        m_listening = bind(m_socket, reinterpret_cast<const sockaddr *>(&address), size) == 0;
    }

    ~ServiceManager()
    {
        close(m_socket);
        unlink(m_name.constData());
    }
    Q_DISABLE_COPY_MOVE(ServiceManager)

    bool isListening() const { return m_listening; }

    QByteArray nextMessage() const
    {
        QByteArray message(1000, '\0');
        const ssize_t size =
                recv(m_socket, message.data(), static_cast<std::size_t>(message.size()), 0);
        return size < 0 ? QByteArray("nothing came") : message.first(size);
    }

private:
    QByteArray m_name;
    int m_socket;
    bool m_listening = false;
};

} // namespace

void tst_ProxyAfterDrop::initTestCase()
{
    QVERIFY2(!isInUserNamespace(), "run this test as root: it starts programs as several users");
    QCOMPARE(allowPingSockets(true), QString());
}

void tst_ProxyAfterDrop::metricsAreServed_data()
{
    addWaysToStart();
}

void tst_ProxyAfterDrop::metricsAreServed()
{
    QFETCH(QStringList, starter);
    QFETCH(QStringList, arguments);
    const DropTrial trial(starter, arguments);
    QVERIFY2(!trial.pid.isEmpty(), qPrintable(trial.lines.join(u'\n')));
    // From inside the program's network, which may not be ours.
    const CommandResult fetched =
            runCommand(u"nsenter"_s,
                       {u"--net=/proc/%1/ns/net"_s.arg(trial.pid), u"bash"_s, u"-c"_s,
                        u"exec 3<>/dev/tcp/127.0.0.1/%1; printf 'GET /metrics HTTP/1.0\\r\\n"
                        "\\r\\n' >&3; cat <&3"_s.arg(trial.tellings(u"metrics"_s).constFirst())});
    QVERIFY2(fetched.output.startsWith("HTTP/1.1 200 OK") &&
                     fetched.output.endsWith("\r\n\r\na_metric 1\n"),
             qPrintable(fetched.describe() + QString::fromLatin1(fetched.output)));
}

void tst_ProxyAfterDrop::serviceManagerIsTold_data()
{
    QTest::addColumn<QByteArray>("socketName");
    QTest::newRow("file") << QByteArray("/tmp/qicmp-notify-") + QByteArray::number(getpid());
    QTest::newRow("abstract") << QByteArray("@qicmp-notify-") + QByteArray::number(getpid());
}

void tst_ProxyAfterDrop::serviceManagerIsTold()
{
    QFETCH(QByteArray, socketName);
    const ServiceManager manager(socketName);
    QVERIFY(manager.isListening());
    qputenv("NOTIFY_SOCKET", socketName);
    qputenv("WATCHDOG_USEC", "200000");
    DropTrial trial({});
    qunsetenv("NOTIFY_SOCKET");
    qunsetenv("WATCHDOG_USEC");
    QVERIFY2(!trial.pid.isEmpty(), qPrintable(trial.lines.join(u'\n')));
    QCOMPARE(manager.nextMessage(), "READY=1\nSTATUS=Serving");
    QCOMPARE(manager.nextMessage(), "WATCHDOG=1");
    QCOMPARE(manager.nextMessage(), "WATCHDOG=1");
    QCOMPARE(trial.end(), 0);
    QByteArray last;
    while ((last = manager.nextMessage()) == "WATCHDOG=1") {
    }
    QCOMPARE(last, "STOPPING=1");
}

QICMP_NETWORK_TEST_MAIN(tst_ProxyAfterDrop)
#include "tst_proxy_privileges_service.moc"
