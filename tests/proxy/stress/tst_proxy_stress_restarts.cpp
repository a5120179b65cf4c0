// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "liveproxy.h"
#include "netnamespace.h"
#include "pingbench.h"
#include "stressscale.h"

#include <QIcmpHost>
#include <QIcmpProxy>

#include <QTemporaryFile>
#include <QtTest>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;
using namespace qicmp::support;
using namespace std::chrono_literals;
using Code = QIcmpError::Code;

/// The proxy is killed time and again while the library pings through it.
class tst_Proxy_Stress_Restarts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void resumesAfterKills_data();
    void resumesAfterKills();
};

namespace {

const QByteArray key = "0123456789abcdef";

/// So many pings a second, as far as the event loop lets it: mostly to hosts that answer at once, a
/// hundredth of them to one that never does, so that some are under way whenever the proxy dies.
class Load
{
public:
    explicit Load(QIcmpManager &manager) : m_manager(manager)
    {
        m_elapsed.start();
        m_timer.callOnTimeout([this] { submitDue(); });
        m_timer.start(2);
    }
    void stop() { m_timer.stop(); }
    qint64 submitted() const { return m_submitted; }

private:
    void submitDue()
    {
        constexpr qint64 perMillisecond = 10;
        for (; m_submitted < m_elapsed.elapsed() * perMillisecond; ++m_submitted) {
            const auto number = static_cast<quint32>(m_submitted % 100);
            if (number == 0)
                m_manager.submit(QHostAddress(u"192.0.2.9"_s), options(60s));
            else
                m_manager.submit(QHostAddress(0x7f000001U + number), options(5s));
        }
    }

    QIcmpManager &m_manager;
    QElapsedTimer m_elapsed;
    QTimer m_timer;
    qint64 m_submitted = 0;
};

} // namespace

void tst_Proxy_Stress_Restarts::initTestCase()
{
    // Nobody listens at the other end, and nobody asks who does.
    QCOMPARE(configureNetwork(u"link add silent0 type veth peer name silent1\n"
                              "link set silent0 arp off up\nlink set silent1 arp off up\n"
                              "addr add 192.0.2.1/24 dev silent0\n"_s),
             QString());
}

void tst_Proxy_Stress_Restarts::resumesAfterKills_data()
{
    QTest::addColumn<bool>("sealed");
    QTest::newRow("plain text") << false;
    QTest::newRow("inside DTLS") << true;
}

/// Nothing of this is loss: what was under way is interrupted, what was not is sent to the next.
void tst_Proxy_Stress_Restarts::resumesAfterKills()
{
    QFETCH(const bool, sealed);
    QTemporaryFile keys;
    QVERIFY(keys.open());
    keys.write("me:" + key.toHex() + '\n');
    QVERIFY(keys.flush());
    QStringList arguments;
    QIcmpProxy settings(u"127.0.0.1"_s);
    if (sealed) {
        arguments << u"--psk-file"_s << keys.fileName() << u"--client-rate"_s << u"20000"_s
                  << u"--destination-rate"_s << u"1000"_s; // as much as local clients may
        settings.setCredentials("me", key);
    }
    auto proxy = std::make_unique<LiveProxy>(arguments);
    QCOMPARE(proxy->start(), QString());
    PingBench bench({});
    bench.manager().setProxy(settings);
    bench.manager().setBackend(QIcmpManager::Backend::Proxy);
    QIcmpHost watched(&bench.manager(), u"127.0.0.1"_s);
    watched.setInterval(10ms);
    watched.start();
    Load load(bench.manager());

    const int kills = scaled(5, 20);
    QList<qint64> resumed; // ms
    for (int kill = 0; kill < kills; ++kill) {
        PingBench::run(200ms);
        proxy->kill();
        PingBench::run(std::chrono::milliseconds(kill % 10 * 30)); // the port is nobody's
        proxy = std::make_unique<LiveProxy>(arguments);
        QCOMPARE(proxy->start(), QString());
        const qsizetype before = bench.replies.size();
        QElapsedTimer elapsed;
        elapsed.start();
        QVERIFY(QTest::qWaitFor([&] { return bench.replies.size() > before; }, 3'000));
        resumed += elapsed.elapsed();
    }
    load.stop();
    watched.stop();
    PingBench::run(1s);

    std::map<Code, int> failures;
    for (const QIcmpError &error : bench.errors)
        ++failures[error.code()];
    std::ranges::sort(resumed);
    const QIcmpStatistics statistics = watched.statistics();
    qInfo().noquote()
            << u"%1 kills; resumed after %2 ms (median), %3 ms (longest); %8 pings, %4 replies, "
               "%5 interrupted; the watched host: %6 answered, %7 lost"_s.arg(kills)
                       .arg(resumed[resumed.size() / 2])
                       .arg(resumed.last())
                       .arg(bench.replies.size())
                       .arg(failures[Code::Interrupted])
                       .arg(statistics.received())
                       .arg(statistics.lost())
                       .arg(load.submitted());
    QVERIFY(resumed.last() <= 1'000);
    QVERIFY(failures[Code::Interrupted] >= kills); // some were under way each time
    QVERIFY(bench.replies.size() > load.submitted() / 2);
    for (const QIcmpError &error : bench.errors)
        QVERIFY2(error.code() == Code::Interrupted, qPrintable(error.message()));
    QCOMPARE(statistics.lost(), 0U);
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Stress_Restarts)
#include "tst_proxy_stress_restarts.moc"
