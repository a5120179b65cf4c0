// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "metrics/httprequest.h"
#include "metrics/metricspage.h"
#include "metrics/metricsserver.h"

#include <QNetworkProxy>
#include <QTcpSocket>
#include <QtTest>

#include <memory>
#include <vector>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;
using namespace std::chrono_literals;

/// What `icmp-proxy --metrics` serves, and to whom.
class tst_ProxyMetrics : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void judgesRequests_data();
    void judgesRequests();
    void refusesEveryTruncation();
    void answers();
    void pageOfNothing();
    void pageOfSomething();
    void histogramIsCumulative();
    void serves_data();
    void serves();
    void endsConnectionsAtTheirDeadline();
    void idleConnectionsKeepNobodyOut();
    void readsNoMoreThanItMust();
    void portThatIsTaken();
};

namespace {

QByteArrayList linesWith(const std::string &page, const QByteArray &start)
{
    QByteArrayList found;
    for (const QByteArray &line : QByteArray::fromStdString(page).split('\n')) {
        if (line.startsWith(start))
            found.append(line);
    }
    return found;
}

/// A client that says \a request and hears all there is to hear.
class Client
{
public:
    explicit Client(quint16 port, const QByteArray &request = {})
    {
        m_socket.setProxy(QNetworkProxy::NoProxy);
        m_socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        m_socket.write(request);
    }

    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    bool isEnded() const { return m_socket.state() == QAbstractSocket::UnconnectedState; }
    void say(const QByteArray &words) { m_socket.write(words); }
    QByteArray heard() { return m_heard += m_socket.readAll(); }

private:
    QTcpSocket m_socket;
    QByteArray m_heard;
};

const QByteArray goodRequest = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n";

} // namespace

void tst_ProxyMetrics::judgesRequests_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("headOnly");
    const auto row = [](const char *name, const QByteArray &request, int status,
                        bool headOnly = false) {
        QTest::newRow(name) << request << status << headOnly;
    };
    row("page", goodRequest, 200);
    row("page of 1.0", "GET /metrics HTTP/1.0\r\n\r\n", 200);
    row("page with a query", "GET /metrics?name[]=up HTTP/1.1\r\n\r\n", 200);
    row("head", "HEAD /metrics HTTP/1.1\r\n\r\n", 200, true);
    row("elsewhere", "GET / HTTP/1.1\r\n\r\n", 404);
    row("longer path", "GET /metricsx HTTP/1.1\r\n\r\n", 404);
    row("head of elsewhere", "HEAD / HTTP/1.1\r\n\r\n", 404, true);
    row("post", "POST /metrics HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", 405);
    row("other version", "GET /metrics HTTP/2.0\r\n\r\n", 400);
    row("no version", "GET /metrics\r\n\r\n", 400);
    row("more words", "GET /metrics HTTP/1.1 x\r\n\r\n", 400);
    row("no target", "GET  HTTP/1.1\r\n\r\n", 400);
    row("nothing", "\r\n\r\n", 400);
    row("zeros", QByteArray(20, '\0') + "\r\n\r\n", 400);
    row("bare line feeds", "GET /metrics HTTP/1.1\n\n", 0);
    row("silence", "", 0);
    row("too long", "GET /metrics HTTP/1.1\r\nX: " + QByteArray(maximumRequestSize, 'x'), 431);
    row("too long a line", QByteArray(maximumRequestSize, 'G'), 431);
}

void tst_ProxyMetrics::judgesRequests()
{
    QFETCH(QByteArray, request);
    const HttpVerdict verdict = judgeRequest(request.toStdString());
    QTEST(verdict.status, "status");
    QTEST(verdict.headOnly, "headOnly");
}

void tst_ProxyMetrics::refusesEveryTruncation()
{
    for (qsizetype size = 0; size < goodRequest.size(); ++size)
        QCOMPARE(judgeRequest(goodRequest.first(size).toStdString()).status, 0);
}

void tst_ProxyMetrics::answers()
{
    QCOMPARE(httpAnswer({200, false}, "a 1\n"),
             "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
             "Content-Length: 4\r\nConnection: close\r\n\r\na 1\n");
    QCOMPARE(httpAnswer({200, true}, "a 1\n"),
             "HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
             "Content-Length: 4\r\nConnection: close\r\n\r\n");
    QCOMPARE(httpAnswer({405, false}, "a 1\n"),
             "HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\n"
             "Content-Type: text/plain; charset=utf-8\r\n"
             "Content-Length: 37\r\nConnection: close\r\n\r\nMethod Not Allowed; try GET "
             "/metrics\n");
}

