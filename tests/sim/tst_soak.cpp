// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "soak.h"

#include <QtTest/qtest.h>

using namespace qicmp::sim;

/// A million random steps, after which the library's accounts must be the network's.
/// QICMP_SOAK_SEED sets another seed than the usual one.
class tst_Soak : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accountsAgree_data();
    void accountsAgree();
};

void tst_Soak::accountsAgree_data()
{
    QTest::addColumn<Soak::Weather>("weather");
    QTest::newRow("fair") << Soak::Weather{};
    QTest::newRow("blocked loop") << Soak::Weather{.blocks = true, .jams = true};
    QTest::newRow("clock steps") << Soak::Weather{.clockSteps = true};
    QTest::newRow("storm") << Soak::Weather{
            .blocks = true, .clockSteps = true, .suspends = true, .overflows = true, .jams = true};
}

void tst_Soak::accountsAgree()
{
    constexpr int steps = 250'000;
    QFETCH(Soak::Weather, weather);
    bool given = false;
    const int seed = qEnvironmentVariableIntValue("QICMP_SOAK_SEED", &given);
    Soak soak(given ? static_cast<std::uint32_t>(seed) : 20260101, weather);
    soak.run(steps);
    qInfo("%s", qPrintable(soak.summary()));
    const QStringList faults = soak.audit();
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
}

QTEST_GUILESS_MAIN(tst_Soak)
#include "tst_soak.moc"
