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
    void resumesAfterKills_data();
    void resumesAfterKills();
};

namespace {

const QByteArray key = "0123456789abcdef";

} // namespace

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
        arguments << u"--psk-file"_s << keys.fileName();
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
    QTimer load;
    load.callOnTimeout([&] {
        for (quint32 i = 0; i < 20; ++i) // 10,000 a second
            bench.manager().submit(QHostAddress(0x7f000001U + i), options(5s));
    });
    load.start(2);

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
    qInfo().noquote() << u"%1 kills; resumed after %2 ms (median), %3 ms (longest); %4 replies, "
                         "%5 interrupted; the watched host: %6 answered, %7 lost"_s.arg(kills)
                                 .arg(resumed[resumed.size() / 2])
                                 .arg(resumed.last())
                                 .arg(bench.replies.size())
                                 .arg(failures[Code::Interrupted])
                                 .arg(statistics.received())
                                 .arg(statistics.lost());
    QVERIFY(resumed.last() <= 1'000);
    for (const QIcmpError &error : bench.errors)
        QVERIFY2(error.code() == Code::Interrupted, qPrintable(error.message()));
    QCOMPARE(statistics.lost(), 0U);
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Stress_Restarts)
#include "tst_proxy_stress_restarts.moc"