/// Zeros are there from the start.
void tst_ProxyMetrics::pageOfNothing()
{
    const std::string page = metricsPage({}, "1.2.3");
    QCOMPARE(linesWith(page, "icmp_proxy_build_info"),
             QByteArrayList{"icmp_proxy_build_info{version=\"1.2.3\"} 1"});
    QCOMPARE(linesWith(page, "icmp_proxy_pings_total{").size(), 7);
    QCOMPARE(linesWith(page, "icmp_proxy_refusals_total{").size(), 10);
    QCOMPARE(linesWith(page, "icmp_proxy_dropped_datagrams_total{").size(), 12);
    // Conventions: a prefix, base units, _total for counters only; each family has both comments.
    QSet<QByteArray> explained;
    for (const QByteArray &line : QByteArray::fromStdString(page).split('\n')) {
        if (line.startsWith("# TYPE ")) {
            const QByteArrayList words = line.split(' ');
            QVERIFY2(words[2].endsWith("_total") == (words[3] == "counter"), line.constData());
            QVERIFY2(words[2].startsWith("icmp_proxy_"), line.constData());
        } else if (line.startsWith("# HELP ")) {
            QVERIFY2(line.endsWith('.'), line.constData());
            QVERIFY2(!explained.contains(line.split(' ')[2]), line.constData());
            explained.insert(line.split(' ')[2]);
        } else if (!line.isEmpty() && !line.contains("build_info")) {
            QVERIFY2(line.endsWith(" 0"), line.constData());
        }
    }
    QCOMPARE(explained.size(), 22);
}

void tst_ProxyMetrics::pageOfSomething()
{
    Counters counters;
    counters.sessions = 3;
    counters.outstanding = 5;
    counters.pings = 1'234'567'890'123;
    counters.outcomes[v1::Outcome::Reply] = 11;
    counters.outcomes[v1::Outcome::LateReply] = 12;
    counters.outcomes[v1::Outcome::DuplicateReply] = 13;
    counters.outcomes[v1::Outcome::Canceled] = 19;
    counters.refusals[v1::RefusalReason::DestinationDenied] = 21;
    counters.refusals[v1::RefusalReason::FamilyUnavailable] = 30;
    counters.errors[v1::ErrorReason::BadCookie] = 31;
    counters.dropped[DropCause::UnknownProtocol] = 41;
    counters.dropped[DropCause::Refused] = 52;
    counters.sessionsEnded[SessionEnd::Idle] = 61;
    counters.receiveOverflows = 71;
    const std::string page = metricsPage(counters, "1");
    for (const QByteArray &line : {
                 "icmp_proxy_sessions 3"_ba,
                 "icmp_proxy_outstanding_pings 5"_ba,
                 "icmp_proxy_requested_pings_total 1234567890123"_ba,
                 "icmp_proxy_pings_total{outcome=\"reply\"} 11"_ba,
                 "icmp_proxy_extra_replies_total{kind=\"late\"} 12"_ba,
                 "icmp_proxy_extra_replies_total{kind=\"duplicate\"} 13"_ba,
                 "icmp_proxy_pings_total{outcome=\"canceled\"} 19"_ba,
                 "icmp_proxy_refusals_total{reason=\"destination_denied\"} 21"_ba,
                 "icmp_proxy_refusals_total{reason=\"family_unavailable\"} 30"_ba,
                 "icmp_proxy_errors_total{reason=\"bad_cookie\"} 31"_ba,
                 "icmp_proxy_dropped_datagrams_total{cause=\"unknown_protocol\"} 41"_ba,
                 "icmp_proxy_dropped_datagrams_total{cause=\"refused\"} 52"_ba,
                 "icmp_proxy_sessions_ended_total{cause=\"idle\"} 61"_ba,
                 "icmp_proxy_receive_overflows_total 71"_ba,
         })
        QVERIFY2(page.find(line.toStdString() + '\n') != std::string::npos, line.constData());
}

void tst_ProxyMetrics::histogramIsCumulative()
{
    Counters counters;
    counters.roundTrips.observe(40 * microsecond);
    counters.roundTrips.observe(50 * microsecond); // bounds belong to what lies below them
    counters.roundTrips.observe(2 * millisecond);
    counters.roundTrips.observe(11 * second);
    const QByteArray name = "icmp_proxy_round_trip_seconds";
    const QByteArrayList lines = linesWith(metricsPage(counters, "1"), name);
    QCOMPARE(lines.size(), 18); // 15 bounds, infinity, sum, count
    QCOMPARE(lines[0], name + "_count 4");
    QVERIFY2(lines[1].startsWith("icmp_proxy_round_trip_seconds_sum 11.00209"),
             lines[1].constData());
    QCOMPARE(lines[2], name + "_bucket{le=\"5e-05\"} 2");
    QCOMPARE(lines[7], name + "_bucket{le=\"0.0025\"} 3");
    QCOMPARE(lines[16], name + "_bucket{le=\"10\"} 3");
    QCOMPARE(lines[17], name + "_bucket{le=\"+Inf\"} 4");
}

