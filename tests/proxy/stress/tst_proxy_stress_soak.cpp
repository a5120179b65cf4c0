// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "liveproxy.h"
#include "netnamespace.h"
#include "stressscale.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace std::chrono_literals;

/// Sessions come and go, and leave nothing behind.
class tst_Proxy_Stress_Soak : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void sessionsLeaveNothingBehind();
};

namespace {

constexpr std::uint64_t pingsEach = 10;

/// Opens so many sessions, one after the other, and pings in each. Returns what went wrong.
QString churn(LiveClient &client, int sessions)
{
    for (int i = 0; i < sessions; ++i) {
        if (!client.open())
            return u"session %1 was not opened"_s.arg(i);
        std::vector<v1::Ping> pings;
        for (std::uint64_t token = 0; token < pingsEach; ++token)
            pings.push_back({token, IpAddress::v4(0x7f000001)});
        client.ping(pings);
        if (const auto results = client.results(pingsEach); results.size() != pingsEach)
            return u"session %1 had %2 results"_s.arg(i).arg(results.size());
        if (i % 3 != 0) // the others are replaced
            client.close();
    }
    client.close();
    return {};
}

} // namespace

void tst_Proxy_Stress_Soak::sessionsLeaveNothingBehind()
{
    LiveProxy proxy;
    QCOMPARE(proxy.start(), QString());
    LiveClient client;
    const int descriptors = proxy.descriptorCount();
    const qint64 unused = proxy.residentKibibytes();
    // The engine remembers the last 65,536 answered probes, so its tables grow up to there; and it
    // takes identifiers, at 256 KiB each, until those of the last ten seconds have rested.
    const int first = scaled(10'000, 30'000);
    QCOMPARE(churn(client, first), QString());
    const qint64 before = proxy.residentKibibytes();
    const int sessions = scaled(20'000, 100'000);
    QCOMPARE(churn(client, sessions), QString());
    QTRY_COMPARE(proxy.descriptorCount(), descriptors);
    const qint64 after = proxy.residentKibibytes();
    qInfo("%d sessions, %d pings; %d descriptors before and after; %lld KiB at the start, %lld "
          "after the first %d, %lld after all",
          sessions, sessions * int{pingsEach}, descriptors, unused, before, first, after);
#ifndef __SANITIZE_ADDRESS__ // which keeps what was freed, to know its next use for a mistake
    QVERIFY(after <= before + before / 20);
#endif
}

QICMP_NETWORK_TEST_MAIN(tst_Proxy_Stress_Soak)
#include "tst_proxy_stress_soak.moc"