void tst_ProxyMetrics::serves_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("end");
    QTest::newRow("page") << goodRequest << QByteArray("HTTP/1.1 200 OK\r\n")
                          << QByteArray("\r\n\r\nthe page\n");
    QTest::newRow("head") << QByteArray("HEAD /metrics HTTP/1.1\r\n\r\n")
                          << QByteArray("HTTP/1.1 200 OK\r\n") << QByteArray("close\r\n\r\n");
    QTest::newRow("elsewhere") << QByteArray("GET / HTTP/1.1\r\n\r\n")
                               << QByteArray("HTTP/1.1 404 ") << QByteArray("GET /metrics\n");
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\r\n\r\n")
                             << QByteArray("HTTP/1.1 400 ") << QByteArray("GET /metrics\n");
    QTest::newRow("two at once") << goodRequest + goodRequest << QByteArray("HTTP/1.1 200 OK\r\n")
                                 << QByteArray("\r\n\r\nthe page\n");
}

void tst_ProxyMetrics::serves()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, start);
    QFETCH(QByteArray, end);
    MetricsServer server([] { return "the page\n"; });
    QVERIFY(server.listen(QHostAddress::LocalHost, 0));
    Client client(server.port(), request);
    QTRY_VERIFY(client.isEnded() && !client.heard().isEmpty());
    QVERIFY2(client.heard().startsWith(start), client.heard().constData());
    QVERIFY2(client.heard().endsWith(end), client.heard().constData());
    QCOMPARE(client.heard().count("HTTP/1.1"), 1);
    QTRY_COMPARE(server.connectionCount(), 0);
}

/// One byte now and then buys nobody more time.
void tst_ProxyMetrics::endsConnectionsAtTheirDeadline()
{
    MetricsServer server([] { return std::string(); });
    server.setDeadline(200ms);
    QVERIFY(server.listen(QHostAddress::LocalHost, 0));
    Client silent(server.port());
    Client slow(server.port(), "G");
    QTRY_COMPARE(server.connectionCount(), 2);
    QTimer drip;
    connect(&drip, &QTimer::timeout, &drip, [&slow] { slow.say("E"); });
    drip.start(20);
    QElapsedTimer elapsed;
    elapsed.start();
    QTRY_COMPARE(server.connectionCount(), 0);
    QVERIFY2(elapsed.elapsed() < 2000, qPrintable(QString::number(elapsed.elapsed())));
    QTRY_VERIFY(silent.isEnded() && slow.isEnded());
    QCOMPARE(slow.heard(), QByteArray());
}

void tst_ProxyMetrics::idleConnectionsKeepNobodyOut()
{
    MetricsServer server([] { return "the page\n"; });
    QVERIFY(server.listen(QHostAddress::LocalHost, 0));
    std::vector<std::unique_ptr<Client>> crowd;
    for (int i = 0; i < 200; ++i)
        crowd.push_back(std::make_unique<Client>(server.port(), "GET /me"));
    QTRY_VERIFY(server.connectionCount() == MetricsServer::maximumConnections);
    Client honest(server.port(), goodRequest);
    int most = 0;
    QTRY_VERIFY((most = std::max(most, server.connectionCount()), honest.isEnded()));
    QVERIFY2(honest.heard().endsWith("the page\n"), honest.heard().constData());
    QCOMPARE(most, MetricsServer::maximumConnections);
}

void tst_ProxyMetrics::readsNoMoreThanItMust()
{
    MetricsServer server([] { return std::string(); });
    QVERIFY(server.listen(QHostAddress::LocalHost, 0));
    Client client(server.port(), "GET /metrics HTTP/1.1\r\nX: ");
    QTRY_COMPARE(server.connectionCount(), 1);
    for (int i = 0; i < 1000; ++i)
        client.say(QByteArray(1000, 'x'));
    QTRY_VERIFY(client.isEnded());
    QTRY_COMPARE(server.connectionCount(), 0);
}

void tst_ProxyMetrics::portThatIsTaken()
{
    MetricsServer first([] { return std::string(); });
    QVERIFY(first.listen(QHostAddress::LocalHost, 0));
    MetricsServer second([] { return std::string(); });
    QVERIFY(!second.listen(QHostAddress::LocalHost, first.port()));
    QVERIFY(!second.errorString().isEmpty());
}

QTEST_GUILESS_MAIN(tst_ProxyMetrics)
#include "tst_proxy_metrics.moc"
